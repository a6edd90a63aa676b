package io.github.ckpt4j.client;

import io.github.ckpt4j.client.EvaluationRows.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads comma-separated values as in RFC 4180. Lines may end in LF, CR LF or CR; empty lines and
 * white space around a cell are skipped.
 */
final class CsvReader {
  private static final int END = -1;

  private final String text;
  private int position;
  private int line = 1;
  private int recordLine;

  CsvReader(String text) {
    this.text = text;
  }

  /** The line on which the latest record begins, counted from 1. */
  int line() {
    return recordLine;
  }

  /** The cells of the next record; null after the last. */
  @Nullable
  List<String> next() {
    skipEmptyLines();
    if (peek() == END) {
      return null;
    }
    recordLine = line;
    List<String> cells = new ArrayList<>();
    cells.add(cell());
    while (peek() == ',') {
      position++;
      cells.add(cell());
    }
    return cells;
  }

  private void skipEmptyLines() {
    for (int c = peek(); c != END && Character.isWhitespace(c); c = peek()) {
      advance();
    }
  }

  private String cell() {
    skipBlanks();
    if (peek() == '"') {
      String cell = quoted();
      skipBlanks();
      if (!isEndOfCell()) {
        throw new MalformedException(line, "text after a quoted cell");
      }
      return cell;
    }
    int start = position;
    while (!isEndOfCell()) {
      if (peek() == '"') {
        throw new MalformedException(line, "a quotation mark within a cell that is not quoted");
      }
      position++;
    }
    return text.substring(start, position).strip();
  }

  private String quoted() {
    int start = line;
    StringBuilder cell = new StringBuilder();
    position++;
    while (true) {
      int c = peek();
      if (c == END) {
        throw new MalformedException(start, "a quoted cell that does not end");
      }
      if (c == '"') {
        position++;
        if (peek() != '"') {
          return cell.toString();
        }
      }
      cell.append((char) c);
      advance();
    }
  }

  private void skipBlanks() {
    while (peek() == ' ' || peek() == '\t') {
      position++;
    }
  }

  private boolean isEndOfCell() {
    int c = peek();
    return c == ',' || c == '\n' || c == '\r' || c == END;
  }

  private void advance() {
    char c = text.charAt(position++);
    if (c == '\n' || (c == '\r' && peek() != '\n')) {
      line++;
    }
  }

  private int peek() {
    return position < text.length() ? text.charAt(position) : END;
  }
}
