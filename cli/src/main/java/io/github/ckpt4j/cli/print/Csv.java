package io.github.ckpt4j.cli.print;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values as in RFC 4180, except that lines end in LF. A column contains the field of
 * the same name; {@code metrics.epoch} contains the field {@code epoch} of {@code metrics}, and
 * {@code metrics.*} contains the other fields of {@code metrics}, as JSON. Unknown values are empty.
 *
 * <p>Text that a spreadsheet would run as a formula gets a leading apostrophe.
 */
final class Csv implements RecordPrinter {
  static final String REST = ".*";

  private static final Pattern FORMULA = Pattern.compile(" *[=+\\-@＝＋－＠].*");
  private static final Pattern UNQUOTED = Pattern.compile("[^\",\\r\\n]*+");

  private final Output out;
  private final List<String> columns;
  private boolean begun;

  Csv(Output out, List<String> columns) {
    this.out = out;
    this.columns = columns;
  }

  @Override
  public void print(Map<String, ?> fields) {
    begin();
    line(columns.stream().map(column -> cell(value(fields, column))));
  }

  @Override
  public void close() {
    begin();
  }

  private void begin() {
    if (!begun) {
      begun = true;
      line(columns.stream().map(Csv::cell));
    }
  }

  private void line(Stream<String> cells) {
    out.exact(cells.collect(Collectors.joining(",", "", "\n")));
    out.flush();
  }

  private @Nullable Object value(Map<String, ?> fields, String column) {
    int dot = column.indexOf('.');
    if (dot < 0 || !(fields.get(column.substring(0, dot)) instanceof Map<?, ?> inner)) {
      return fields.get(column);
    }
    return column.endsWith(REST)
        ? rest(column.substring(0, dot + 1), inner)
        : inner.get(column.substring(dot + 1));
  }

  private @Nullable Map<String, Object> rest(String prefix, Map<?, ?> fields) {
    Map<String, Object> rest = new LinkedHashMap<>();
    fields.forEach((name, value) -> {
      if (!columns.contains(prefix + name)) {
        rest.put(String.valueOf(name), value);
      }
    });
    return rest.isEmpty() ? null : rest;
  }

  private static String cell(@Nullable Object value) {
    String text = text(value);
    return UNQUOTED.matcher(text).matches() ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    String text = value instanceof Map || value instanceof List ? Json.of(value) : value.toString();
    String line = SafeText.oneLine(text);
    return FORMULA.matcher(line).matches() ? "'" + line : line;
  }
}
