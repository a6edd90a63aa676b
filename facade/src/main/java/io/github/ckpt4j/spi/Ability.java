package io.github.ckpt4j.spi;

/** An operation that a provider offers and ckpt4j supports. */
public enum Ability {
  /** List the checkpoints of a job. */
  CHECKPOINTS,
  /** List them page by page. */
  PAGES,
  /** Report training metrics. */
  METRICS,
  /** Report the state of a job. */
  JOB,
  /** List jobs. */
  JOBS,
  /** Report the events of a job. */
  EVENTS,
  /** Download the files of a checkpoint. */
  FILES,
  /** Report when a checkpoint expires. */
  EXPIRY
}
