package io.github.ckpt4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the part of TOML that a configuration can use: tables, and strings of all four kinds.
 *
 * <p>Every other value is a mistake in a configuration file, most often a key without quotes. A
 * {@link SyntaxException} therefore has the place and the rule, but no character of the file.
 */
final class TomlReader {
  private static final int MOST_PARTS = 8;

  private final String text;
  private final List<Entry> entries = new ArrayList<>();
  private List<String> table = List.of();
  private List<String> path = List.of();
  private int at;

  /** How many lines begin before {@link #counted}, so that the lines of a file are counted once. */
  private int lines = 1;

  private int counted;

  private TomlReader(String text) {
    this.text = text;
  }

  /**
   * One value, or the heading of a table.
   *
   * @param path the names of its tables and itself
   * @param value null for a heading
   * @param line where it begins, from 1
   */
  record Entry(List<String> path, @Nullable String value, int line) {}

  /** The text is invalid, or contains a value that is not a string. */
  static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> path;
    private final int line;
    private final int column;

    private SyntaxException(String rule, List<String> path, int line, int column) {
      super(rule);
      this.path = path;
      this.line = line;
      this.column = column;
    }

    /** The path of the value, so that the caller can show the names that it knows. */
    List<String> path() {
      return path;
    }

    int line() {
      return line;
    }

    int column() {
      return column;
    }
  }

  static List<Entry> read(String text) throws SyntaxException {
    TomlReader reader = new TomlReader(text.replace("\r\n", "\n"));
    reader.document();
    return reader.entries;
  }

  private void document() throws SyntaxException {
    for (skipBlank(); at < text.length(); skipBlank()) {
      path = List.of();
      if (peek() == '[') {
        heading();
      } else {
        pair(table);
      }
      endOfLine();
    }
  }

  private void heading() throws SyntaxException {
    int line = lineHere();
    at++;
    if (peek() == '[') {
      throw wrong("arrays of tables are not supported; use a single [");
    }
    table = names("a table's name");
    expect(']', "the name of the table does not end in ]");
    entries.add(new Entry(table, null, line));
  }

  private void pair(List<String> prefix) throws SyntaxException {
    int line = lineHere();
    List<String> names = new ArrayList<>(prefix);
    names.addAll(names("a setting's name"));
    path = List.copyOf(names);
    if (path.size() > MOST_PARTS) {
      throw wrong("tables are nested too deep");
    }
    expect('=', "the name is not followed by =");
    skipSpaces();
    if (peek() == '{') {
      inlineTable(path, line);
    } else {
      entries.add(new Entry(path, string(), line));
    }
  }

  private void inlineTable(List<String> prefix, int line) throws SyntaxException {
    entries.add(new Entry(prefix, null, line));
    do {
      at++;
      skipSpaces();
      if (peek() != '}') {
        pair(prefix);
        skipSpaces();
      }
    } while (peek() == ',');
    expect('}', "the inline table does not end in }");
  }

  private List<String> names(String what) throws SyntaxException {
    List<String> names = new ArrayList<>();
    do {
      if (!names.isEmpty()) {
        at++;
      }
      skipSpaces();
      names.add(peek() == '"' || peek() == '\'' ? string() : bareName(what));
      skipSpaces();
    } while (peek() == '.' && names.size() < MOST_PARTS);
    return List.copyOf(names);
  }

  private String bareName(String what) throws SyntaxException {
    int start = at;
    while (isBare(peek())) {
      at++;
    }
    if (at == start) {
      throw wrong(what + " may only have letters, digits, - and _, unless in quotes");
    }
    return text.substring(start, at);
  }

  private String string() throws SyntaxException {
    char quote = peek();
    if ("\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u00ab\u00bb".indexOf(quote) >= 0) {
      throw wrong("the value is in typographic quotes; use straight ones");
    }
    if (quote != '"' && quote != '\'') {
      throw wrong("the value is not a quoted string");
    }
    String three = String.valueOf(quote).repeat(3);
    boolean isLong = text.startsWith(three, at);
    String end = isLong ? three : String.valueOf(quote);
    int start = at;
    at += end.length();
    if (isLong && peek() == '\n') {
      at++;
    }
    StringBuilder value = new StringBuilder();
    while (!text.startsWith(end, at)) {
      char c = peek();
      if (at >= text.length() || (c == '\n' && !isLong)) {
        at = start;
        throw wrong("the quoted string is not closed");
      }
      if (Character.isISOControl(c) && c != '\t' && c != '\n') {
        throw wrong("the quoted string contains a control character");
      }
      at++;
      if (c == '\\' && quote == '"') {
        escape(value, isLong);
      } else {
        value.append(c);
      }
    }
    at += end.length();
    while (isLong && peek() == quote) { // The closing quotes are the last three of a run.
      value.append(quote);
      at++;
    }
    return value.toString();
  }

  private void escape(StringBuilder value, boolean isLong) throws SyntaxException {
    char c = peek();
    at++;
    int simple = "btnfr\"\\".indexOf(c);
    if (simple >= 0) {
      value.append("\b\t\n\f\r\"\\".charAt(simple));
    } else if (c == 'u' || c == 'U') {
      value.appendCodePoint(codePoint(c == 'u' ? 4 : 8));
    } else if (isLong && endsLine(at - 1)) {
      while (Character.isWhitespace(peek())) {
        at++;
      }
    } else {
      throw wrong("the quoted string has an unknown escape; write a backslash as \\\\");
    }
  }

  /** Whether only spaces are left of the line. */
  private boolean endsLine(int from) {
    int end = from;
    while (end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
      end++;
    }
    return end < text.length() && text.charAt(end) == '\n';
  }

  private int codePoint(int digits) throws SyntaxException {
    int end = Math.min(at + digits, text.length());
    String hex = text.substring(at, end);
    if (hex.matches("[0-9A-Fa-f]{" + digits + "}")) {
      long point = Long.parseLong(hex, 16);
      boolean isSurrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
      if (point <= Character.MAX_CODE_POINT && !isSurrogate) {
        at = end;
        return (int) point;
      }
    }
    throw wrong("the quoted string has an escape that is not a character");
  }

  private void endOfLine() throws SyntaxException {
    skipSpaces();
    if (at < text.length() && peek() != '\n' && peek() != '#') {
      throw wrong("text follows where the line should end");
    }
  }

  private void expect(char c, String otherwise) throws SyntaxException {
    skipSpaces();
    if (peek() != c) {
      throw wrong(otherwise);
    }
    at++;
  }

  private void skipBlank() {
    for (skipSpaces(); peek() == '\n' || peek() == '#'; skipSpaces()) {
      int end = text.indexOf('\n', at);
      at = end < 0 ? text.length() : end + 1;
    }
  }

  private void skipSpaces() {
    while (peek() == ' ' || peek() == '\t') {
      at++;
    }
  }

  /** The next character; NUL, which no valid text contains, at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private static boolean isBare(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  /** The line of the next entry. */
  private int lineHere() {
    for (; counted < at; counted++) {
      lines += text.charAt(counted) == '\n' ? 1 : 0;
    }
    return lines;
  }

  private int line(int place) {
    return 1 + (int) text.substring(0, place).chars().filter(c -> c == '\n').count();
  }

  private SyntaxException wrong(String rule) {
    int place = Math.min(at, text.length());
    int column = place - text.lastIndexOf('\n', place - 1);
    return new SyntaxException(rule, path, line(place), column);
  }
}
