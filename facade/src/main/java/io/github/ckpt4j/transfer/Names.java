package io.github.ckpt4j.transfer;

/** Formats a name from a file for use in a message. */
final class Names {
  private static final int LONGEST = 200;

  private Names() {}

  /** The name in quotes, shortened, with a question mark for each invisible character. */
  static String quoted(String name) {
    StringBuilder shown = new StringBuilder("'");
    name.codePoints()
        .limit(LONGEST)
        .forEach(point -> shown.appendCodePoint(isVisible(point) ? point : '?'));
    return shown
        .append(name.codePointCount(0, name.length()) > LONGEST ? "…'" : "'")
        .toString();
  }

  private static boolean isVisible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED -> false;
      default -> true;
    };
  }
}
