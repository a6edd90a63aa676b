package io.github.ckpt4j;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The result of checking the files of a checkpoint on disk: file by file, what was checked and what
 * is wrong.
 *
 * @param directory the directory that was checked
 * @param job the job's reference, from the directory's manifest; null without one
 * @param checkpoint the checkpoint's id, from the directory's manifest; null without one
 * @param files the files, in the order of their paths; an entry whose path is {@code .} is about the
 *     directory as a whole
 */
public record Verification(
    Path directory, @Nullable String job, @Nullable String checkpoint, List<FileResult> files) {

  public Verification {
    Objects.requireNonNull(directory, "directory");
    files = List.copyOf(files);
  }

  /** Whether no file has a problem. */
  public boolean isIntact() {
    return files.stream().allMatch(FileResult::isIntact);
  }

  /** The files that have problems. */
  public Stream<FileResult> damaged() {
    return files.stream().filter(file -> !file.isIntact());
  }

  /** One way of checking a file. */
  public enum Check {
    /** It has the size that the manifest states. */
    SIZE,
    /** It has the SHA-256 that the manifest states. */
    SHA256,
    /** It has the structure of its format from the first byte to the last. */
    STRUCTURE
  }

  /**
   * One file of a checkpoint.
   *
   * @param path its path relative to the directory, with {@code /}
   * @param size its size in bytes; null if it does not exist
   * @param sha256 its SHA-256 in lower-case hexadecimal; null if it could not be read to its end
   * @param checks how it was checked, whatever the outcome; empty if its format has no structure to
   *     check and no manifest lists it
   * @param problems what is wrong, one sentence each; empty if nothing is
   * @param notes what could not be checked, and why
   */
  public record FileResult(
      String path,
      @Nullable Long size,
      @Nullable String sha256,
      Set<Check> checks,
      List<String> problems,
      List<String> notes) {

    public FileResult {
      Objects.requireNonNull(path, "path");
      checks = Collections.unmodifiableSet(new TreeSet<>(checks));
      problems = List.copyOf(problems);
      notes = List.copyOf(notes);
    }

    /** Whether this file has no problem. */
    public boolean isIntact() {
      return problems.isEmpty();
    }
  }
}
