package io.github.ckpt4j.http;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Lets a response from the caller's cache be used only if the server confirms it, because a list may
 * have grown since. A server that sends an {@code ETag} then saves the body.
 */
final class RevalidateCached implements Interceptor {
  @Override
  public Response intercept(Chain chain) throws IOException {
    return chain.proceed(
        chain.request().newBuilder().header("Cache-Control", "max-age=0").build());
  }
}
