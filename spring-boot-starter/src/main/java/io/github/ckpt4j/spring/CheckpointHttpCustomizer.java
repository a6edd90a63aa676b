package io.github.ckpt4j.spring;

import okhttp3.OkHttpClient;

/** A bean that sets up the OkHttp client that requests are sent with: proxy, TLS, interceptors. */
@FunctionalInterface
public interface CheckpointHttpCustomizer {
  void customize(OkHttpClient.Builder http);
}
