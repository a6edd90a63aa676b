package io.github.ckpt4j.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The timeouts of one request. They travel with the request, so that one OkHttp client serves calls
 * with different options.
 */
public record RequestTimeouts(Duration connect, Duration read) {
  /** Lets this client's requests carry their timeouts; install it before all other interceptors. */
  public static void install(OkHttpClient.Builder client) {
    client.interceptors().add(0, RequestTimeouts::intercept);
  }

  /** The request with these timeouts. */
  Request applyTo(Request request) {
    return request.newBuilder().tag(RequestTimeouts.class, this).build();
  }

  private static Response intercept(Interceptor.Chain chain) throws IOException {
    RequestTimeouts timeouts = chain.request().tag(RequestTimeouts.class);
    return timeouts == null
        ? chain.proceed(chain.request())
        : chain
            .withConnectTimeout(millis(timeouts.connect()), TimeUnit.MILLISECONDS)
            .withReadTimeout(millis(timeouts.read()), TimeUnit.MILLISECONDS)
            .proceed(chain.request());
  }

  private static int millis(Duration timeout) {
    return Math.toIntExact(timeout.toMillis());
  }
}
