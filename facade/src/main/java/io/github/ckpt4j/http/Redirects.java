package io.github.ckpt4j.http;

import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Follows the allowed redirects. Any other is an error, like any unexpected response.
 *
 * <p>OkHttp's own redirects send every header except {@code Authorization} to the other host, but
 * some providers' credentials are in other headers.
 */
abstract class Redirects implements Interceptor {
  private static final int MOST = 5;

  @Override
  public final Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    for (int followed = 0; ; followed++) {
      Response response = chain.proceed(request);
      HttpUrl target = target(response);
      Request next = target == null || followed == MOST ? null : next(request, target);
      if (next == null) {
        return response;
      }
      response.close();
      request = next;
    }
  }

  /** The request to the target of a redirect; null if it is not followed. */
  abstract @Nullable Request next(Request request, HttpUrl target);

  static @Nullable HttpUrl target(Response response) {
    String location = response.isRedirect() ? response.header("Location") : null;
    return location == null ? null : response.request().url().resolve(location);
  }

  static boolean sameOrigin(HttpUrl a, HttpUrl b) {
    return a.scheme().equals(b.scheme()) && a.host().equals(b.host()) && a.port() == b.port();
  }
}
