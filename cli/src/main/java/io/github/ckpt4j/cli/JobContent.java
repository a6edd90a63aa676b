package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobEvent;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.archive.JobFiles;
import io.github.ckpt4j.cli.archive.Layout;
import io.github.ckpt4j.cli.print.Json;
import io.github.ckpt4j.cli.print.Records;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.spi.Ability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a provider reports of a job, except for weights.
 *
 * @param events empty if they are not read: the provider reports none, or the archive has them all,
 *     or reading them failed
 * @param eventsFailed whether reading them failed
 * @param resultFiles the files that the archive does not have, by their paths in it
 * @param errors what could not be read
 */
record JobContent(
    Job job,
    List<Checkpoint> checkpoints,
    Optional<List<JobEvent>> events,
    boolean eventsFailed,
    Map<String, String> resultFiles,
    List<CheckpointException> errors) {

  /**
   * Reads what is new.
   *
   * @throws CheckpointException if the job or its checkpoints cannot be read
   */
  static JobContent read(CheckpointClient client, JobRef ref, Path archive) {
    List<CheckpointException> errors = Collections.synchronizedList(new ArrayList<>());
    CheckpointClient warned = client.with(client.options().onWarning(errors::add));
    // The job before everything else: what is read after its end is complete.
    Job job = warned.job(ref);
    List<Checkpoint> checkpoints = warned.list(ref);
    Set<String> complete = complete(archive, ref);
    boolean hasEvents = complete.contains(Layout.EVENTS)
        && job.hasEnded()
        && isArchived(job, Layout.resolve(archive, ref).resolve(Layout.JOB));
    Optional<List<JobEvent>> events = Optional.empty();
    boolean readsEvents = !hasEvents && reportsEvents(client, ref);
    if (readsEvents) {
      events = attempt(() -> events(warned, ref), errors);
    }
    Map<String, String> files = new LinkedHashMap<>();
    for (String name : warned.resultFiles(job)) {
      String path = Layout.resultFile(name);
      if (!complete.contains(path)) {
        attempt(() -> warned.resultFile(job, name), errors)
            .ifPresent(content -> files.put(path, content));
      }
    }
    return new JobContent(job, checkpoints, events, readsEvents && events.isEmpty(), files, errors);
  }

  /** The line of {@code job.json}. */
  static String line(Job job) {
    return Json.of(Records.withDetails(job)) + "\n";
  }

  private static boolean isArchived(Job job, Path file) {
    try {
      return Files.readString(file).equals(line(job));
    } catch (IOException e) {
      return false; // Whatever is there is written again.
    }
  }

  private static Set<String> complete(Path archive, JobRef ref) {
    try {
      return JobFiles.complete(Layout.resolve(archive, ref)).keySet();
    } catch (IOException e) {
      throw DiskException.of("cannot read " + Layout.resolve(archive, ref), e);
    }
  }

  private static boolean reportsEvents(CheckpointClient client, JobRef ref) {
    return client.providers().stream()
        .filter(info -> info.name().equals(ref.provider()))
        .anyMatch(info -> info.abilities().contains(Ability.EVENTS));
  }

  private static List<JobEvent> events(CheckpointClient client, JobRef ref) {
    try (Stream<JobEvent> events = client.events(ref)) {
      return events.toList();
    }
  }

  private static <T> Optional<T> attempt(Supplier<T> request, List<CheckpointException> errors) {
    try {
      return Optional.of(request.get());
    } catch (CheckpointException e) {
      if (e.kind() == CheckpointException.Kind.CANCELLED) {
        throw e;
      }
      errors.add(e);
      return Optional.empty();
    }
  }
}
