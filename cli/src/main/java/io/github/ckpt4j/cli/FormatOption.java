package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.Format;
import java.util.List;
import picocli.CommandLine.Option;

/** The output format. */
final class FormatOption extends OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      completionCandidates = All.class,
      converter = All.class,
      description = "${COMPLETION-CANDIDATES} (default table). json, jsonl, yaml and csv are"
          + " machine-readable, unrounded.")
  private Format format = Format.TABLE;

  /** The formats. */
  static final class All extends Formats {
    All() {
      super();
    }
  }

  /** For records of any kind. */
  FormatOption() {
    this(List.of());
  }

  /** For records with these fields. */
  FormatOption(List<String> known) {
    super(known);
  }

  @Override
  Format format() {
    return format;
  }
}
