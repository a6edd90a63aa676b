package io.github.ckpt4j;

/** Which form of a checkpoint's weights to download, where a provider has more than one. */
public enum Artifact {
  /** The form that the checkpoint itself is in. */
  AS_IS,
  /** The whole model, with the adapter merged into the base model. */
  MERGED,
  /** The adapter alone. */
  ADAPTER
}
