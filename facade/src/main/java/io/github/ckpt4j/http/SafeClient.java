package io.github.ckpt4j.http;

import okhttp3.OkHttpClient;

/** Makes an OkHttp client safe for requests with credentials. */
public final class SafeClient {
  private SafeClient() {}

  /** A client that shares the connections of this one. */
  public static OkHttpClient of(OkHttpClient client) {
    OkHttpClient.Builder safe = client
        .newBuilder()
        .followRedirects(false)
        .followSslRedirects(false)
        .addInterceptor(new RedirectsWithinOrigin());
    if (client.cache() != null) {
      safe.addInterceptor(new RevalidateCached());
    }
    DirectToLoopback.install(safe, client);
    BoundedDns.install(safe, client.dns());
    SuppressOkHttpRetries.install(safe);
    RequestTimeouts.install(safe);
    return safe.build();
  }
}
