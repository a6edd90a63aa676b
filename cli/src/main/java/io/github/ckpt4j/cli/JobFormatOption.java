package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.Records;
import picocli.CommandLine.Option;

/** The output format of jobs. */
final class JobFormatOption extends OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      completionCandidates = All.class,
      converter = All.class,
      description = "${COMPLETION-CANDIDATES} (default table). json, jsonl, yaml and csv are"
          + " machine-readable, unrounded; ref prints only references.")
  private Format format = Format.TABLE;

  /** The formats. */
  static final class All extends Formats {
    All() {
      super(Format.REF);
    }
  }

  JobFormatOption() {
    super(Records.jobColumns());
  }

  @Override
  Format format() {
    return format;
  }
}
