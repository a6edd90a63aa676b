package io.github.ckpt4j.spring;

import okhttp3.OkHttpClient;

/**
 * Holds the OkHttp client that sends the requests. That client is not itself a bean, so that it is
 * not mistaken for the application's own.
 */
record CheckpointHttp(OkHttpClient client) implements AutoCloseable {
  @Override
  public void close() {
    client.connectionPool().evictAll();
  }
}
