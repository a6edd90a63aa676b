package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobEvent;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.CheckpointClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The reports of several jobs, to be shown side by side.
 *
 * @param code the exit code: that of the first job that could not be read
 */
record JobListings(Map<JobRef, Listing> listings, int code) {

  /**
   * The report of one job.
   *
   * @param between measurements between checkpoints; empty if that was not requested
   * @param nothing the reason for having no checkpoints; null if it has any
   */
  record Listing(
      List<Checkpoint> checkpoints,
      List<JobEvent> between,
      @Nullable String nothing) {
    static Listing read(CheckpointClient client, JobRef job) {
      return of(client, job, List.of());
    }

    static Listing readWithEvents(CheckpointClient client, JobRef job) {
      return of(client, job, measurements(client, job));
    }

    private static Listing of(CheckpointClient client, JobRef job, List<JobEvent> between) {
      List<Checkpoint> checkpoints = client.list(job);
      return new Listing(
          checkpoints, between, checkpoints.isEmpty() ? NoCheckpoints.text(client, job) : null);
    }

    /** None if the provider reports no events: its checkpoints can still be shown. */
    private static List<JobEvent> measurements(CheckpointClient client, JobRef job) {
      try (Stream<JobEvent> events = client.events(job)) {
        return events
            .filter(event -> event.step() != null && !event.metrics().isEmpty())
            .toList();
      } catch (CheckpointException e) {
        if (e.kind() == Kind.UNSUPPORTED) {
          return List.of();
        }
        throw e;
      }
    }

    Set<Metric> reported() {
      Set<Metric> reported = MetricSelection.reported(checkpoints);
      between.forEach(event -> reported.addAll(event.metrics().keySet()));
      return reported;
    }
  }

  /** Reads the jobs, failing if metrics are missing, and adds the evaluation in the file. */
  static JobListings from(
      Ckpt ckpt,
      JobArguments arguments,
      MetricsFileOption file,
      @Nullable Metric named,
      BiFunction<CheckpointClient, JobRef, Listing> request) {
    List<JobRef> jobs = arguments.read(ckpt);
    Map<JobRef, Listing> listings = new LinkedHashMap<>();
    try (CheckpointClient client = file.clientFor(ckpt, named);
        Progress progress = ckpt.messages().progress("Reading")) {
      int code = ckpt.forEach(client, jobs, request, listings::put);
      progress.stop();
      JobListings read = new JobListings(listings, arguments.exitCode(code));
      return read.with(file.join(read.checkpoints(), ckpt.messages()));
    }
  }

  private JobListings with(Map<JobRef, List<Checkpoint>> checkpoints) {
    Map<JobRef, Listing> changed = new LinkedHashMap<>();
    listings.forEach((job, listing) -> changed.put(
        job,
        new Listing(
            checkpoints.getOrDefault(job, List.of()), listing.between(), listing.nothing())));
    return new JobListings(changed, code);
  }

  boolean isEmpty() {
    return listings.isEmpty();
  }

  Map<JobRef, List<Checkpoint>> checkpoints() {
    return each(Listing::checkpoints);
  }

  private <T> Map<JobRef, T> each(Function<Listing, T> part) {
    Map<JobRef, T> parts = new LinkedHashMap<>();
    listings.forEach((job, listing) -> parts.put(job, part.apply(listing)));
    return parts;
  }

  /**
   * The metric to compare the jobs by, named or chosen; notes the jobs without it.
   *
   * @throws NotFoundException if no job has a checkpoint, or a measurement if those were requested
   * @throws NoMatchException if no job has the metric
   */
  Metric metric(@Nullable Metric named, Messages messages) {
    if (listings.values().stream()
        .allMatch(each -> each.nothing() != null && each.between().isEmpty())) {
      throw new NotFoundException(listings.values().stream()
          .flatMap(each -> Stream.ofNullable(each.nothing()))
          .collect(Collectors.joining("; ")));
    }
    Map<JobRef, Set<Metric>> reported = each(Listing::reported);
    Metric metric = MetricSelection.comparing(named, reported);
    listings.forEach((job, listing) -> {
      if (listing.nothing() != null) {
        messages.note(listing.nothing() + ".");
      } else if (!listing.reported().contains(metric)) {
        messages.note(job + " has no " + metric + ".");
      }
    });
    return metric;
  }
}
