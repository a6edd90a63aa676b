package io.github.ckpt4j;

import java.util.regex.Pattern;

/** Shows foreign text inside a message: on one line, and not longer than a reader wants. */
final class Text {
  private static final int LONGEST = 200;

  /** White space, controls and what changes the line or the direction of text. */
  private static final Pattern INVISIBLE = Pattern.compile(
      "[\\s\\p{Cc}\\p{Zl}\\p{Zp}\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]+");

  private Text() {}

  /** The text in single quotes, as {@link #oneLine} shows it. */
  static String quoted(String text) {
    return "'" + oneLine(text) + "'";
  }

  /** The text cut, with each run of white space, control and direction characters as one space. */
  static String oneLine(String text) {
    return oneLine(text, LONGEST);
  }

  static String oneLine(String text, int longest) {
    String cut = text.length() <= longest ? text : text.substring(0, longest) + "…";
    return INVISIBLE.matcher(cut).replaceAll(" ").strip();
  }
}
