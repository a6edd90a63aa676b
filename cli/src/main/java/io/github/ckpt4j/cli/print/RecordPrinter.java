package io.github.ckpt4j.cli.print;

import java.util.Map;

/** Writes records for machines, each as it comes. */
public interface RecordPrinter extends AutoCloseable {
  /**
   * Writes one record.
   *
   * @param fields strings, numbers, booleans, null, and lists and maps of those
   */
  void print(Map<String, ?> fields);

  /** Writes what follows the last record. */
  @Override
  void close();
}
