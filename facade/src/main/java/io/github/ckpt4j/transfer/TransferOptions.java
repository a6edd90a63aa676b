package io.github.ckpt4j.transfer;

import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.CheckpointFile;
import io.github.ckpt4j.DownloadProgress;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * How to download a checkpoint.
 *
 * @param connections how many ranges are read at once
 * @param partBytes the size of a range
 * @param artifact which form of the weights
 * @param selection which files; {@link #ALL_FILES} itself for all
 * @param bytesPerSecond the limit of all connections together; {@code Long.MAX_VALUE} for none
 * @param verify whether to compute digests
 * @param existing what to do with files that are on disk already
 * @param progress called now and then, never by two threads at once
 */
public record TransferOptions(
    int connections,
    long partBytes,
    Artifact artifact,
    Predicate<CheckpointFile> selection,
    long bytesPerSecond,
    boolean verify,
    Existing existing,
    Consumer<DownloadProgress> progress) {
  /** Selects every file. */
  public static final Predicate<CheckpointFile> ALL_FILES = file -> true;

  /** What to do with files that are on disk already. */
  public enum Existing {
    /** Keep those of an earlier download of the same checkpoint, if their size is right. */
    KEEP,
    /** Read those too, and fetch one again whose bytes have changed. */
    RECHECK,
    /** Fetch all of them again. */
    REPLACE
  }
}
