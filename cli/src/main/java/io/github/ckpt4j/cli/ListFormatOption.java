package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.Records;
import picocli.CommandLine.Option;

/** The output format of commands that list checkpoints and also have gauges. */
final class ListFormatOption extends OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      completionCandidates = All.class,
      converter = All.class,
      description = "${COMPLETION-CANDIDATES} (default table). json, jsonl, yaml and csv are"
          + " machine-readable, unrounded; name prints only model"
          + " names, ref only job references, openmetrics is for Prometheus.")
  private Format format = Format.TABLE;

  /** The formats. */
  static final class All extends Formats {
    All() {
      super(Format.NAME, Format.REF, Format.OPENMETRICS);
    }
  }

  ListFormatOption() {
    super(Records.checkpointFields());
  }

  @Override
  Format format() {
    return format;
  }
}
