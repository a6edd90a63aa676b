package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.Format;
import picocli.CommandLine.Option;

/** How to write the answer. */
final class FormatOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; table by default. The last three are for programs"
          + " and hold raw values.")
  private Format format = Format.TABLE;

  Format format() {
    return format;
  }
}
