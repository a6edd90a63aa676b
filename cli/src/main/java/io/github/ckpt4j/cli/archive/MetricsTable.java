package io.github.ckpt4j.cli.archive;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.Output;
import io.github.ckpt4j.cli.print.RecordPrinter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The metrics of all checkpoints of a job as CSV: a row for each, a column for each metric. */
public final class MetricsTable {
  private static final List<String> KEYS = List.of("id", "step", "created_at");

  private MetricsTable() {}

  /** Writes the table of the records that were just written. */
  public static void write(JobFiles files) throws IOException {
    Set<String> names = new TreeSet<>();
    files.written(Layout.CHECKPOINTS, line -> {
      JsonObject record = RecordLines.parse(line);
      if (record != null) {
        names.addAll(RecordLines.metrics(record).keySet());
      }
    });
    List<String> columns = Stream.concat(
            KEYS.stream(), names.stream().map(name -> "metrics." + name))
        .toList();
    files.write(Layout.METRICS, out -> {
      try (RecordPrinter csv = Format.CSV.printer(new Output(out), columns)) {
        files.written(Layout.CHECKPOINTS, line -> {
          JsonObject record = RecordLines.parse(line);
          if (record != null) {
            csv.print(row(record));
          }
        });
      }
    });
  }

  private static Map<String, @Nullable Object> row(JsonObject record) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    KEYS.forEach(name -> row.put(name, value(record, name)));
    JsonObject metrics = RecordLines.metrics(record);
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    metrics.keySet().forEach(name -> values.put(name, value(metrics, name)));
    row.put("metrics", values);
    return row;
  }

  private static @Nullable Object value(JsonObject record, String name) {
    return record.get(name) instanceof JsonPrimitive value
        ? value.isNumber() ? value.getAsNumber() : value.getAsString()
        : null;
  }
}
