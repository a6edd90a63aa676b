package io.github.ckpt4j.cli.print;

import java.util.List;
import java.util.Locale;

/** The output formats. */
public enum Format {
  /** For people, as much as fits. */
  TABLE,
  /** For people, everything. */
  WIDE,
  /** One JSON array. */
  JSON,
  /** One JSON object per line. */
  JSONL,
  /** One YAML sequence. */
  YAML,
  /** Comma-separated values with a heading. */
  CSV,
  /** The model names of checkpoints alone. */
  NAME,
  /** The references of jobs alone. */
  REF,
  /** The providers of a promptfoo configuration; {@code use} only. */
  PROMPTFOO,
  /** Gauges for Prometheus; only for commands that have any. */
  OPENMETRICS;

  /** The formats that every command has. */
  public static List<Format> usual() {
    return List.of(TABLE, WIDE, JSON, JSONL, YAML, CSV);
  }

  /** Whether it is for people: aligned, so that all rows must be known before the first is written. */
  public boolean isTable() {
    return this == TABLE || this == WIDE;
  }

  /**
   * A printer of this format, which must be a format for records.
   *
   * @param columns the columns of CSV
   */
  public RecordPrinter printer(Output out, List<String> columns) {
    return switch (this) {
      case JSON -> new JsonArray(out);
      case JSONL -> new JsonLines(out);
      case YAML -> new Yaml(out);
      case CSV -> new Csv(out, columns);
      case TABLE, WIDE, NAME, REF, PROMPTFOO, OPENMETRICS ->
        throw new IllegalStateException(this + " is not written by records");
    };
  }

  /** A printer of chosen fields only. */
  public RecordPrinter printer(Output out, List<String> fields, Style style) {
    return new FieldSelection(
        isTable() ? new FieldTable(out, fields, style) : printer(out, fields), fields);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
