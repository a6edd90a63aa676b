package io.github.ckpt4j.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds one secret in text: unchanged, in another case, percent-encoded, escaped for JSON or HTML,
 * or any mixture of these. At the end of the text and before an ellipsis, the start of the secret
 * is enough, as the text may have been cut there.
 */
final class SecretMatcher {
  /** A shorter part before a cut reveals nothing, and may be an ordinary word. */
  private static final int SHORTEST_START = 6;

  /** The part of an escaped character that a cut may leave, followed by the cut. */
  private static final Pattern CUT = Pattern.compile("(?<escape>\\\\{1,32}(?:[uU][0-9a-fA-F]{0,3})?"
      + "|%[0-9a-fA-F]{0,32}"
      + "|&(?:#[xX]?[0-9a-fA-F]{0,8}|[a-z]{0,5}))?"
      + "(?:\\z|…|\\.{3})");

  private final String secret;

  SecretMatcher(String secret) {
    this.secret = secret;
  }

  /** The end of the secret that starts here; -1 if none does. */
  int end(String text, int start) {
    return end(text, start, 0);
  }

  private int end(String text, int start, int matched) {
    int at = start;
    int cut = -1; // The dots of a cut may also belong to the secret.
    for (int i = matched; i < secret.length(); i++) {
      int cutHere = i < SHORTEST_START ? -1 : endAtCut(text, at);
      cut = cutHere > 0 ? cutHere : cut;
      if (at >= text.length()) {
        return cut;
      }
      int asItIs = same(text.charAt(at), secret.charAt(i)) ? at + 1 : -1;
      int escaped = afterEscape(text, at, secret.charAt(i));
      if (asItIs > 0 && escaped > 0) {
        int end = end(text, escaped, i + 1);
        if (end > 0) {
          return end;
        }
      }
      int next = asItIs > 0 ? asItIs : escaped;
      if (next < 0) {
        return cut;
      }
      at = next;
    }
    return at;
  }

  /** The position after this character in an escaped form; -1 if it is not here. */
  private static int afterEscape(String text, int at, char wanted) {
    return switch (text.charAt(at)) {
      case '\\' -> afterBackslash(text, at, wanted);
      case '%' -> afterPercent(text, at, wanted);
      case '&' -> afterAmpersand(text, at, wanted);
      case '+' -> wanted == ' ' ? at + 1 : -1;
      default -> -1;
    };
  }

  private static int afterBackslash(String text, int start, char wanted) {
    int at = start + 1;
    while (at < text.length() && text.charAt(at) == '\\' && wanted != '\\') {
      at++;
    }
    if (at >= text.length()) {
      return -1;
    }
    boolean unicode = text.charAt(at) == 'u' || text.charAt(at) == 'U';
    if (unicode && isCode(text, at + 1, at + 5, 16, wanted)) {
      return at + 5;
    }
    return same(text.charAt(at), wanted) ? at + 1 : -1;
  }

  /** Also if encoded more than once: {@code %252F}. */
  private static int afterPercent(String text, int start, char wanted) {
    int at = start + 1;
    while (text.startsWith("25", at) && wanted != '%') {
      at += 2;
    }
    return isCode(text, at, at + 2, 16, wanted) ? at + 2 : -1;
  }

  private static int afterAmpersand(String text, int start, char wanted) {
    String named = switch (wanted) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '"' -> "&quot;";
      case '\'' -> "&apos;";
      default -> "&#";
    };
    if (!named.equals("&#") && text.startsWith(named, start)) {
      return start + named.length();
    }
    int end = text.indexOf(';', start);
    if (!text.startsWith("&#", start) || end < 0 || end - start > 10) {
      return -1;
    }
    boolean hex = text.charAt(start + 2) == 'x' || text.charAt(start + 2) == 'X';
    boolean isCode =
        hex ? isCode(text, start + 3, end, 16, wanted) : isCode(text, start + 2, end, 10, wanted);
    return isCode ? end + 1 : -1;
  }

  /** The end of a text that is cut here, without the mark of the cut; -1 if it is not cut. */
  private static int endAtCut(String text, int at) {
    Matcher cut = CUT.matcher(text).region(at, text.length());
    if (!cut.lookingAt()) {
      return -1;
    }
    return cut.group("escape") == null ? at : cut.end("escape");
  }

  private static boolean isCode(String text, int from, int to, int radix, char wanted) {
    if (from >= to || to > text.length()) {
      return false;
    }
    int code = 0;
    for (int i = from; i < to; i++) {
      int digit = Character.digit(text.charAt(i), radix);
      if (digit < 0) {
        return false;
      }
      code = code * radix + digit;
    }
    return code <= Character.MAX_VALUE && same((char) code, wanted);
  }

  private static boolean same(char a, char b) {
    return a == b || Character.toLowerCase(a) == Character.toLowerCase(b);
  }
}
