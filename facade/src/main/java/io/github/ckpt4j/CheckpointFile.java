package io.github.ckpt4j;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One file of a checkpoint, as its provider lists it.
 *
 * @param path relative to the checkpoint, with {@code /} between its parts; it comes from the
 *     provider, and a download refuses one that is not safe as a path
 * @param size in bytes; null if the provider does not report it
 * @param digest null if the provider does not report one
 */
public record CheckpointFile(
    String path, @Nullable Long size, @Nullable Digest digest) implements Serializable {
  public CheckpointFile {
    Objects.requireNonNull(path, "path");
    if (size != null && size < 0) {
      throw new IllegalArgumentException("The size of a file must not be negative: " + size);
    }
  }
}
