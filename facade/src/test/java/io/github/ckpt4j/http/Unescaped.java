package io.github.ckpt4j.http;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Undoes what servers and libraries do to text when they repeat it; shares no code with the code it judges. */
final class Unescaped {
  private static final Pattern ESCAPE = Pattern.compile("\\\\+[uU](?<json>[0-9A-Fa-f]{4})"
      + "|%(?:25)*(?<percent>[0-9A-Fa-f]{2})"
      + "|&#[xX](?<hex>[0-9A-Fa-f]{1,6});"
      + "|&#(?<decimal>[0-9]{1,7});"
      + "|\\\\+(?![%&])");

  private Unescaped() {}

  /** The text with every escape undone, in lower case. */
  static String of(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(character(match)))
        .toLowerCase(Locale.ROOT);
  }

  private static String character(MatchResult match) {
    for (int group = 1; group <= 4; group++) {
      if (match.group(group) != null) {
        int code = Integer.parseInt(match.group(group), group == 4 ? 10 : 16);
        return Character.isValidCodePoint(code) ? Character.toString(code) : "";
      }
    }
    return "";
  }
}
