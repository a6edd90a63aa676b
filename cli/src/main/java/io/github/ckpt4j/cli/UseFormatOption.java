package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.Format;
import java.util.List;
import picocli.CommandLine.Option;

/** The output format of how to use checkpoints. */
final class UseFormatOption extends OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      completionCandidates = All.class,
      converter = All.class,
      description = "${COMPLETION-CANDIDATES} (default table). name prints the model name to send,"
          + " promptfoo the providers of a promptfoo configuration.")
  private Format format = Format.TABLE;

  /** The formats. */
  static final class All extends Formats {
    All() {
      super(Format.NAME, Format.PROMPTFOO);
    }
  }

  /** For records with these fields. */
  UseFormatOption(List<String> known) {
    super(known);
  }

  @Override
  Format format() {
    return format;
  }
}
