package io.github.ckpt4j.transfer;

import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.CheckpointFile;
import io.github.ckpt4j.DownloadProgress;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Options for downloading a checkpoint.
 *
 * @param connections how many ranges are read at once
 * @param partBytes the size of a range
 * @param artifact the form of the weights
 * @param selection accepts the files to download; {@link #ALL_FILES} itself for all
 * @param bytesPerSecond the limit of all connections together; {@code Long.MAX_VALUE} for none
 * @param verify whether to compute digests
 * @param existing the treatment of files that are already on disk
 * @param progress called from time to time, never by two threads at once
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

  /** The treatment of files that are already on disk. */
  public enum Existing {
    /** Keep those of an earlier download of the same checkpoint, if their size is right. */
    KEEP,
    /** Read those too, and fetch a file again if its bytes have changed. */
    RECHECK,
    /** Fetch all of them again. */
    REPLACE
  }
}
