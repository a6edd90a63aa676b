package io.github.ckpt4j.providers;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Cuts text into the tokens of RFC 8259, plus the bare {@code NaN}, {@code Infinity} and {@code
 * -Infinity} that Python servers write for a diverged run. A byte order mark at the start is
 * skipped, as the RFC allows; half of a surrogate pair is rejected.
 */
final class JsonLexer {
  static final int END = -1;

  private static final int BUFFER = 2048;
  private static final int LONGEST_STRING = 8 * 1024 * 1024;
  private static final int LONGEST_NAME = 10_000;
  private static final int LONGEST_NUMBER = 1_000;

  /** Including its sign. Not even a BigDecimal can represent an exponent of ten digits. */
  private static final int LONGEST_EXPONENT = 7;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Reader in;
  private final char[] buffer = new char[BUFFER];
  private final @Nullable String[] names = new String[64];
  private final StringBuilder text = new StringBuilder();
  private int position;
  private int limit;
  private long read;
  private long lineStart;
  private int line = 1;

  JsonLexer(Reader in) throws IOException {
    this.in = in;
    if (peek() == BYTE_ORDER_MARK) {
      position++;
      lineStart++;
    }
  }

  /**
   * The next character that is not white space, without consuming it; {@link #END} after the last.
   */
  int next() throws IOException {
    while (true) {
      int c = peek();
      if (c == '\n') {
        line++;
        lineStart = offset() + 1;
      } else if (c != ' ' && c != '\t' && c != '\r') {
        return c;
      }
      position++;
    }
  }

  /** Moves past the character that {@link #next} returned. */
  void consume() {
    position++;
  }

  void literal(String word) throws IOException {
    for (int i = 0; i < word.length(); i++) {
      if (peek() != word.charAt(i)) {
        throw notJson();
      }
      position++;
    }
  }

  /** The text of a number. */
  String number() throws IOException {
    if (peek() == 'N') {
      literal("NaN");
      return "NaN";
    }
    if (peek() == 'I') {
      literal("Infinity");
      return "Infinity";
    }
    text.setLength(0);
    for (int c = peek(); isPartOfNumber(c); c = peek()) {
      append((char) c, LONGEST_NUMBER, "a number");
      position++;
    }
    if (text.length() == 1 && text.charAt(0) == '-' && peek() == 'I') {
      literal("Infinity");
      return "-Infinity";
    }
    String number = text.toString();
    if (!Numbers.isJson(number)) {
      throw notJson();
    }
    int exponent = Math.max(number.indexOf('e'), number.indexOf('E'));
    if (exponent >= 0 && number.length() - exponent - 1 > LONGEST_EXPONENT) {
      throw new UnreadableException("the response has a number with an exponent that is too large");
    }
    return number;
  }

  /** The text of a string, starting after its opening quotation mark. */
  String string() throws IOException {
    int end = plainEnd();
    if (end < limit && buffer[end] == '"') {
      String plain = new String(buffer, position, end - position);
      position = end + 1;
      return plain;
    }
    return unescaped(LONGEST_STRING);
  }

  /**
   * The name of a member, starting after its opening quotation mark. Equal names are the same
   * object.
   */
  String name() throws IOException {
    int end = plainEnd();
    if (end >= limit || buffer[end] != '"') {
      return unescaped(LONGEST_NAME);
    }
    int length = end - position;
    int slot = (length * 31 + (length == 0 ? 0 : buffer[position] * 7 + buffer[end - 1])) & 63;
    String known = names[slot];
    if (known == null || !isAt(known, position, length)) {
      known = new String(buffer, position, length);
      names[slot] = known;
    }
    position = end + 1;
    return known;
  }

  UnreadableException notJson() throws IOException {
    return peek() == END
        ? new UnreadableException("the response is not JSON: it ends too early, " + place())
        : new UnreadableException("the response is not JSON: " + place());
  }

  private String place() {
    return "line " + line + ", column " + (offset() - lineStart + 1);
  }

  /**
   * The end of the characters that stand for themselves; the limit if all the buffered ones do.
   */
  private int plainEnd() {
    int at = position;
    while (at < limit && isPlain(buffer[at])) {
      at++;
    }
    return at;
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c);
  }

  private boolean isAt(String word, int start, int length) {
    if (word.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (word.charAt(i) != buffer[start + i]) {
        return false;
      }
    }
    return true;
  }

  private String unescaped(int longest) throws IOException {
    text.setLength(0);
    boolean half = false;
    while (true) {
      int c = peek();
      if (c < ' ' || (half && (c == '"'))) {
        throw notJson();
      }
      if (c == '"') {
        position++;
        return text.toString();
      }
      char meant = c == '\\' ? escaped() : (char) c;
      if (half != Character.isLowSurrogate(meant)) {
        throw notJson();
      }
      half = Character.isHighSurrogate(meant);
      append(meant, longest, "a string");
      position++;
    }
  }

  /** The character that an escape stands for; leaves its last character to be consumed. */
  private char escaped() throws IOException {
    position++;
    int c = peek();
    return switch (c) {
      case '"', '\\', '/' -> (char) c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hexadecimal();
      default -> throw notJson();
    };
  }

  private char hexadecimal() throws IOException {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      position++;
      int c = peek();
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw notJson();
      }
      code = 16 * code + digit;
    }
    return (char) code;
  }

  private void append(char c, int longest, String what) {
    if (text.length() == longest) {
      throw new UnreadableException(
          "the response has " + what + " of more than " + longest + " characters");
    }
    text.append(c);
  }

  private static boolean isPartOfNumber(int c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
  }

  private int peek() throws IOException {
    if (position == limit && !fill()) {
      return END;
    }
    return buffer[position];
  }

  private boolean fill() throws IOException {
    read += limit;
    position = 0;
    limit = 0;
    int count = 0;
    while (count == 0) {
      count = in.read(buffer, 0, BUFFER);
    }
    limit = Math.max(0, count);
    return count > 0;
  }

  private long offset() {
    return read + position;
  }
}
