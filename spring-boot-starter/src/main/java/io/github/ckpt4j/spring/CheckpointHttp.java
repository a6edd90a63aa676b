package io.github.ckpt4j.spring;

import okhttp3.OkHttpClient;

/**
 * The OkHttp client that requests are sent with. Not a bean by itself, so that it is not taken for
 * the application's own.
 */
record CheckpointHttp(OkHttpClient client) implements AutoCloseable {
  @Override
  public void close() {
    client.connectionPool().evictAll();
  }
}
