package io.github.ckpt4j.download;

import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.download.FaultDisk.Hook;
import io.github.ckpt4j.download.FaultDisk.Operation;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The faults of a disk. None is retried, because the disk is local. */
final class DiskFaults {
  private DiskFaults() {}

  static List<FileFault> all() {
    return List.of(
        fault("full at the first byte", Operation.WRITE, ".part", 0, "No space left on device"),
        fault("full in the middle", Operation.WRITE, ".part", 4, "No space left on device"),
        fault("quota exceeded", Operation.WRITE, ".part", 2, "Disk quota exceeded"),
        fault("input/output error in a write", Operation.WRITE, ".part", 3, "Input/output error"),
        fault("full at the journal", Operation.WRITE, "journal", 2, "No space left on device"),
        fault("input/output error in fsync", Operation.FORCE, ".part", 0, "Input/output error"),
        fault(
            "full at the manifest", Operation.WRITE, "manifest.json", 0, "No space left on device"),
        fault("fsync of the manifest", Operation.FORCE, "manifest.json", 0, "Input/output error"),
        fault("a rename that fails", Operation.MOVE, "safetensors", 0, "Input/output error")
            .without("together"),
        fault(
            "a rename of the last file that fails",
            Operation.MOVE,
            "manifest.json",
            0,
            "Input/output error"),
        denied("a directory that cannot be created", Operation.CREATE_DIRECTORY, "")
            .but(FileFault.PROVIDERS, Ending.COMPLETE, Ending.failed(Kind.STORAGE)),
        denied("a directory that may not be written", Operation.CREATE, ""),
        denied("a file that may not be created", Operation.CREATE, ".part"),
        denied("a state that may not be removed", Operation.DELETE, "journal"),
        FileFault.ofDisk(
            "less space than the files need",
            Ending.failed(Kind.STORAGE),
            Ending.failed(Kind.STORAGE),
            scenario -> scenario.disk(new Hook() {
              @Override
              public void before(Operation operation, Path path) {}

              @Override
              public long free(long real) {
                return 1000;
              }
            })),
        FileFault.ofDisk(
            "other bytes are read than were written",
            Ending.COMPLETE,
            Ending.failed(Kind.STORAGE),
            scenario -> scenario.disk(new Hook() {
              @Override
              public void before(Operation operation, Path path) {}

              @Override
              public void read(Path path, byte[] bytes) {
                if (path.toString().endsWith(".part") && scenario.fails()) {
                  bytes[bytes.length / 2] ^= 1;
                }
              }
            })));
  }

  private static FileFault denied(String name, Operation operation, String file) {
    return failing(name, operation, file, 0, path -> new AccessDeniedException(path.toString()));
  }

  /**
   * An operation that fails.
   *
   * @param file the end, or a part, of the name of its file
   * @param after how many operations of this kind succeed first
   */
  private static FileFault fault(
      String name, Operation operation, String file, int after, String message) {
    return failing(name, operation, file, after, path -> new IOException(message));
  }

  private interface Failure {
    IOException at(Path path);
  }

  private static FileFault failing(
      String name, Operation operation, String file, int after, Failure failure) {
    return FileFault.ofDisk(
        name, Ending.failed(Kind.STORAGE), Ending.failed(Kind.STORAGE), scenario -> {
          AtomicInteger before = new AtomicInteger(after);
          scenario.disk((now, path) -> {
            boolean isIt = now == operation && path.toString().contains(file);
            if (isIt && before.getAndDecrement() <= 0 && scenario.fails()) {
              throw failure.at(path);
            }
          });
        });
  }
}
