package io.github.ckpt4j.providers;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads numbers without changing them. */
final class Numbers {
  /** Every decimal with at most this many digits survives conversion to a double and back. */
  private static final int DIGITS_OF_ANY_DOUBLE = 15;

  private static final int DIGITS_OF_ANY_LONG = 18;

  /**
   * A number that is written as text. An exponent needs its sign, as Python, JavaScript and Go write
   * it, so that a commit such as {@code 7e12345} is not a number.
   */
  private static final Pattern IN_TEXT =
      Pattern.compile("-?(0|[1-9][0-9]{0,99})(\\.[0-9]{1,99})?([eE][+-][0-9]{1,3})?");

  private Numbers() {}

  /** Whether it is a number by RFC 8259. */
  static boolean isJson(String text) {
    int at = text.startsWith("-") ? 1 : 0;
    int end = digits(text, at);
    if (end == at || (text.charAt(at) == '0' && end > at + 1)) {
      return false;
    }
    if (end < text.length() && text.charAt(end) == '.') {
      at = end + 1;
      end = digits(text, at);
      if (end == at) {
        return false;
      }
    }
    if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      at = end + 1;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      end = digits(text, at);
      if (end == at) {
        return false;
      }
    }
    return end == text.length();
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  /**
   * The value of a number in JSON: a Long or, if it is larger, a BigInteger; with a fraction or an
   * exponent a Double, or a BigDecimal if a double would change its digits.
   */
  static Number exact(String json) {
    if (!isFinite(json)) {
      return Double.valueOf(json);
    }
    if (isInteger(json)) {
      return json.equals("-0") ? (Number) (-0.0) : integer(json);
    }
    double value = Double.parseDouble(json);
    return isExact(json, value) ? (Number) value : new BigDecimal(json);
  }

  /**
   * The value of a JSON number as an integer, even if written {@code 90.0}; null if it is not one.
   */
  static @Nullable BigDecimal asInteger(String json) {
    if (!isFinite(json)) {
      return null;
    }
    BigDecimal value = new BigDecimal(json);
    return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0 ? value : null;
  }

  /** The number in a text, including NaN and infinity; null if it is not a number. */
  static @Nullable Double inText(String text) {
    if (!isFinite(text)) {
      return Double.valueOf(text);
    }
    return isPlain(text) ? finite(Double.parseDouble(text)) : null;
  }

  /** Whether text is a finite number, by {@link #IN_TEXT}. */
  static boolean isPlain(String text) {
    return IN_TEXT.matcher(text).matches();
  }

  /** The nearest double; null if that is infinite. */
  static @Nullable Double finite(double value) {
    return Double.isInfinite(value) ? null : (Double) value;
  }

  private static boolean isFinite(String text) {
    return !text.equals("NaN") && !text.equals("Infinity") && !text.equals("-Infinity");
  }

  private static boolean isInteger(String json) {
    return digits(json, json.startsWith("-") ? 1 : 0) == json.length();
  }

  private static Number integer(String digits) {
    if (digits.length() <= DIGITS_OF_ANY_LONG) {
      return Long.valueOf(digits);
    }
    BigInteger value = new BigInteger(digits);
    return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
  }

  private static boolean isExact(String json, double value) {
    if (json.length() <= DIGITS_OF_ANY_DOUBLE && json.indexOf('e') < 0 && json.indexOf('E') < 0) {
      return true;
    }
    if (Double.isInfinite(value)) {
      return false;
    }
    return BigDecimal.valueOf(value).compareTo(new BigDecimal(json)) == 0;
  }
}
