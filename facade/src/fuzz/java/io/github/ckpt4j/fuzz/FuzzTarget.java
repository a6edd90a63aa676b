package io.github.ckpt4j.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * Code that must cope with any input.
 *
 * @param name its name in reports
 * @param corpus the inputs to start from
 * @param pieces parts to build and change inputs with
 * @param attempt tries one input, and throws if the code breaks a rule
 */
public record FuzzTarget(
    String name, List<byte[]> corpus, List<byte[]> pieces, Consumer<byte[]> attempt) {
  /** A target whose inputs are text. */
  public static FuzzTarget ofText(
      String name, List<String> corpus, List<String> pieces, Consumer<String> attempt) {
    return new FuzzTarget(
        name,
        bytes(corpus),
        bytes(pieces),
        input -> attempt.accept(new String(input, StandardCharsets.UTF_8)));
  }

  /** The texts as UTF-8. */
  public static List<byte[]> bytes(List<String> texts) {
    return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
