package io.github.ckpt4j.http;

import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Follows a redirect only to the same scheme, host and port. */
final class RedirectsWithinOrigin extends Redirects {
  @Override
  @Nullable
  Request next(Request request, HttpUrl target) {
    return sameOrigin(target, request.url()) ? request.newBuilder().url(target).build() : null;
  }
}
