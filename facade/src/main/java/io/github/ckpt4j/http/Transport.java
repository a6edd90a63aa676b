package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.http.Connection.Prepared;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.ResponseBody;
import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request and reads its response in the calling thread, with retries. Every request of the
 * client goes through here, except those for files. Every wait ends at the attempt's time limit, at
 * the call's deadline, or when the scope is cancelled or the thread interrupted.
 */
public final class Transport {
  private final Call.Factory calls;
  private final RetryPolicy retries;
  private final long maxBodyBytes;
  private final int maxItems;
  private final Time time;

  /**
   * @param maxBodyBytes how many bytes a response may have, unpacked
   * @param maxItems how many items a list in a response may have
   */
  public Transport(
      Call.Factory calls, RetryPolicy retries, long maxBodyBytes, int maxItems, Time time) {
    this.calls = calls;
    this.retries = retries;
    this.maxBodyBytes = maxBodyBytes;
    this.maxItems = maxItems;
    this.time = time;
  }

  /**
   * The response; throws the {@link CheckpointException} of the last attempt if all fail.
   *
   * @param job the job that an exception names; null for a request that is not about one job
   * @param turn the limit that each attempt waits for
   */
  public <T> T send(
      Connection connection,
      @Nullable JobRef job,
      ApiRequest<T> described,
      RequestTimeouts timeouts,
      Turn turn,
      Deadline deadline,
      CancellationScope scope) {
    Duration delay = Duration.ZERO;
    for (int attempts = 0; ; ) {
      try {
        if (!delay.isZero()) {
          scope.sleep(delay, time);
        }
        turn.acquire(deadline, scope);
        try {
          scope.throwIfCancelled();
          Prepared prepared = connection.prepare(described);
          Duration allowed = allowed(timeouts, deadline);
          attempts++;
          return attempt(connection, prepared, described, timeouts, allowed, scope);
        } finally {
          turn.release();
        }
      } catch (CheckpointException failure) {
        Optional<Duration> next = retries.delay(failure, attempts, time.random());
        if (!described.repeatable()
            || next.isEmpty()
            || next.get().compareTo(deadline.left()) >= 0) {
          throw failure.toBuilder().job(job).attempts(attempts).build();
        }
        delay = next.get();
      }
    }
  }

  private <T> T attempt(
      Connection connection,
      Prepared prepared,
      ApiRequest<T> described,
      RequestTimeouts timeouts,
      Duration allowed,
      CancellationScope scope) {
    Request request = prepared.request();
    AttemptLog log = AttemptLog.start(request, prepared.redactor(), time);
    Hints hints = new Hints(connection.provider().info(), request);
    Reading reading = new Reading(
        log,
        new ErrorMapper(connection.provider(), hints, time),
        Deadline.in(allowed, time),
        scope);
    Call call = calls.newCall(timeouts.applyTo(request));
    call.timeout().timeout(allowed.toNanos(), TimeUnit.NANOSECONDS);
    return new Attempt(log, prepared.redactor(), hints, scope)
        .run(call, response -> reading.read(response, described));
  }

  private static Duration allowed(RequestTimeouts timeouts, Deadline deadline) {
    Duration left = deadline.left();
    if (left.isZero()) {
      throw CheckpointException.builder(Kind.TIMEOUT, "the call timed out").build();
    }
    return left.compareTo(timeouts.read()) < 0 ? left : timeouts.read();
  }

  /** Reads the response of one attempt. */
  private final class Reading {
    private final AttemptLog log;
    private final ErrorMapper errors;
    private final Deadline deadline;
    private final CancellationScope scope;

    Reading(AttemptLog log, ErrorMapper errors, Deadline deadline, CancellationScope scope) {
      this.log = log;
      this.errors = errors;
      this.deadline = deadline;
      this.scope = scope;
    }

    <T> T read(Response response, ApiRequest<T> described) throws IOException {
      if (!response.isSuccessful()) {
        String start = BodyReader.start(response, log);
        throwIfCancelled(); // A cancellation may be why the body broke off.
        throw errors.ofStatus(response, start);
      }
      Body body = body(response);
      try {
        return described.decoder().decode(new Text(body));
      } catch (RuntimeException e) {
        verify(response, body);
        throw errors.ofSuccess(response, body, e);
      }
    }

    private Body body(Response response) throws IOException {
      try {
        return BodyReader.whole(response, maxBodyBytes);
      } catch (CheckpointException e) {
        throw errors.ofBody(response, e);
      }
    }

    /** Reports a damaged or too large body as such, whatever its decoder did with it. */
    private void verify(Response response, Body body) throws IOException {
      try {
        body.verify(this::check);
      } catch (CheckpointException e) {
        throw e.kind() == Kind.BAD_RESPONSE ? errors.ofBody(response, e) : e;
      }
    }

    /** The body as the decoder sees it. */
    private final class Text implements ResponseBody {
      private final Body body;

      Text(Body body) {
        this.body = body;
      }

      @Override
      public Reader reader() {
        return body.text(Reading.this::check);
      }

      @Override
      public int maxItems() {
        return maxItems;
      }
    }

    /** Called while a body is decoded, which may take very long for a hostile one. */
    private void check() {
      throwIfCancelled();
      if (deadline.left().isZero()) {
        throw CheckpointException.builder(Kind.TIMEOUT, "reading the response timed out")
            .temporary(false)
            .build();
      }
    }

    private void throwIfCancelled() {
      scope.throwIfCancelled();
      if (Thread.currentThread().isInterrupted()) {
        throw CancellationScope.cancellation(null);
      }
    }
  }
}
