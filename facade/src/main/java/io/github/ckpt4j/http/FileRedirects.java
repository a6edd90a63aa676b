package io.github.ckpt4j.http;

import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Follows a redirect of a file to another origin, usually an object store, without any of the
 * provider's headers. Redirects within the origin keep their headers.
 */
final class FileRedirects extends Redirects {
  private static final List<String> OF_FILES =
      List.of("Accept-Encoding", "If-Range", "Range", "User-Agent");

  @Override
  @Nullable
  Request next(Request request, HttpUrl target) {
    if (sameOrigin(target, request.url())) {
      return request.newBuilder().url(target).build();
    }
    return isSafe(target, request.url()) ? bare(request, target) : null;
  }

  /** Plain http only to this machine, and only from this machine. */
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
