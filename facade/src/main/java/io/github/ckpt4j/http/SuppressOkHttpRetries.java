package io.github.ckpt4j.http;

import java.io.IOException;
import java.util.List;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * Keeps OkHttp from retrying on its own: it repeats a request once after a 408, and once after a
 * 503 with {@code Retry-After: 0}. Only {@link RetryPolicy} decides about retries. The statuses are
 * disguised while they pass through the part of OkHttp that would react to them.
 */
final class SuppressOkHttpRetries {
  private static final List<Integer> REPEATED = List.of(408, 503);
  private static final int DISGUISE = 1000;

  private SuppressOkHttpRetries() {}

  static void install(OkHttpClient.Builder client) {
    client.addInterceptor(SuppressOkHttpRetries::reveal);
    client.networkInterceptors().add(0, SuppressOkHttpRetries::disguise);
  }

  private static Response disguise(Interceptor.Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    return REPEATED.contains(response.code())
        ? response.newBuilder().code(response.code() + DISGUISE).build()
        : response;
  }

  private static Response reveal(Interceptor.Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    return response.code() > DISGUISE
        ? response.newBuilder().code(response.code() - DISGUISE).build()
        : response;
  }
}
