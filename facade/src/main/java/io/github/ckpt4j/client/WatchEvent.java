package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;

/**
 * A change of a checkpoint that a {@link Watch} reports.
 *
 * @param type what happened
 * @param checkpoint as the provider reported it then
 */
public record WatchEvent(Type type, Checkpoint checkpoint) {
  /** The kind of change. */
  public enum Type {
    /**
     * The checkpoint is new. Each checkpoint is reported as saved exactly once. If it is not
     * {@linkplain Checkpoint#isUsable usable} yet, a {@link #READY} event follows once it is.
     */
    SAVED,
    /** A checkpoint that could not be used when it was reported as saved can be used now. */
    READY
  }
}
