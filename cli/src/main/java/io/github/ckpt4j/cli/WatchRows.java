package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.client.WatchEvent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a watch of one job shows. A checkpoint always keeps its row: ids need not be unique,
 * and some servers give a checkpoint another id in each list.
 */
final class WatchRows {
  private final Map<Identity, Row> rows = new LinkedHashMap<>();
  private int next;

  private record Row(int number, Checkpoint.Status status) {}

  private record Identity(
      String id, @Nullable Long step, @Nullable String type) {
    private static Identity of(Checkpoint checkpoint) {
      return new Identity(checkpoint.id(), checkpoint.step(), checkpoint.artifact());
    }

    private boolean isRenamed(Identity other) {
      return step != null && new Identity(other.id, step, type).equals(other);
    }
  }

  /** The row of a checkpoint that the watch reports; empty if it is already shown this way. */
  OptionalInt changed(WatchEvent event) {
    Checkpoint checkpoint = event.checkpoint();
    return switch (event.type()) {
      case SAVED -> show(checkpoint, identity -> false);
      case READY -> show(checkpoint, identity -> status(identity) == Checkpoint.Status.SYNCING);
    };
  }

  /** The checkpoints of a whole list whose status is not shown yet, by their rows. */
  Map<Integer, Checkpoint> changed(Collection<Checkpoint> list) {
    Set<Identity> listed = list.stream().map(Identity::of).collect(Collectors.toSet());
    Map<Integer, Checkpoint> changed = new LinkedHashMap<>();
    for (Checkpoint each : list) {
      show(each, identity -> !listed.contains(identity)).ifPresent(row -> changed.put(row, each));
    }
    return changed;
  }

  private Checkpoint.@Nullable Status status(Identity identity) {
    Row row = rows.get(identity);
    return row == null ? null : row.status();
  }

  private OptionalInt show(Checkpoint checkpoint, Predicate<Identity> mayBeRenamed) {
    Identity identity = Identity.of(checkpoint);
    Row before = rows.containsKey(identity)
        ? rows.get(identity)
        : rows.keySet().stream()
            .filter(identity::isRenamed)
            .filter(mayBeRenamed)
            .findFirst()
            .map(rows::remove)
            .orElse(null);
    int number = before == null ? next++ : before.number();
    rows.put(identity, new Row(number, checkpoint.status()));
    return before == null || before.status() != checkpoint.status()
        ? OptionalInt.of(number)
        : OptionalInt.empty();
  }
}
