package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.FieldSelection;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.Output;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Style;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The output format of a command and the fields that the user chose, if any. */
abstract class OutputOption {
  @Option(
      names = "--fields",
      paramLabel = "FIELD",
      split = ",",
      description = "Only these fields, in this order, such as job,step,metrics.valid_loss.")
  private List<String> fields = List.of();

  private final List<String> known;

  /**
   * @param known the fields that the command's records have; empty if they differ
   */
  OutputOption(List<String> known) {
    this.known = List.copyOf(known);
  }

  /** The chosen format. */
  abstract Format format();

  /** Reads one of these formats. */
  abstract static class Formats implements ITypeConverter<Format>, Iterable<String> {
    private final List<Format> formats;

    Formats(Format... more) {
      List<Format> all = new ArrayList<>(Format.usual());
      Collections.addAll(all, more);
      formats = all;
    }

    @Override
    public Format convert(String text) throws Exception {
      return PicocliSetup.choice(formats.toArray(Format[]::new)).convert(text);
    }

    @Override
    public Iterator<String> iterator() {
      return formats.stream().map(Format::toString).iterator();
    }
  }

  /** Whether the command itself prints a table. */
  boolean isTable() {
    return format().isTable() && fields.isEmpty();
  }

  boolean hasFields() {
    return !fields.isEmpty();
  }

  /** Refuses fields that no record has. Called before a command runs. */
  void check() {
    List<String> unknown = known.isEmpty() ? List.of() : FieldSelection.unknown(fields, known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown field '" + unknown.get(0) + "'; available: " + String.join(", ", known));
    }
    if (hasFields() && !Format.usual().contains(format())) {
      throw new IllegalArgumentException("-o " + format() + " does not support --fields");
    }
  }

  /**
   * A printer of records in the chosen format.
   *
   * @param columns the columns of CSV, unless the user has chosen fields
   */
  RecordPrinter printer(Ckpt ckpt, List<String> columns) {
    return printer(ckpt.out(), ckpt.style(), columns);
  }

  RecordPrinter printer(Output out, Style style, List<String> columns) {
    return switch (format()) {
      case NAME -> new ValueLines(out, "model", "model name");
      case REF -> new ValueLines(out, "job", "reference");
      default ->
        fields.isEmpty() ? format().printer(out, columns) : format().printer(out, fields, style);
    };
  }
}
