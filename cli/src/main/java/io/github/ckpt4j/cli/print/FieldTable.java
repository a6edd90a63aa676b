package io.github.ckpt4j.cli.print;

import io.github.ckpt4j.cli.print.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A table of the selected fields, complete and uncut. */
final class FieldTable implements RecordPrinter {
  private final Output out;
  private final List<String> fields;
  private final Style style;
  private final List<List<@Nullable Object>> rows = new ArrayList<>();

  FieldTable(Output out, List<String> fields, Style style) {
    this.out = out;
    this.fields = fields;
    this.style = style;
  }

  @Override
  public void print(Map<String, ?> record) {
    List<@Nullable Object> row = new ArrayList<>();
    fields.forEach(field -> row.add(FieldSelection.value(record, field)));
    rows.add(row);
  }

  @Override
  public void close() {
    if (rows.isEmpty()) {
      return;
    }
    Table table = new Table(IntStream.range(0, fields.size())
        .mapToObj(i -> new Column(fields.get(i).toUpperCase(Locale.ROOT), isNumber(i), 0))
        .toList());
    rows.forEach(row -> table.row(row.stream().map(FieldTable::cell).toList()));
    table.lines(Integer.MAX_VALUE, style).forEach(out::line);
  }

  private boolean isNumber(int column) {
    return rows.stream()
        .map(row -> row.get(column))
        .allMatch(value -> value == null || value instanceof Number);
  }

  private static String cell(@Nullable Object value) {
    if (value instanceof Double number) {
      return HumanFormat.number(number);
    }
    return HumanFormat.text(value instanceof Map || value instanceof List ? Json.of(value) : value);
  }
}
