package io.github.ckpt4j.spi;

/** Something that a provider lets its users do, as far as ckpt4j can do it for them. */
public enum Ability {
  /** List the checkpoints of a job. */
  CHECKPOINTS,
  /** List them page by page. */
  PAGES,
  /** Report what was measured in training. */
  METRICS,
  /** Report the state of a job. */
  JOB,
  /** List jobs. */
  JOBS,
  /** Report what happened to a job. */
  EVENTS,
  /** Download the files of a checkpoint. */
  FILES,
  /** Report when a checkpoint ends. */
  EXPIRY
}
