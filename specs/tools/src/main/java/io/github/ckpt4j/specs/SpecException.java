package io.github.ckpt4j.specs;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown if no client can be generated from a document or an overlay; lists every reason. */
final class SpecException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One reason; the place, such as {@code Model.field}, identifies its subject. */
  record Problem(String place, String text) {}

  private final transient List<Problem> problems;

  SpecException(String text) {
    this(List.of(new Problem("", text)));
  }

  SpecException(List<Problem> problems) {
    super(problems.stream().map(Problem::text).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  List<Problem> problems() {
    return problems;
  }
}
