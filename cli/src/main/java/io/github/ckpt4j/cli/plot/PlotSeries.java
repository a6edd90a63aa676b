package io.github.ckpt4j.cli.plot;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.HumanFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
  /** The curves of some jobs; a job without a finite value has none. */
  public static List<PlotSeries> of(Map<JobRef, List<Checkpoint>> jobs, Metric metric) {
    List<PlotSeries> curves = new ArrayList<>();
    jobs.forEach((job, checkpoints) -> {
      PlotSeries curve = of(job, checkpoints, metric);
      if (!curve.steps().isEmpty()) {
        curves.add(curve);
      }
    });
    return curves;
  }

  private static PlotSeries of(JobRef job, List<Checkpoint> checkpoints, Metric metric) {
    List<Double> steps = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    boolean hasBest = metric.direction() != Metric.Direction.UNKNOWN;
    Checkpoint bestOfAll = hasBest ? Checkpoints.best(checkpoints, metric).orElse(null) : null;
    Integer best = null;
    for (Checkpoint each :
        (Iterable<Checkpoint>) checkpoints.stream().sorted(Checkpoints.BY_STEP)::iterator) {
      double value = each.metric(metric).orElse(Double.NaN);
      if (each.step() == null || !Double.isFinite(value)) {
        continue;
      }
      double step = each.step().doubleValue();
      int last = steps.size() - 1;
      if (last >= 0 && steps.get(last) == step) { // Of several at one step, the newest.
        values.set(last, value);
      } else {
        steps.add(step);
        values.add(value);
      }
      if (each.equals(bestOfAll)) {
        best = steps.size() - 1;
      }
    }
    return new PlotSeries(HumanFormat.text(job), steps, values, best);
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
