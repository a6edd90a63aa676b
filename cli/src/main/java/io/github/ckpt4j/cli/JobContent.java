package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobEvent;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.archive.JobFiles;
import io.github.ckpt4j.cli.archive.Layout;
import io.github.ckpt4j.cli.archive.Listing;
import io.github.ckpt4j.cli.archive.Spool;
import io.github.ckpt4j.cli.print.Json;
import io.github.ckpt4j.cli.print.Records;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.spi.Ability;
import java.io.Closeable;
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
import java.util.stream.Stream;

/**
 * The data that a provider reports about a job, except for weights.
 *
 * @param listing the records of its checkpoints
 * @param withWeights the checkpoints whose weights the provider may offer; of other providers they
 *     are not kept
 * @param events empty if they are not read: the provider reports none, or the archive has them all,
 *     or reading them failed
 * @param eventsFailed whether reading them failed
 * @param resultFiles the files that the archive does not have, by their paths in it
 * @param errors what could not be read
 * @param spool has the records, and is closed with this
 */
record JobContent(
    Job job,
    Listing listing,
    List<Checkpoint> withWeights,
    Optional<Spool.Lines> events,
    boolean eventsFailed,
    Map<String, String> resultFiles,
    List<CheckpointException> errors,
    Spool spool)
    implements Closeable {

  /** Reads from a provider, and writes to the spool. */
  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  /**
   * Reads what is new.
   *
   * @throws CheckpointException if the job or its checkpoints cannot be read
   */
  static JobContent read(CheckpointClient client, JobRef ref, Path archive) {
    try {
      Spool spool = Spool.create(archive);
      JobContent content = null;
      try {
        content = read(client, ref, archive, spool);
      } finally {
        if (content == null) {
          spool.close();
        }
      }
      return content;
    } catch (IOException e) {
      throw DiskException.of("cannot write in " + archive, e);
    }
  }

  private static JobContent read(CheckpointClient client, JobRef ref, Path archive, Spool spool)
      throws IOException {
    List<CheckpointException> errors = Collections.synchronizedList(new ArrayList<>());
    CheckpointClient warned = client.with(client.options().onWarning(errors::add));
    // The job before everything else: what is read after its end is complete.
    Job job = warned.job(ref);
    Listing listing = new Listing(spool);
    List<Checkpoint> withWeights = list(warned, ref, listing);
    Set<String> complete = complete(archive, ref);
    boolean hasEvents = complete.contains(Layout.EVENTS)
        && job.hasEnded()
        && isArchived(job, Layout.resolve(archive, ref).resolve(Layout.JOB));
    Optional<Spool.Lines> events = Optional.empty();
    boolean readsEvents = !hasEvents && has(client, ref, Ability.EVENTS);
    if (readsEvents) {
      events = attempt(() -> events(warned, ref, spool.lines()), errors);
    }
    Map<String, String> files = new LinkedHashMap<>();
    for (String name : warned.resultFiles(job)) {
      String path = Layout.resultFile(name);
      if (!complete.contains(path)) {
        attempt(() -> warned.resultFile(job, name), errors)
            .ifPresent(content -> files.put(path, content));
      }
    }
    return new JobContent(
        job, listing, withWeights, events, readsEvents && events.isEmpty(), files, errors, spool);
  }

  private static List<Checkpoint> list(CheckpointClient client, JobRef ref, Listing listing)
      throws IOException {
    boolean hasFiles = has(client, ref, Ability.FILES);
    List<Checkpoint> withWeights = new ArrayList<>();
    try (Stream<Checkpoint> checkpoints = client.stream(ref)) {
      for (Checkpoint each : (Iterable<Checkpoint>) checkpoints::iterator) {
        listing.add(each);
        if (hasFiles) {
          withWeights.add(each);
        }
      }
    }
    listing.sort();
    return withWeights;
  }

  @Override
  public void close() throws IOException {
    spool.close();
  }

  /** The line of {@code job.json}. */
  static String line(Job job) {
    return Json.of(Records.withDetails(job)) + "\n";
  }

  private static boolean isArchived(Job job, Path file) {
    try {
      return Files.readString(file).equals(line(job));
    } catch (IOException e) {
      return false; // The file is then written again.
    }
  }

  private static Set<String> complete(Path archive, JobRef ref) {
    try {
      return JobFiles.complete(Layout.resolve(archive, ref)).keySet();
    } catch (IOException e) {
      throw DiskException.of("cannot read " + Layout.resolve(archive, ref), e);
    }
  }

  private static boolean has(CheckpointClient client, JobRef ref, Ability ability) {
    return client.providers().stream()
        .filter(info -> info.name().equals(ref.provider()))
        .anyMatch(info -> info.abilities().contains(ability));
  }

  private static Spool.Lines events(CheckpointClient client, JobRef ref, Spool.Lines lines)
      throws IOException {
    try (Stream<JobEvent> events = client.events(ref)) {
      for (JobEvent each : (Iterable<JobEvent>) events::iterator) {
        lines.add(Json.of(Records.of(ref, each)));
      }
    }
    return lines;
  }

  private static <T> Optional<T> attempt(Reading<T> reading, List<CheckpointException> errors)
      throws IOException {
    try {
      return Optional.of(reading.read());
    } catch (CheckpointException e) {
      if (e.kind() == CheckpointException.Kind.CANCELLED) {
        throw e;
      }
      errors.add(e);
      return Optional.empty();
    }
  }
}
