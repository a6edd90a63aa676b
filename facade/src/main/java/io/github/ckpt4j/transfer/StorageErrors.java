package io.github.ckpt4j.transfer;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Errors of this machine's disk. */
final class StorageErrors {
  private StorageErrors() {}

  /**
   * The error for a failed disk operation.
   *
   * @param failed the operation, as part of a sentence: {@code cannot write x}
   */
  static CheckpointException of(String failed, Exception e) {
    if (e instanceof ClosedByInterruptException) {
      return CheckpointException.builder(Kind.CANCELLED, "the call was cancelled")
          .cause(e)
          .build();
    }
    return CheckpointException.builder(Kind.STORAGE, failed + " (" + reason(e) + ")")
        .hint(hint(e))
        .cause(e)
        .build();
  }

  static CheckpointException of(String failed, @Nullable String hint) {
    return CheckpointException.builder(Kind.STORAGE, failed).hint(hint).build();
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    String name = e.getClass().getSimpleName();
    return message == null ? name : name + ": " + message;
  }

  private static @Nullable String hint(Exception e) {
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("no space left")
        || text.contains("not enough space")
        || text.contains("quota")) {
      return "free some space and start the same download again; it will resume";
    }
    if (e instanceof AccessDeniedException
        || e instanceof ReadOnlyFileSystemException
        || text.contains("read-only")
        || text.contains("permission denied")) {
      return "choose a directory that this user can write to";
    }
    if (e instanceof NotDirectoryException
        || e instanceof FileAlreadyExistsException
        || text.contains("not a directory")) {
      return "a file is in the place of a directory";
    }
    return e instanceof NoSuchFileException
        ? "another program removed it during the download"
        : null;
  }
}
