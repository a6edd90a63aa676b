package io.github.ckpt4j.cli.print;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.Table.Column;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints as a table, one per row.
 *
 * @param metrics the metrics that have columns
 * @param withJob whether to name each checkpoint's job
 * @param withModel whether the reader wants the model, so that it is always shown
 * @param wide whether to show every column
 * @param withExpiry whether to show when each ends, or that this is unknown
 * @param clock the clock for relative times
 */
public record CheckpointTable(
    Collection<Metric> metrics,
    boolean withJob,
    boolean withModel,
    boolean wide,
    boolean withExpiry,
    Clock clock) {
  /** A table that does not show when checkpoints end. */
  public CheckpointTable(
      Collection<Metric> metrics, boolean withJob, boolean withModel, boolean wide, Clock clock) {
    this(metrics, withJob, withModel, wide, false, clock);
  }

  /** The lines of the table; the best checkpoint is marked, if there is one. */
  public List<String> lines(
      Collection<Checkpoint> checkpoints, @Nullable Checkpoint best, int width, Style style) {
    Table table = table(checkpoints, best, style, false);
    return table.fits(width)
        ? table.lines(width, style)
        : table(checkpoints, best, style, withModel).lines(width, style);
  }

  private Table table(
      Collection<Checkpoint> checkpoints,
      @Nullable Checkpoint best,
      Style style,
      boolean isModelBelow) {
    Table table = new Table(columns(isModelBelow));
    for (Checkpoint checkpoint : checkpoints) {
      boolean isBest = checkpoint.equals(best);
      List<String> below = isModelBelow && checkpoint.modelName() != null
          ? List.of("  " + HumanFormat.text(checkpoint.modelName()))
          : List.of();
      table.row(
          cells(checkpoint, isBest, isModelBelow), line -> isBest ? style.good(line) : line, below);
    }
    return table;
  }

  private List<Column> columns(boolean isModelBelow) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("JOB", withJob ? 0 : 1));
    columns.add(Column.number("STEP", 0));
    metrics.forEach(metric -> columns.add(Column.number(title(metric), withModel ? 0 : 8)));
    columns.add(Column.text("", 9));
    columns.add(Column.number("SIZE", 4));
    columns.add(Column.text("TYPE", 3));
    columns.add(Column.text("STATUS", 5));
    columns.add(Column.text("CREATED", 2));
    columns.add(Column.text("EXPIRES", 6));
    columns.add(Column.text("MODEL", withModel && !isModelBelow ? 0 : 7));
    columns.add(Column.text("ID", 1));
    columns.add(Column.text("FINAL", 1));
    columns.add(Column.text("PATH", 1));
    return columns;
  }

  private List<String> cells(Checkpoint checkpoint, boolean isBest, boolean isModelBelow) {
    List<String> cells = new ArrayList<>();
    cells.add(withJob ? HumanFormat.text(checkpoint.job()) : HumanFormat.NONE);
    cells.add(HumanFormat.text(checkpoint.step()));
    metrics.forEach(metric -> cells.add(HumanFormat.number(checkpoint.metrics().get(metric))));
    cells.add(isBest ? "★" : "");
    cells.add(HumanFormat.size(checkpoint.sizeBytes()));
    cells.add(HumanFormat.text(checkpoint.artifact()));
    cells.add(HumanFormat.status(checkpoint.status()));
    cells.add(HumanFormat.time(checkpoint.createdAt(), clock));
    cells.add(withExpiry ? HumanFormat.expiry(checkpoint.expiry(), clock) : HumanFormat.NONE);
    cells.add(isModelBelow ? HumanFormat.NONE : HumanFormat.text(checkpoint.modelName()));
    cells.add(wide ? HumanFormat.text(checkpoint.id()) : HumanFormat.NONE);
    cells.add(wide ? HumanFormat.isFinal(checkpoint.role()) : HumanFormat.NONE);
    cells.add(wide ? HumanFormat.text(checkpoint.path()) : HumanFormat.NONE);
    return cells;
  }

  private static String title(Metric metric) {
    return HumanFormat.text(metric).toUpperCase(Locale.ROOT);
  }
}
