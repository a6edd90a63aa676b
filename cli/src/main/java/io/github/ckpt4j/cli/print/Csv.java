package io.github.ckpt4j.cli.print;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values as RFC 4180 has them, but for lines that end as everywhere else. A column
 * holds the field of its name; {@code metrics.epoch} holds the field {@code epoch} of {@code
 * metrics}. What is not known is empty.
 */
final class Csv implements RecordPrinter {
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
    out.line(columns.stream()
        .map(column -> cell(value(fields, column)))
        .collect(Collectors.joining(",")));
  }

  @Override
  public void close() {
    begin();
  }

  private void begin() {
    if (!begun) {
      begun = true;
      out.line(columns.stream().map(Csv::cell).collect(Collectors.joining(",")));
    }
  }

  private static @Nullable Object value(Map<String, ?> fields, String column) {
    int dot = column.indexOf('.');
    return dot > 0 && fields.get(column.substring(0, dot)) instanceof Map<?, ?> inner
        ? inner.get(column.substring(dot + 1))
        : fields.get(column);
  }

  private static String cell(@Nullable Object value) {
    String text = value instanceof Map || value instanceof List ? Json.of(value) : text(value);
    return text.matches("[^\",\\r\\n]*+") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
