package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.Records;
import java.util.List;
import picocli.CommandLine.Option;

/** The output format of checkpoints. */
final class CheckpointFormatOption extends OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      completionCandidates = All.class,
      converter = All.class,
      description = "${COMPLETION-CANDIDATES} (default table). json, jsonl, yaml and csv are"
          + " machine-readable, unrounded; name prints only model names, ref only job references.")
  private Format format = Format.TABLE;

  /** The formats. */
  static final class All extends Formats {
    All() {
      super(Format.NAME, Format.REF);
    }
  }

  CheckpointFormatOption() {
    this(Records.checkpointFields());
  }

  /** For records that have these fields, including a model and a job. */
  CheckpointFormatOption(List<String> known) {
    super(known);
  }

  @Override
  Format format() {
    return format;
  }
}
