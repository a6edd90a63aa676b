package io.github.ckpt4j.cli.print;

import java.util.Map;

/** Writes records for machines, each as it arrives. */
public interface RecordPrinter extends AutoCloseable {
  /**
   * Writes one record.
   *
   * @param fields strings, numbers, booleans, null, and lists and maps of those
   */
  void print(Map<String, ?> fields);

  /** Writes the end of the output, after the last record. */
  @Override
  void close();
}
