package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints that a watch has reported.
 *
 * <p>Two checkpoints are the same if their id, step and artifact are. Some servers make up new ids
 * for each listing. So a checkpoint with a new id is also the same as a reported one with its step
 * and artifact that the server no longer lists. Safe for use by several threads.
 */
final class SeenCheckpoints {
  /** Ids that an earlier watch reported; nothing else is known about them until they are listed. */
  private final Set<String> resumed;

  /** Whether the checkpoint was usable when it was last reported. */
  private final Map<CheckpointIdentity, Boolean> usable = new LinkedHashMap<>();

  private int count;

  SeenCheckpoints(Set<String> resumed) {
    this.resumed = new HashSet<>(resumed);
    this.count = resumed.size();
  }

  /** Whether a checkpoint that was reported may be reported again. */
  synchronized boolean isAwaitingAny() {
    return usable.containsValue(false);
  }

  synchronized boolean isReported(Checkpoint checkpoint) {
    return usable.containsKey(CheckpointIdentity.of(checkpoint));
  }

  /** Whether another checkpoint with the same step and artifact was reported. */
  synchronized boolean mayBeReportedWithOtherId(Checkpoint checkpoint) {
    CheckpointIdentity identity = CheckpointIdentity.of(checkpoint);
    return !usable.containsKey(identity)
        && usable.keySet().stream().anyMatch(each -> each.withoutId().equals(identity.withoutId()));
  }

  /**
   * The events that a listing shows; they count as reported only by {@link #report}.
   *
   * @param isWhole whether it is complete, so that checkpoints not in it are no longer listed
   */
  synchronized List<WatchEvent> compare(List<Checkpoint> listed, boolean isWhole) {
    Map<CheckpointIdentity, Checkpoint> now = new LinkedHashMap<>();
    listed.forEach(each -> now.put(CheckpointIdentity.of(each), each));
    Map<CheckpointIdentity, Deque<CheckpointIdentity>> gone =
        isWhole ? gone(now.keySet()) : Map.of();
    List<WatchEvent> events = new ArrayList<>();
    now.forEach((identity, checkpoint) -> {
      Boolean before = before(identity, checkpoint, gone);
      if (before == null) {
        events.add(new WatchEvent(WatchEvent.Type.SAVED, checkpoint));
      } else if (!before && checkpoint.isUsable()) {
        events.add(new WatchEvent(WatchEvent.Type.READY, checkpoint));
      }
    });
    return events;
  }

  synchronized void report(WatchEvent event) {
    Checkpoint checkpoint = event.checkpoint();
    usable.put(CheckpointIdentity.of(checkpoint), checkpoint.isUsable());
    count += event.type() == WatchEvent.Type.SAVED ? 1 : 0;
  }

  /** How many checkpoints were reported, including those of earlier watches. */
  synchronized int count() {
    return count;
  }

  /** The ids of the checkpoints for which nothing more will be reported. */
  synchronized Set<String> ids() {
    Set<String> ids = new HashSet<>(resumed);
    usable.forEach((identity, isUsable) -> {
      if (isUsable) {
        ids.add(identity.id());
      }
    });
    return Set.copyOf(ids);
  }

  /** The reported checkpoints with a step that the server no longer lists, by step and artifact. */
  private Map<CheckpointIdentity, Deque<CheckpointIdentity>> gone(
      Collection<CheckpointIdentity> listed) {
    Map<CheckpointIdentity, Deque<CheckpointIdentity>> gone = new HashMap<>();
    for (CheckpointIdentity each : usable.keySet()) {
      if (each.step() != null && !listed.contains(each)) {
        gone.computeIfAbsent(each.withoutId(), place -> new ArrayDeque<>()).add(each);
      }
    }
    return gone;
  }

  /** Whether the checkpoint was usable when it was reported; null if it never was. */
  private @Nullable Boolean before(
      CheckpointIdentity identity,
      Checkpoint checkpoint,
      Map<CheckpointIdentity, Deque<CheckpointIdentity>> gone) {
    if (usable.containsKey(identity)) {
      return usable.get(identity);
    }
    if (resumed.remove(identity.id())) {
      usable.put(identity, checkpoint.isUsable());
      return checkpoint.isUsable();
    }
    CheckpointIdentity renamed =
        gone.getOrDefault(identity.withoutId(), new ArrayDeque<>()).poll();
    if (renamed == null) {
      return null;
    }
    Boolean before = usable.remove(renamed);
    usable.put(identity, before);
    return before;
  }
}
