package io.github.ckpt4j.transfer;

import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.CheckpointFile;
import io.github.ckpt4j.Digest;
import io.github.ckpt4j.spi.RemoteFile;
import io.github.ckpt4j.transfer.TransferOptions.Existing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The work that remains, given the files that earlier downloads left in a directory.
 *
 * @param complete the complete files by path, including those not requested this time
 * @param missing the requested files that are not complete, in the provider's order
 * @param begun the progress of an earlier download on the missing files, by path
 * @param nextNumber the first number that no file in the journal has
 */
record Plan(
    Map<String, Manifest.Entry> complete,
    List<RemoteFile> missing,
    Map<String, Recorded.Begun> begun,
    int nextNumber) {

  /** Makes a plan; reads the directory but does not change it. */
  static final class Maker {
    private static final int BUFFER = 256 << 10;

    private final Path directory;
    private final TransferOptions options;
    private final Map<String, Manifest.Entry> entries = new LinkedHashMap<>();
    private final Recorded recorded;

    /**
     * @throws CheckpointException of kind {@code INVALID_REQUEST} if it belongs to another
     * checkpoint
     */
    Maker(Checkpoint checkpoint, Path directory, TransferOptions options) {
      this.directory = directory;
      this.options = options;
      this.recorded = Recorded.read(directory.resolve(FileNames.STATE));
      if (options.existing() == Existing.REPLACE) {
        return;
      }
      Artifact artifact = options.artifact();
      Manifest manifest = Manifest.read(directory).orElse(null);
      if (manifest != null && !manifest.isOf(checkpoint, artifact)) {
        throw isOfAnother(manifest.job() + ", checkpoint " + manifest.checkpointId());
      }
      if (!recorded.isEmpty() && !recorded.isOf(checkpoint, artifact)) {
        throw isOfAnother(recorded.subject());
      }
      if (manifest != null) {
        manifest.files().forEach(each -> entries.put(each.path(), each));
      }
      entries.putAll(recorded.complete());
    }

    private CheckpointException isOfAnother(String owner) {
      return CheckpointException.builder(
              Kind.INVALID_REQUEST, directory + " contains another download: " + owner)
          .hint("choose another directory, or replace its files")
          .build();
    }

    /**
     * The plan.
     *
     * @param listed all files of the checkpoint
     * @param requested those to download
     */
    Plan make(List<RemoteFile> listed, List<RemoteFile> requested) {
      Map<String, Manifest.Entry> complete = new LinkedHashMap<>();
      for (RemoteFile each : listed) {
        Manifest.Entry entry = entries.get(each.file().path());
        if (entry != null && isThere(entry, each.file())) {
          complete.put(entry.path(), entry);
        }
      }
      List<RemoteFile> missing = new ArrayList<>();
      Map<String, Recorded.Begun> begun = new LinkedHashMap<>();
      for (RemoteFile each : requested) {
        String path = each.file().path();
        if (!complete.containsKey(path)) {
          requireOwn(path);
          missing.add(each);
          Recorded.Begun file = usable(each.file());
          if (file != null) {
            begun.put(path, file);
          }
        }
      }
      return new Plan(complete, missing, begun, recorded.next());
    }

    private boolean isThere(Manifest.Entry entry, CheckpointFile file) {
      Path path = directory.resolve(entry.path());
      if (!isSame(entry.size(), entry.digest(), file) || !Disk.hasFile(path, entry.size())) {
        return false;
      }
      return options.existing() != Existing.RECHECK
          || entry.sha256() == null
          || entry.sha256().equals(Disk.sha256(path, new byte[BUFFER]));
    }

    private static boolean isSame(long size, @Nullable Digest digest, CheckpointFile file) {
      return file.size() != null
          && file.size() == size
          && (digest == null || file.digest() == null || digest.matches(file.digest()));
    }

    /**
     * The part of the file that an earlier download saved, if its version is the same as far as
     * known.
     */
    private Recorded.@Nullable Begun usable(CheckpointFile file) {
      Recorded.Begun begun = recorded.begun(file.path());
      String digest = file.digest() == null ? null : file.digest().toString();
      boolean isUsable = options.existing() != Existing.REPLACE
          && begun != null
          && file.size() != null
          && begun.size() == file.size()
          && Objects.equals(begun.digest(), digest)
          && Disk.isFile(directory.resolve(file.path() + FileNames.PART));
      return isUsable ? begun : null;
    }

    /** Rejects overwriting a file that no download of this checkpoint has saved. */
    private void requireOwn(String path) {
      boolean isOwn = options.existing() == Existing.REPLACE
          || entries.containsKey(path)
          || recorded.isOwn(path);
      if (!isOwn && Disk.exists(directory.resolve(path))) {
        throw CheckpointException.builder(
                Kind.INVALID_REQUEST,
                directory + " has a file '" + path + "' that does not belong to this download")
            .hint("choose another directory, or replace its files")
            .build();
      }
    }
  }
}
