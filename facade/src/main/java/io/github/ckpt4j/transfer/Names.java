package io.github.ckpt4j.transfer;

/** Shows a name that a file contains inside a message. */
final class Names {
  private static final int LONGEST = 200;

  private Names() {}

  /** The name in quotes, cut, with a question mark for each character that does not show. */
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
