package io.github.ckpt4j.transfer;

import io.github.ckpt4j.Verification.Check;
import io.github.ckpt4j.Verification.FileResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Collects the findings about one file while it is checked. */
final class Findings {
  /** Even in a file with a thousand faults, the first ones show what happened. */
  private static final int MOST = 20;

  private final String path;
  private final Set<Check> checks = new TreeSet<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private @Nullable Long size;
  private @Nullable String sha256;
  private long more;

  Findings(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  void size(long bytes) {
    size = bytes;
  }

  @Nullable
  Long size() {
    return size;
  }

  void sha256(String hex) {
    sha256 = hex;
  }

  @Nullable
  String sha256() {
    return sha256;
  }

  void checked(Check check) {
    checks.add(check);
  }

  boolean isProven() {
    return !checks.isEmpty();
  }

  void problem(String text) {
    if (problems.size() < MOST) {
      problems.add(text);
    } else {
      more++;
    }
  }

  void note(String text) {
    if (notes.size() < MOST) {
      notes.add(text);
    }
  }

  /** Adds the findings about a part of this file. */
  void add(FileResult part) {
    part.problems().forEach(text -> problem(part.path() + ": " + text));
    part.notes().forEach(text -> note(part.path() + ": " + text));
  }

  FileResult result() {
    List<String> all = new ArrayList<>(problems);
    if (more > 0) {
      all.add("and " + more + " more problems");
    }
    return new FileResult(path, size, sha256, checks, all, notes);
  }
}
