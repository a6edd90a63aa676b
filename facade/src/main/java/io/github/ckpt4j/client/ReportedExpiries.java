package io.github.ckpt4j.client;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.http.Deadline;
import io.github.ckpt4j.http.Time;
import io.github.ckpt4j.spi.ApiRequest;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The expiry dates that a provider reports for its models. One response serves all jobs for a minute,
 * since it covers every model of the account. Safe for use by many threads.
 */
final class ReportedExpiries {
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final Permits reading = new Permits(1);
  private final Time time;
  private volatile @Nullable Outcome latest;

  /** The outcome of the latest request. */
  private record Outcome(
      Map<String, Expiry> byModel, @Nullable CheckpointException failure, long nanos) {
    Map<String, Expiry> get() {
      if (failure != null) {
        throw failure;
      }
      return byModel;
    }
  }

  ReportedExpiries(Time time) {
    this.time = time;
  }

  /**
   * The dates by model name.
   *
   * @throws CheckpointException if the request failed, now or less than a minute ago
   */
  Map<String, Expiry> read(
      ApiRequest<Map<String, Expiry>> request, Requests requests, Deadline deadline) {
    Outcome known = fresh();
    if (known != null) {
      return known.get();
    }
    reading.acquire(deadline, requests.scope());
    try {
      known = fresh();
      return known == null ? send(request, requests, deadline) : known.get();
    } finally {
      reading.release();
    }
  }

  private @Nullable Outcome fresh() {
    Outcome outcome = latest;
    return outcome == null || time.nanos() - outcome.nanos() > FRESH.toNanos() ? null : outcome;
  }

  private Map<String, Expiry> send(
      ApiRequest<Map<String, Expiry>> request, Requests requests, Deadline deadline) {
    try {
      Map<String, Expiry> byModel = requests.withoutJob().send(request, deadline);
      latest = new Outcome(byModel, null, time.nanos());
      return byModel;
    } catch (CheckpointException e) {
      if (e.status() != null) { // Other failures may be this caller's own, such as its deadline.
        latest = new Outcome(Map.of(), e, time.nanos());
      }
      throw e;
    }
  }
}
