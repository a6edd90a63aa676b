package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.MetricHistory;
import io.github.ckpt4j.http.Deadline;
import io.github.ckpt4j.http.Time;
import io.github.ckpt4j.spi.ApiRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Joins the metrics that a provider reports separately from its checkpoints. They are requested
 * once, and only if a checkpoint needs them. Not safe for use by several threads.
 */
final class MetricJoin {
  private final Requests requests;
  private final boolean training;
  private final boolean hardware;
  private final @Nullable Duration atMost;
  private final Consumer<CheckpointException> onFailure;
  private final Consumer<CheckpointException> onWarning;
  private @Nullable List<MetricHistory> histories;

  private MetricJoin(
      Requests requests,
      boolean training,
      boolean hardware,
      @Nullable Duration atMost,
      Consumer<CheckpointException> onFailure,
      Consumer<CheckpointException> onWarning) {
    this.requests = requests;
    this.training = training;
    this.hardware = hardware;
    this.atMost = atMost;
    this.onFailure = onFailure;
    this.onWarning = onWarning;
  }

  /** Metrics that the caller can do without: if they are missing, the caller is warned. */
  static MetricJoin optional(Requests requests, CallOptions options) {
    return new MetricJoin(
        requests,
        options.metrics() != CallOptions.Metrics.NEVER,
        options.hardwareMetrics(),
        options.attemptTimeout(),
        options.onWarning(),
        options.onWarning());
  }

  /** Metrics that the call needs: if they are missing, the call fails. */
  static MetricJoin required(Requests requests, CallOptions options) {
    Consumer<CheckpointException> fail = failure -> {
      throw failure;
    };
    return new MetricJoin(
        requests, true, options.hardwareMetrics(), null, fail, options.onWarning());
  }

  List<Checkpoint> join(List<Checkpoint> checkpoints, Deadline deadline) {
    if (checkpoints.isEmpty()) {
      return checkpoints;
    }
    if (histories == null) {
      histories = read(deadline);
    }
    List<Checkpoint> joined = checkpoints;
    for (MetricHistory history : histories) {
      joined = joined.stream().map(history::join).toList();
    }
    return joined;
  }

  private List<MetricHistory> read(Deadline deadline) {
    JobRef job = requests.job();
    List<MetricHistory> read = new ArrayList<>();
    Stream.of(
            training ? requests.provider().metrics(job) : none(),
            hardware ? requests.provider().hardwareMetrics(job) : none())
        .flatMap(Optional::stream)
        .forEach(request -> read(request, deadline).ifPresent(read::add));
    return read;
  }

  private Optional<MetricHistory> read(ApiRequest<MetricHistory> request, Deadline deadline) {
    try {
      MetricHistory history = requests.send(request, bounded(deadline));
      warnOfUnreadable(history.unreadable());
      return Optional.of(history);
    } catch (CheckpointException e) {
      if (e.kind() == Kind.CANCELLED) {
        throw e;
      }
      onFailure.accept(Warnings.about("the metrics could not be read", e));
      return Optional.empty();
    }
  }

  private void warnOfUnreadable(int points) {
    if (points > 0) {
      onWarning.accept(CheckpointException.builder(
              Kind.BAD_RESPONSE,
              "the metrics are incomplete: "
                  + points
                  + (points == 1 ? " logged point" : " logged points")
                  + " could not be read")
          .job(requests.job())
          .build());
    }
  }

  /** An optional request may not use up the time that the checkpoints themselves need. */
  private Deadline bounded(Deadline deadline) {
    if (atMost == null) {
      return deadline;
    }
    Time time = deadline.time();
    Duration half = deadline.left().dividedBy(2);
    return Deadline.in(half.compareTo(atMost) < 0 ? half : atMost, time);
  }

  private static Optional<ApiRequest<MetricHistory>> none() {
    return Optional.empty();
  }
}
