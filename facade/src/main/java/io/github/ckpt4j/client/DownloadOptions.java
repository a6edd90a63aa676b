package io.github.ckpt4j.client;

import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.CheckpointFile;
import io.github.ckpt4j.DownloadProgress;
import io.github.ckpt4j.transfer.TransferOptions;
import io.github.ckpt4j.transfer.TransferOptions.Existing;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Options for downloading a checkpoint. Immutable; each method that changes an option returns new
 * options.
 */
public final class DownloadOptions {
  private static final long MIB = 1 << 20;
  private static final int MOST_CONNECTIONS = 256;
  private static final DownloadOptions DEFAULTS = new DownloadOptions(
      new TransferOptions(
          8,
          16 * MIB,
          Artifact.AS_IS,
          TransferOptions.ALL_FILES,
          Long.MAX_VALUE,
          true,
          Existing.KEEP,
          progress -> {}),
      false);

  private final TransferOptions values;
  private final boolean unpack;

  private DownloadOptions(TransferOptions values, boolean unpack) {
    this.values = values;
    this.unpack = unpack;
  }

  /** The default options. */
  public static DownloadOptions defaults() {
    return DEFAULTS;
  }

  /**
   * How many ranges to read at once, of all files together; 8 by default. Throws {@link
   * IllegalArgumentException} for less than 1 or more than 256.
   */
  public DownloadOptions connections(int connections) {
    require(connections >= 1 && connections <= MOST_CONNECTIONS, "connections", "1 to 256");
    return with(values.artifact(), values.selection(), connections, values.partBytes());
  }

  /**
   * How many bytes to read with one request; 16 MiB by default. An interrupted download fetches at
   * most this much again for each connection. Throws {@link IllegalArgumentException} for less than 1
   * MiB or more than 1 GiB.
   */
  public DownloadOptions partBytes(long bytes) {
    require(bytes >= MIB && bytes <= 1024 * MIB, "partBytes", "1 MiB to 1 GiB");
    return with(values.artifact(), values.selection(), values.connections(), bytes);
  }

  /** The form of the weights to fetch; {@link Artifact#AS_IS} by default. */
  public DownloadOptions artifact(Artifact artifact) {
    Objects.requireNonNull(artifact, "artifact");
    return with(artifact, values.selection(), values.connections(), values.partBytes());
  }

  /**
   * Fetches only the files that this predicate accepts; all by default. A provider that offers a
   * single archive (Together) has one file.
   */
  public DownloadOptions files(Predicate<CheckpointFile> selection) {
    Objects.requireNonNull(selection, "selection");
    return with(values.artifact(), selection, values.connections(), values.partBytes());
  }

  /**
   * Limits the bytes per second, of all connections together; no limit by default. Throws {@link
   * IllegalArgumentException} for less than 1.
   */
  public DownloadOptions bytesPerSecond(long limit) {
    require(limit >= 1, "bytesPerSecond", "at least 1");
    return with(limit, values.verify(), values.existing(), values.progress());
  }

  /**
   * Computes no digest while the files arrive: only their sizes are checked, and the result and the
   * manifest have no SHA-256.
   */
  public DownloadOptions withoutVerification() {
    return with(values.bytesPerSecond(), false, values.existing(), values.progress());
  }

  /**
   * Reads the files that an earlier download left, and fetches those again whose bytes have changed
   * since. By default a file of the right size is kept without being read.
   */
  public DownloadOptions recheck() {
    return with(values.bytesPerSecond(), values.verify(), Existing.RECHECK, values.progress());
  }

  /**
   * Fetches every file again and replaces those in the directory, even those of another checkpoint
   * and those that no download saved. By default such a directory is rejected.
   */
  public DownloadOptions replace() {
    return with(values.bytesPerSecond(), values.verify(), Existing.REPLACE, values.progress());
  }

  /**
   * Reports the progress of the download: at the start, at most ten times a second, and at the end.
   * The listener is called in the download's threads, never in two at once; an exception from it
   * ends the download.
   */
  public DownloadOptions onProgress(Consumer<DownloadProgress> listener) {
    Objects.requireNonNull(listener, "listener");
    return with(values.bytesPerSecond(), values.verify(), values.existing(), listener);
  }

  /**
   * Unpacks the archive of a provider that offers one (Together), once it is complete and verified,
   * and then deletes it. An archive that is damaged, or has entries outside the directory, is not
   * unpacked at all. Other providers' files are not changed.
   *
   * <p>Requires {@code commons-compress} on the class path, and {@code aircompressor} 2 for {@code
   * .tar.zst}.
   */
  public DownloadOptions unpack() {
    return new DownloadOptions(values, true);
  }

  TransferOptions values() {
    return values;
  }

  boolean unpacks() {
    return unpack;
  }

  private DownloadOptions with(
      Artifact artifact, Predicate<CheckpointFile> selection, int connections, long partBytes) {
    return new DownloadOptions(
        new TransferOptions(
            connections,
            partBytes,
            artifact,
            selection,
            values.bytesPerSecond(),
            values.verify(),
            values.existing(),
            values.progress()),
        unpack);
  }

  private DownloadOptions with(
      long bytesPerSecond, boolean verify, Existing existing, Consumer<DownloadProgress> progress) {
    return new DownloadOptions(
        new TransferOptions(
            values.connections(),
            values.partBytes(),
            values.artifact(),
            values.selection(),
            bytesPerSecond,
            verify,
            existing,
            progress),
        unpack);
  }

  private static void require(boolean valid, String name, String range) {
    if (!valid) {
      throw new IllegalArgumentException(name + " must be " + range);
    }
  }
}
