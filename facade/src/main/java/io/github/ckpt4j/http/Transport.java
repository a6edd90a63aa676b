package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.ResponseBody;
import io.github.ckpt4j.spi.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Sends an exchange and reads its answer, again if need be, in the calling thread. Every request of
 * the client goes through here.
 */
public final class Transport {
  private static final long MAX_ERROR_BYTES = 64 * 1024;

  private final Call.Factory calls;
  private final Duration attemptTimeout;
  private final RetryPolicy retries;
  private final long maxBodyBytes;
  private final Time time;

  public Transport(
      Call.Factory calls,
      Duration attemptTimeout,
      RetryPolicy retries,
      long maxBodyBytes,
      Time time) {
    this.calls = calls;
    this.attemptTimeout = attemptTimeout;
    this.retries = retries;
    this.maxBodyBytes = maxBodyBytes;
    this.time = time;
  }

  /**
   * The response, or the {@link CheckpointException} that the last attempt ended with.
   *
   * @param job what an exception names; null for a request about no job of its own
   */
  public <T> T send(
      Connection connection,
      @Nullable JobRef job,
      ApiRequest<T> exchange,
      Deadline deadline,
      CancellationScope scope) {
    Duration delay = Duration.ZERO;
    for (int attempts = 0; ; ) {
      try {
        if (!delay.isZero()) {
          scope.sleep(delay, time);
        }
        scope.throwIfCancelled();
        Settings settings = connection.settings();
        Request request = connection.request(exchange, settings);
        Duration allowed = allowed(deadline);
        attempts++;
        return attempt(request, settings, exchange, allowed, scope);
      } catch (CheckpointException failure) {
        Optional<Duration> next = retries.delay(failure, attempts, time.random());
        if (!exchange.repeatable()
            || next.isEmpty()
            || next.get().compareTo(deadline.left()) >= 0) {
          throw failure.toBuilder().job(job).attempts(attempts).build();
        }
        delay = next.get();
      }
    }
  }

  private <T> T attempt(
      Request request,
      Settings settings,
      ApiRequest<T> exchange,
      Duration allowed,
      CancellationScope scope) {
    AttemptLog log = AttemptLog.start(request, time);
    Call call = calls.newCall(request);
    call.timeout().timeout(allowed.toNanos(), TimeUnit.NANOSECONDS);
    Runnable end = call::cancel;
    scope.enter(end);
    try (Response response = call.execute()) {
      T answer = answer(response, exchange);
      log.answered(response, settings::redact);
      return answer;
    } catch (Exception e) {
      CheckpointException safe = failure(e, scope).redacted(settings::redact);
      log.failed(safe);
      throw safe;
    } finally {
      scope.leave(end);
    }
  }

  /** OkHttp also throws InterruptedException, which Kotlin need not declare. */
  private static CheckpointException failure(Exception e, CancellationScope scope) {
    if (e instanceof CheckpointException known) {
      return known;
    }
    if (e instanceof InterruptedException interruption) {
      return CancellationScope.interruption(interruption);
    }
    if (e instanceof IOException broken) {
      return ErrorMapper.ofNetwork(broken, scope.isCancelled());
    }
    throw e instanceof RuntimeException bug ? bug : new IllegalStateException(e);
  }

  private Duration allowed(Deadline deadline) {
    Duration left = deadline.left();
    if (left.isZero()) {
      throw CheckpointException.builder(Kind.TIMEOUT, "the time allowed for the call is over")
          .build();
    }
    return left.compareTo(attemptTimeout) < 0 ? left : attemptTimeout;
  }

  private <T> T answer(Response response, ApiRequest<T> exchange) throws IOException {
    if (!response.isSuccessful()) {
      throw ErrorMapper.ofStatus(response, errorText(response), time);
    }
    ResponseBody body = body(response);
    try {
      return exchange.decoder().decode(body);
    } catch (RuntimeException e) {
      throw ErrorMapper.ofAnswer(response, e);
    }
  }

  /** The whole body: an answer cut off on its way is a failure of the network, not of its content. */
  private ResponseBody body(Response response) throws IOException {
    BufferedSource source = response.body().source();
    if (source.request(maxBodyBytes + 1)) {
      throw CheckpointException.builder(
              Kind.BAD_RESPONSE, "the answer has more than " + maxBodyBytes + " bytes")
          .status(response.code())
          .requestId(ErrorMapper.requestId(response))
          .build();
    }
    Buffer whole = source.getBuffer();
    return () -> BufferChannel.text(whole);
  }

  /** What came of an error's body; the status says enough if that breaks off. */
  private static String errorText(Response response) {
    BufferedSource source = response.body().source();
    try {
      source.request(MAX_ERROR_BYTES);
    } catch (IOException e) {
      AttemptLog.unreadable(e);
    }
    Buffer start = source.getBuffer();
    return start.snapshot((int) Math.min(start.size(), MAX_ERROR_BYTES)).utf8();
  }
}
