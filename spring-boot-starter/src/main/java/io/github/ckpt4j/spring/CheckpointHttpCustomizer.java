package io.github.ckpt4j.spring;

import okhttp3.OkHttpClient;

/** Customizes the OkHttp client that sends the requests: proxy, TLS, interceptors. */
@FunctionalInterface
public interface CheckpointHttpCustomizer {
  void customize(OkHttpClient.Builder http);
}
