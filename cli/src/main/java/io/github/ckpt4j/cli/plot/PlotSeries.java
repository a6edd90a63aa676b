package io.github.ckpt4j.cli.plot;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobEvent;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.HumanFormat;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One job's values of a metric over steps.
 *
 * @param steps ascending, without duplicates
 * @param values as many, all finite
 * @param best the index of the best of them; null if there is none
 */
public record PlotSeries(
    String name,
    List<Double> steps,
    List<Double> values,
    @Nullable Integer best) {
  private static final Comparator<JobEvent> OLDEST_FIRST = Comparator.comparing(
      JobEvent::time, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()));

  /**
   * The curve of a job; without steps if nothing has a finite value. Only a checkpoint can be the best,
   * as nothing else can be used.
   *
   * @param between what was measured between the checkpoints
   */
  public static PlotSeries of(
      JobRef job, List<Checkpoint> checkpoints, List<JobEvent> between, Metric metric) {
    NavigableMap<Double, Double> points = new TreeMap<>();
    between.stream()
        .sorted(OLDEST_FIRST)
        .forEach(each -> put(points, each.step(), each.metrics().get(metric)));
    // Of several values at one step, the newest counts, and a checkpoint's before a measurement's.
    checkpoints.stream()
        .sorted(Checkpoints.BY_STEP)
        .forEach(each -> put(points, each.step(), each.metrics().get(metric)));
    Double best = metric.direction() == Metric.Direction.UNKNOWN
        ? null
        : Checkpoints.best(checkpoints, metric)
            .map(Checkpoint::step)
            .map(Long::doubleValue)
            .filter(points::containsKey)
            .orElse(null);
    return new PlotSeries(
        HumanFormat.text(job),
        List.copyOf(points.keySet()),
        List.copyOf(points.values()),
        best == null ? null : points.headMap(best).size());
  }

  private static void put(Map<Double, Double> points, @Nullable Long step, @Nullable Double value) {
    if (step != null && value != null && Double.isFinite(value)) {
      points.put(step.doubleValue(), value);
    }
  }

  /** The same curve, of which not enough is known to tell its best. */
  public PlotSeries withoutBest() {
    return new PlotSeries(name, steps, values, null);
  }

  /** The curve with about so many points at most, its extremes and its best among them. */
  public PlotSeries thinned(int most) {
    return steps.size() <= most ? this : thinned(Axis.steps(List.of(this)), Math.max(1, most / 4));
  }

  /**
   * The curve with as many points as can be told apart: in each of so many columns the first, the
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
