package io.github.ckpt4j.cli.plot;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobEvent;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.HumanFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One job's values of a metric over steps.
 *
 * @param steps ascending, without duplicates
 * @param values one for each step, all finite
 * @param best the index of the best value; null for none
 */
public record PlotSeries(
    String name,
    List<Double> steps,
    List<Double> values,
    @Nullable Integer best) {
  private static final Comparator<JobEvent> OLDEST_FIRST = Comparator.comparing(
      JobEvent::time, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()));

  private record Point(double step, double value) {}

  public PlotSeries {
    steps = Collections.unmodifiableList(steps);
    values = Collections.unmodifiableList(values);
  }

  /**
   * The curve of a job; without steps if no value is finite. Only a checkpoint can be the best, as
   * nothing else can be used.
   *
   * @param between measurements between the checkpoints
   */
  public static PlotSeries of(
      JobRef job, List<Checkpoint> checkpoints, List<JobEvent> between, Metric metric) {
    List<Point> points = new ArrayList<>();
    between.stream()
        .sorted(OLDEST_FIRST)
        .forEach(each -> add(points, each.step(), each.metrics().get(metric)));
    // Of several values at one step, the newest counts, and a checkpoint's before a measurement's.
    checkpoints.stream()
        .sorted(Checkpoints.BY_STEP)
        .forEach(each -> add(points, each.step(), each.metrics().get(metric)));
    points.sort(Comparator.comparingDouble(Point::step));
    List<Double> steps = new ArrayList<>(points.size());
    List<Double> values = new ArrayList<>(points.size());
    for (int i = 0; i < points.size(); i++) {
      if (i == points.size() - 1 || points.get(i).step() < points.get(i + 1).step()) {
        steps.add(points.get(i).step());
        values.add(points.get(i).value());
      }
    }
    return new PlotSeries(HumanFormat.text(job), steps, values, best(checkpoints, metric, steps));
  }

  private static @Nullable Integer best(
      List<Checkpoint> checkpoints, Metric metric, List<Double> steps) {
    if (metric.direction() == Metric.Direction.UNKNOWN) {
      return null;
    }
    return Checkpoints.best(checkpoints, metric)
        .map(Checkpoint::step)
        .map(step -> Collections.binarySearch(steps, step.doubleValue()))
        .filter(index -> index >= 0)
        .orElse(null);
  }

  private static void add(List<Point> points, @Nullable Long step, @Nullable Double value) {
    if (step != null && value != null && Double.isFinite(value)) {
      points.add(new Point(step.doubleValue(), value));
    }
  }

  /** The same curve without a best, as not enough is known to determine it. */
  public PlotSeries withoutBest() {
    return new PlotSeries(name, steps, values, null);
  }

  /** The curve with at most about this many points, including its extremes and its best. */
  public PlotSeries thinned(int most) {
    return steps.size() <= most ? this : thinned(Axis.steps(List.of(this)), Math.max(1, most / 4));
  }

  /**
   * The curve with as many points as can be distinguished: in each of this many columns the first, the
   * last, the lowest and the highest one, and the best.
   */
  PlotSeries thinned(Axis axis, int columns) {
    if (steps.size() <= columns) {
      return this;
    }
    TreeSet<Integer> kept = new TreeSet<>();
    int start = 0;
    while (start < steps.size()) {
      int column = column(axis, start, columns);
      int lowest = start;
      int highest = start;
      int end = start;
      for (; end < steps.size() && column(axis, end, columns) == column; end++) {
        lowest = values.get(end) < values.get(lowest) ? end : lowest;
        highest = values.get(end) > values.get(highest) ? end : highest;
      }
      Collections.addAll(kept, start, lowest, highest, end - 1);
      start = end;
    }
    if (best != null) {
      kept.add(best);
    }
    return new PlotSeries(
        name,
        kept.stream().map(steps::get).toList(),
        kept.stream().map(values::get).toList(),
        best == null ? null : kept.headSet(best).size());
  }

  private int column(Axis axis, int point, int columns) {
    return (int) (axis.fraction(steps.get(point)) * (columns - 1));
  }
}
