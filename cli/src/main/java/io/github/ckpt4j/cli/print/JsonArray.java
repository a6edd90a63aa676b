package io.github.ckpt4j.cli.print;

import java.util.Map;

/** One JSON array of all records, one record per line. */
final class JsonArray implements RecordPrinter {
  private final Output out;
  private String before = "[";

  JsonArray(Output out) {
    this.out = out;
  }

  @Override
  public void print(Map<String, ?> fields) {
    out.exact(before + "\n" + Json.of(fields));
    out.flush();
    before = ",";
  }

  @Override
  public void close() {
    out.exact(before.equals("[") ? "[]\n" : "\n]\n");
    out.flush();
  }
}
