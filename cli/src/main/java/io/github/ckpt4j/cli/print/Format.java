package io.github.ckpt4j.cli.print;

import java.util.List;
import java.util.Locale;

/** How records are written. */
public enum Format {
  /** For people, as much as fits. */
  TABLE,
  /** For people, everything. */
  WIDE,
  /** One JSON array. */
  JSON,
  /** One JSON object to a line. */
  JSONL,
  /** Comma-separated values with a heading. */
  CSV,
  /** Gauges for Prometheus; only of the commands that have any. */
  OPENMETRICS;

  /** The formats that every command has. */
  public static List<Format> usual() {
    return List.of(TABLE, WIDE, JSON, JSONL, CSV);
  }

  /** Whether it is for people: aligned, so that all must be known before the first is written. */
  public boolean isTable() {
    return this == TABLE || this == WIDE;
  }

  /**
   * A printer of this format, which must be one of records.
   *
   * @param columns the columns of CSV
   */
  public RecordPrinter printer(Output out, List<String> columns) {
    return switch (this) {
      case JSON -> new JsonArray(out);
      case JSONL -> new JsonLines(out);
      case CSV -> new Csv(out, columns);
      case TABLE, WIDE, OPENMETRICS ->
        throw new IllegalStateException(this + " is not written by records");
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
