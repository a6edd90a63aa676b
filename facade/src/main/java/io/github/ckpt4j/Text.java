package io.github.ckpt4j;

import java.util.regex.Pattern;

/** Formats text from outside for use in a message: on one line, and shortened if long. */
final class Text {
  private static final int LONGEST = 200;

  /** White space, control characters, and characters that change the line or direction of text. */
  private static final Pattern INVISIBLE = Pattern.compile(
      "[\\s\\p{Cc}\\p{Zl}\\p{Zp}\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]+");

  private Text() {}

  /** The text in single quotes, as {@link #oneLine} shows it. */
  static String quoted(String text) {
    return "'" + oneLine(text) + "'";
  }

  /** The text, shortened, with each run of such invisible characters replaced by one space. */
  static String oneLine(String text) {
    return oneLine(text, LONGEST);
  }

  static String oneLine(String text, int longest) {
    String cut = text.length() <= longest ? text : text.substring(0, longest) + "…";
    return INVISIBLE.matcher(cut).replaceAll(" ").strip();
  }
}
