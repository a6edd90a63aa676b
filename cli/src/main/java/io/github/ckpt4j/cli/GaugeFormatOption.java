package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.Format;
import java.util.Iterator;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The output format of a command that has gauges, too. */
final class GaugeFormatOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      completionCandidates = All.class,
      converter = Converter.class,
      description = "${COMPLETION-CANDIDATES} (default table). json, jsonl and csv are"
          + " machine-readable, unrounded; openmetrics is for Prometheus.")
  private Format format = Format.TABLE;

  /** Completes all formats. */
  static final class All implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(Format.values()).map(Format::toString).iterator();
    }
  }

  /** Reads any format. */
  static final class Converter implements ITypeConverter<Format> {
    @Override
    public Format convert(String text) throws Exception {
      return PicocliSetup.choice(Format.values()).convert(text);
    }
  }

  Format format() {
    return format;
  }
}
