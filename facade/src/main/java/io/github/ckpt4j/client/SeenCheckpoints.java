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
 * Which checkpoints a watch has reported.
 *
 * <p>A checkpoint is the same one if its id, step and artifact are. Some servers make up new ids for
 * each listing; so a checkpoint with a new id is also the same as one that was reported with its step
 * and artifact, and that the server lists no longer. Safe for use by several threads.
 */
final class SeenCheckpoints {
  /** Ids that an earlier watch reported; nothing else is known of them until they are listed. */
  private final Set<String> resumed;

  /** Whether the checkpoint was usable when it was reported last. */
  private final Map<CheckpointIdentity, Boolean> usable = new LinkedHashMap<>();

  private int count;

  SeenCheckpoints(Set<String> resumed) {
    this.resumed = new HashSet<>(resumed);
    this.count = resumed.size();
  }

  /** Whether more may be reported of a checkpoint that was reported already. */
  synchronized boolean isAwaitingAny() {
    return usable.containsValue(false);
  }

  synchronized boolean isReported(Checkpoint checkpoint) {
    return usable.containsKey(CheckpointIdentity.of(checkpoint));
  }

  /** Whether another one with the step and artifact of this one was reported. */
  synchronized boolean mayBeReportedWithOtherId(Checkpoint checkpoint) {
    CheckpointIdentity identity = CheckpointIdentity.of(checkpoint);
    return !usable.containsKey(identity)
        && usable.keySet().stream().anyMatch(each -> each.withoutId().equals(identity.withoutId()));
  }

  /**
   * The events that a listing shows; they count as reported only by {@link #report}.
   *
   * @param isWhole whether it has all checkpoints, so that those not in it are listed no longer
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

  /** How many checkpoints were reported, with those of earlier watches. */
  synchronized int count() {
    return count;
  }

  /** The ids of the checkpoints of which nothing more will be reported. */
  synchronized Set<String> ids() {
    Set<String> ids = new HashSet<>(resumed);
    usable.forEach((identity, isUsable) -> {
      if (isUsable) {
        ids.add(identity.id());
      }
    });
    return Set.copyOf(ids);
  }

  /** By their step and artifact, those reported with a step that the server lists no longer. */
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
