package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.Response;

/**
 * One attempt at a request. It ends when its scope is cancelled or its thread is interrupted. It is
 * logged, and no error from it contains a secret.
 *
 * @param redactor removes the secrets of the request from texts
 */
record Attempt(AttemptLog log, Redactor redactor, Hints hints, CancellationScope scope) {

  /** Reads a response, of any status. */
  @FunctionalInterface
  interface Reading<T> {
    T read(Response response) throws IOException;
  }

  /**
   * Sends the call and reads its response.
   *
   * @throws CheckpointException for every failure
   */
  <T> T run(Call call, Reading<T> reading) {
    Runnable end = call::cancel;
    scope.enter(end);
    Interrupts.Watched watched = Interrupts.watch(end);
    try (Response response = call.execute()) {
      T result = reading.read(response);
      log.succeeded(response);
      return result;
    } catch (Exception e) {
      CheckpointException safe = redactor.redact(failure(e));
      log.failed(safe);
      throw safe;
    } finally {
      watched.leave();
      scope.leave(end);
    }
  }

  /** OkHttp also throws InterruptedException, which Kotlin need not declare. */
  private CheckpointException failure(Exception e) {
    if (e instanceof CheckpointException known) {
      return known;
    }
    if (e instanceof InterruptedException interruption) {
      return CancellationScope.interruption(interruption);
    }
    if (scope.isCancelled() || Thread.currentThread().isInterrupted()) {
      return CancellationScope.cancellation(e);
    }
    if (e instanceof IOException broken) {
      return NetworkErrors.of(broken, hints);
    }
    return CheckpointException.builder(Kind.NETWORK, "the HTTP client failed (" + e + ")")
        .hint("an interceptor or listener of the OkHttp client may be at fault")
        .temporary(false)
        .cause(e)
        .build();
  }
}
