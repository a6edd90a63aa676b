package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Selects the checkpoints that a command uses. */
final class Filter {
  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only checkpoints saved since TIME: an age such as 2h or 3d, a date such as"
          + " 2026-02-11, or an instant.")
  private @Nullable SinceOption since;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Only checkpoints of this type, such as adapter, merged, lora or full.")
  private @Nullable String type;

  @Option(
      names = "--ready",
      description = "Only checkpoints that can be used, not those still being saved.")
  private boolean ready;

  /**
   * The checkpoints that match.
   *
   * @throws NoMatchException if the job has checkpoints, but none of the type
   */
  Stream<Checkpoint> apply(JobRef job, Collection<Checkpoint> checkpoints, Clock clock) {
    requireType(
        job,
        checkpoints.stream()
            .map(Checkpoint::artifact)
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(TreeSet::new)),
        checkpoints.size());
    return apply(checkpoints.stream(), clock);
  }

  Stream<Checkpoint> apply(Stream<Checkpoint> checkpoints, Clock clock) {
    Instant from = since == null ? null : since.at(clock);
    return checkpoints
        .filter(each -> !ready || each.isUsable())
        .filter(each -> type == null || type.equalsIgnoreCase(each.artifact()))
        .filter(each ->
            from == null || (each.createdAt() != null && !each.createdAt().isBefore(from)));
  }

  /** Refuses a type that none of a job's checkpoints has. */
  void requireType(JobRef job, Set<String> types, long checkpoints) {
    if (type != null && checkpoints > 0 && types.stream().noneMatch(type::equalsIgnoreCase)) {
      throw NoMatchException.type(job.toString(), type, types);
    }
  }
}
