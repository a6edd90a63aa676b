package io.github.ckpt4j;

/** Shows foreign text inside a message: on one line, and not longer than a reader wants. */
public final class Text {
  private static final int LONGEST = 200;

  private Text() {}

  /** The text in single quotes, as {@link #oneLine} shows it. */
  public static String quoted(String text) {
    return "'" + oneLine(text) + "'";
  }

  /** The text cut, with each control character or run of white space as one space. */
  public static String oneLine(String text) {
    return oneLine(text, LONGEST);
  }

  static String oneLine(String text, int longest) {
    String cut = text.length() <= longest ? text : text.substring(0, longest) + "…";
    return cut.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
  }
}
