package io.github.ckpt4j.spring;

import okhttp3.OkHttpClient;

/**
 * The OkHttp client that sends the requests. It is wrapped in this record, because it could be
 * mistaken for the application's own OkHttp client if it were a bean itself.
 */
record CheckpointHttp(OkHttpClient client) implements AutoCloseable {
  @Override
  public void close() {
    client.connectionPool().evictAll();
  }
}
