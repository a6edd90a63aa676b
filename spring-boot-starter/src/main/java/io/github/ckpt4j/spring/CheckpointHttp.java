package io.github.ckpt4j.spring;

import okhttp3.OkHttpClient;

/**
 * The OkHttp client that sends the requests. It is wrapped, as a bean of its own could be mistaken
 * for the application's OkHttp client.
 */
record CheckpointHttp(OkHttpClient client) implements AutoCloseable {
  @Override
  public void close() {
    client.connectionPool().evictAll();
  }
}
