package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.Format;
import java.util.Iterator;
import picocli.CommandLine.Option;

/** The output format. */
final class FormatOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      completionCandidates = Usual.class,
      description = "${COMPLETION-CANDIDATES} (default table). json, jsonl and csv are"
          + " machine-readable, unrounded.")
  private Format format = Format.TABLE;

  /** Completes the formats that every command has. */
  static final class Usual implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Format.usual().stream().map(Format::toString).iterator();
    }
  }

  Format format() {
    return format;
  }
}
