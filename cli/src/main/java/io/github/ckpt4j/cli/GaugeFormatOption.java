package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.Format;
import java.util.List;
import picocli.CommandLine.Option;

/** The output format of commands that list jobs and also have gauges. */
final class GaugeFormatOption extends OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      completionCandidates = All.class,
      converter = All.class,
      description = "${COMPLETION-CANDIDATES} (default table). json, jsonl, yaml and csv are"
          + " machine-readable, unrounded; ref prints only"
          + " references, openmetrics is for Prometheus.")
  private Format format = Format.TABLE;

  /** The formats. */
  static final class All extends Formats {
    All() {
      super(Format.REF, Format.OPENMETRICS);
    }
  }

  /** For records with these fields. */
  GaugeFormatOption(List<String> known) {
    super(known);
  }

  @Override
  Format format() {
    return format;
  }
}
