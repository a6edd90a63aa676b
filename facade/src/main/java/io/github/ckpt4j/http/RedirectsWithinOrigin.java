package io.github.ckpt4j.http;

import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Follows a redirect only to the same scheme, host and port.
 *
 * <p>OkHttp's own redirects send every header but {@code Authorization} to the other host, and some
 * providers' credentials are in other headers. A redirect that is not followed is an error like any
 * other response that was not requested.
 */
final class RedirectsWithinOrigin implements Interceptor {
  private static final int MOST = 5;

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    for (int followed = 0; ; followed++) {
      Response response = chain.proceed(request);
      HttpUrl target = target(response);
      if (target == null || !sameOrigin(target, request.url()) || followed == MOST) {
        return response;
      }
      response.close();
      request = request.newBuilder().url(target).build();
    }
  }

  static @Nullable HttpUrl target(Response response) {
    String location = response.isRedirect() ? response.header("Location") : null;
    return location == null ? null : response.request().url().resolve(location);
  }

  static boolean sameOrigin(HttpUrl a, HttpUrl b) {
    return a.scheme().equals(b.scheme()) && a.host().equals(b.host()) && a.port() == b.port();
  }
}
