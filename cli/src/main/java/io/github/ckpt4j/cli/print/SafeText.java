package io.github.ckpt4j.cli.print;

/**
 * Text from a server, a file or an argument, without anything that would control a terminal, forge a
 * line, hide a character or change the order in which characters are shown.
 */
public final class SafeText {
  /** Invisible characters that Unicode counts as letters or marks. */
  private static final String INVISIBLE = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0";

  private SafeText() {}

  /** The text on one line, with a space for each run of white space and unsafe characters. */
  public static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    boolean space = false;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      boolean isSpace = isUnsafe(point) || Character.isSpaceChar(point);
      if (!isSpace) {
        line.appendCodePoint(point);
      } else if (!space) {
        line.append(' ');
      }
      space = isSpace;
    }
    return line.toString();
  }

  /** Whether a character is anything but visible; true for the line feed. */
  public static boolean isUnsafe(int point) {
    if (point >= ' ' && point < 0x7f) {
      return false;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR -> true;
      default -> INVISIBLE.indexOf(point) >= 0;
    };
  }
}
