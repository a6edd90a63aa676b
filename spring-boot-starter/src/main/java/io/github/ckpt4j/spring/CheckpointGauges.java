package io.github.ckpt4j.spring;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.CheckpointClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Gauges of the jobs in {@code ckpt4j.gauges.jobs}, by the names that {@code ckpt inventory -o
 * openmetrics} uses. Reading a gauge never waits: it starts to read the jobs again if that is due,
 * and shows the last reading. Jobs that could not be read then have no gauges.
 */
final class CheckpointGauges implements MeterBinder {
  private final CheckpointClient client;
  private final List<JobRef> jobs;
  private final List<Metric> metrics;
  private final Duration interval;
  private final Clock clock;
  private final LongSupplier nanoTime;

  private final ReentrantLock lock = new ReentrantLock(); // a monitor pins virtual threads
  private CompletableFuture<Void> reading = CompletableFuture.completedFuture(null);
  private volatile Reading latest = new Reading(Double.NaN, 0);

  CheckpointGauges(CheckpointClient client, CheckpointProperties properties) {
    this(client, properties.gauges(), Clock.systemUTC(), System::nanoTime);
  }

  CheckpointGauges(
      CheckpointClient client,
      CheckpointProperties.Gauges properties,
      Clock clock,
      LongSupplier nanoTime) {
    this.client = client.with(client.options().withExpiry());
    this.jobs = properties.jobs().stream().map(JobRef::parse).toList();
    this.metrics = properties.metrics().stream().map(CheckpointGauges::metric).toList();
    this.interval = properties.interval();
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** A job and all its checkpoints. */
  private record JobReading(Job job, List<Checkpoint> checkpoints) {}

  /**
   * The result of reading all jobs.
   *
   * @param incomplete 1 if a job could not be read, 0 if all were, NaN before the first reading
   * @param at by {@code nanoTime}
   */
  private record Reading(double incomplete, long at) {}

  @Override
  public void bindTo(MeterRegistry registry) {
    if (jobs.isEmpty()) {
      return;
    }
    Families families = new Families(registry);
    Gauge.builder("ckpt4j.incomplete", () -> {
          refresh(families);
          return latest.incomplete();
        })
        .description("1 if a job could not be read, 0 if all were.")
        .register(registry);
  }

  /** Starts to read all jobs, unless that is not due yet or already in progress. */
  private void refresh(Families families) {
    if (!lock.tryLock()) {
      return;
    }
    try {
      Reading last = latest;
      boolean isDue =
          Double.isNaN(last.incomplete()) || nanoTime.getAsLong() - last.at() >= interval.toNanos();
      if (isDue && reading.isDone()) {
        reading = read(families);
      }
    } finally {
      lock.unlock();
    }
  }

  private CompletableFuture<Void> read(Families families) {
    List<CompletableFuture<Optional<JobReading>>> readings = jobs.stream()
        .map(job -> client
            .async(scoped -> new JobReading(scoped.job(job), scoped.list(job)))
            .handle((read, failure) -> Optional.ofNullable(read)))
        .toList();
    return CompletableFuture.allOf(readings.toArray(CompletableFuture[]::new)).thenRun(() -> {
      List<JobReading> read =
          readings.stream().flatMap(each -> each.join().stream()).toList();
      families.show(read);
      latest = new Reading(read.size() < jobs.size() ? 1 : 0, nanoTime.getAsLong());
    });
  }

  private static Metric metric(String text) {
    Metric metric = Metric.of(text.replaceFirst(":(min|max)$", ""));
    Metric directed = text.endsWith(":min")
        ? metric.minimized()
        : text.endsWith(":max") ? metric.maximized() : metric;
    if (directed.direction() == Metric.Direction.UNKNOWN) {
      throw new IllegalArgumentException("ckpt4j.gauges.metrics: it is unknown whether a lower or a"
          + " higher value of '" + text + "' is better. Hint: use " + text + ":min or " + text
          + ":max");
    }
    return directed;
  }

  /** The gauges with one row for each value of the jobs. */
  private final class Families {
    private final MultiGauge state;
    private final MultiGauge lastStep;
    private final MultiGauge bestValue;
    private final MultiGauge expiresIn;
    private final MultiGauge expiryTimestamp;

    Families(MeterRegistry registry) {
      state = MultiGauge.builder("ckpt4j.job.state")
          .description("1 for the state that the job is in, 0 for the others.")
          .register(registry);
      lastStep = MultiGauge.builder("ckpt4j.last.step")
          .description("The highest step at which the job has a checkpoint.")
          .register(registry);
      bestValue = MultiGauge.builder("ckpt4j.best.value")
          .description("The best value of a metric among the job's checkpoints.")
          .register(registry);
      expiresIn = MultiGauge.builder("ckpt4j.expires.in")
          .baseUnit("seconds")
          .description("Time until the first of the job's checkpoints is deleted or stops serving;"
              + " negative once it has.")
          .register(registry);
      expiryTimestamp = MultiGauge.builder("ckpt4j.expiry.timestamp")
          .baseUnit("seconds")
          .description("The Unix time at which the first of the job's checkpoints is deleted or"
              + " stops serving.")
          .register(registry);
    }

    void show(List<JobReading> jobs) {
      List<Row<?>> states = new ArrayList<>();
      List<Row<?>> steps = new ArrayList<>();
      List<Row<?>> values = new ArrayList<>();
      List<Row<?>> left = new ArrayList<>();
      List<Row<?>> ends = new ArrayList<>();
      for (JobReading each : jobs) {
        Tags tags = Tags.of(
            "ref", each.job().ref().toString(), "provider", each.job().ref().provider());
        for (Job.State one : Job.State.values()) {
          Tags withState = tags.and("state", one.name().toLowerCase(Locale.ROOT));
          states.add(Row.of(withState, one == each.job().state() ? 1 : 0));
        }
        Checkpoints.latest(each.checkpoints())
            .map(Checkpoint::step)
            .ifPresent(step -> steps.add(Row.of(tags, step)));
        metrics.forEach(metric -> best(each, metric)
            .ifPresent(value -> values.add(Row.of(tags.and("metric", metric.name()), value))));
        end(each).ifPresent(end -> {
          left.add(Row.of(tags, end, at -> seconds(Duration.between(clock.instant(), at))));
          ends.add(Row.of(tags, end.toEpochMilli() / 1000.0));
        });
      }
      state.register(states, true);
      lastStep.register(steps, true);
      bestValue.register(values, true);
      expiresIn.register(left, true);
      expiryTimestamp.register(ends, true);
    }
  }

  private static Optional<Double> best(JobReading job, Metric metric) {
    return Checkpoints.best(job.checkpoints(), metric)
        .map(best -> best.metrics().get(metric));
  }

  private static Optional<Instant> end(JobReading job) {
    return job.checkpoints().stream()
        .flatMap(each -> Stream.ofNullable(each.expiry()))
        .map(Expiry::at)
        .min(Comparator.naturalOrder());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
