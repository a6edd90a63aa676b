package io.github.ckpt4j.providers;

/** Shows foreign text inside a message. */
final class Shown {
  private static final int LONGEST = 60;

  private Shown() {}

  /** A name, cut, with everything that is not printable as a question mark. */
  static String name(String text) {
    String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    return cut.replaceAll("[^\\p{L}\\p{N}\\p{P}\\p{S} ]", "?");
  }
}
