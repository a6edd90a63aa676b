package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.Format;
import picocli.CommandLine.Option;

/** The output format. */
final class FormatOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (default table). json, jsonl and csv are"
          + " machine-readable, unrounded.")
  private Format format = Format.TABLE;

  Format format() {
    return format;
  }
}
