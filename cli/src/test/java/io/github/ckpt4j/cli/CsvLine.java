package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.Output;
import io.github.ckpt4j.cli.print.RecordPrinter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** One cell of CSV. */
final class CsvLine {
  private CsvLine() {}

  static String of(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (RecordPrinter printer = Format.CSV.printer(new Output(bytes), List.of("a"))) {
      printer.print(Map.of("a", value));
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().skip(1).findFirst().orElseThrow();
  }
}
