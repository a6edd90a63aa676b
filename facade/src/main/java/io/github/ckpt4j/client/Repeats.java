package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import java.util.LinkedHashMap;
import java.util.Map;

/** The checkpoints of a list so far, to recognize those that another page repeats. */
final class Repeats {
  /** Pages overlap only those just before; a long stream must not fill the memory. */
  private static final int WINDOW = 10_000;

  private final Map<Object, CheckpointIdentity> identities = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Object, CheckpointIdentity> eldest) {
      return size() > WINDOW;
    }
  };

  /** Whether the checkpoint is new; remembers it. */
  boolean isNew(Checkpoint checkpoint) {
    CheckpointIdentity identity = CheckpointIdentity.of(checkpoint);
    CheckpointIdentity sameId = identities.putIfAbsent(checkpoint.id(), identity);
    return sameId == null
        || (!sameId.equals(identity) && identities.putIfAbsent(identity, identity) == null);
  }
}
