package io.github.ckpt4j.providers;

/** Formats text from outside for use in a message. */
final class Shown {
  private static final int LONGEST_NAME = 60;
  private static final int LONGEST_TEXT = 200;

  private Shown() {}

  /** A name or another short word. */
  static String name(String text) {
    return cut(text, LONGEST_NAME);
  }

  /** A sentence. */
  static String text(String text) {
    return cut(text, LONGEST_TEXT);
  }

  /** The text, shortened, with each unprintable character replaced by a question mark. */
  private static String cut(String text, int longest) {
    String cut = text.length() <= longest ? text : text.substring(0, longest) + "…";
    return cut.replaceAll("[^\\p{L}\\p{N}\\p{P}\\p{S} ]", "?");
  }
}
