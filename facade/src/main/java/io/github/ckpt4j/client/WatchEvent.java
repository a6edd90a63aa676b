package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;

/**
 * Something that a {@link Watch} saw happen to a checkpoint.
 *
 * @param type what happened
 * @param checkpoint as the provider reported it then
 */
public record WatchEvent(Type type, Checkpoint checkpoint) {
  /** What can happen to a checkpoint. */
  public enum Type {
    /**
     * The checkpoint is new. Each checkpoint is reported as saved once. If it is not {@linkplain
     * Checkpoint#isUsable usable} yet, a {@link #READY} follows when it is.
     */
    SAVED,
    /** A checkpoint that could not be used when it was reported as saved can be used now. */
    READY
  }
}
