package io.github.ckpt4j;

/** The form of a checkpoint's weights to download, where a provider offers more than one. */
public enum Artifact {
  /** The form in which the checkpoint was saved. */
  AS_IS,
  /** The whole model, with the adapter merged into the base model. */
  MERGED,
  /** The adapter alone. */
  ADAPTER
}
