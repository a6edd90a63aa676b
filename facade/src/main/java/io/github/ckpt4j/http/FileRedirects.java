package io.github.ckpt4j.http;

import java.io.IOException;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Follows a redirect of a file to another origin, an object store as a rule, without any header of
 * the provider. Redirects within the origin keep their headers.
 */
final class FileRedirects implements Interceptor {
  private static final int MOST = 5;
  private static final List<String> OF_FILES =
      List.of("Accept-Encoding", "If-Range", "Range", "User-Agent");

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    for (int followed = 0; ; followed++) {
      Response response = chain.proceed(request);
      HttpUrl target = RedirectsWithinOrigin.target(response);
      if (target == null || followed == MOST) {
        return response;
      }
      if (RedirectsWithinOrigin.sameOrigin(target, request.url())) {
        request = request.newBuilder().url(target).build();
      } else if (isSafe(target, request.url())) {
        request = bare(request, target);
      } else {
        return response;
      }
      response.close();
    }
  }

  /** Plain http only on this machine, and only from this machine. */
  static boolean isSafe(HttpUrl target, HttpUrl from) {
    return target.isHttps() || (Hosts.isLoopback(target.host()) && Hosts.isLoopback(from.host()));
  }

  private static Request bare(Request request, HttpUrl target) {
    Request.Builder bare = new Request.Builder()
        .url(target)
        .tag(RequestTimeouts.class, request.tag(RequestTimeouts.class));
    for (String name : OF_FILES) {
      String value = request.header(name);
      if (value != null) {
        bare.header(name, value);
      }
    }
    return bare.build();
  }
}
