package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Records;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes checkpoints for programs while they arrive.
 *
 * <p>Only the header of CSV must be known early. It has the metrics that the providers are known to
 * report, those of the first checkpoints, which are held back for it, and a column for any that
 * come later.
 */
final class RecordStream implements AutoCloseable {
  private static final int MOST_HELD_BACK = 100;

  private final Ckpt ckpt;
  private final OutputOption format;
  private final Collection<Metric> named;
  private final Set<Metric> columns;
  private final List<Checkpoint> first = new ArrayList<>();
  private final List<Checkpoint> shown = new ArrayList<>();
  private @Nullable RecordPrinter printer;

  RecordStream(Ckpt ckpt, OutputOption format, Collection<Metric> named, Set<Metric> known) {
    this.ckpt = ckpt;
    this.format = format;
    this.named = named;
    this.columns = new TreeSet<>(known);
  }

  void print(Checkpoint checkpoint) {
    if (shown.size() < ListedModels.MOST_AT_ONCE) {
      shown.add(checkpoint);
    }
    if (printer != null) {
      printer.print(Records.of(checkpoint));
      return;
    }
    first.add(checkpoint);
    if (format.format() != Format.CSV || first.size() == MOST_HELD_BACK) {
      begin();
    }
  }

  @Override
  public void close() {
    ListedModels.add(ckpt, shown);
    begin().close();
  }

  private RecordPrinter begin() {
    if (printer == null) {
      columns.addAll(MetricSelection.reported(first));
      printer = format.printer(ckpt, names());
      for (Checkpoint each : first) {
        printer.print(Records.of(each));
      }
      first.clear();
    }
    return printer;
  }

  private List<String> names() {
    return named.isEmpty()
        ? Records.openCheckpointColumns(columns)
        : Records.checkpointColumns(named.stream()
            .map(metric -> MetricSelection.find(metric, columns).orElse(metric))
            .toList());
  }
}
