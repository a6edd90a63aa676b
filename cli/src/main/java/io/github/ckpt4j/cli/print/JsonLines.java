package io.github.ckpt4j.cli.print;

import java.util.Map;

/** One JSON object per line. */
final class JsonLines implements RecordPrinter {
  private final Output out;

  JsonLines(Output out) {
    this.out = out;
  }

  @Override
  public void print(Map<String, ?> fields) {
    out.exact(Json.of(fields) + "\n");
    out.flush();
  }

  @Override
  public void close() {}
}
