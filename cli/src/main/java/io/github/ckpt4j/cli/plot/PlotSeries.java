package io.github.ckpt4j.cli.plot;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Comparison;
import io.github.ckpt4j.JobRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One job's values of a metric over steps.
 *
 * @param steps ascending, none twice
 * @param values as many, all finite
 * @param best the place of the best of them; null if there is none
 */
public record PlotSeries(
    String name,
    List<Double> steps,
    List<Double> values,
    @Nullable Integer best) {

  /** The curves of a comparison; a job without a finite value has none. */
  public static List<PlotSeries> of(Comparison comparison) {
    return comparison.jobs().stream()
        .map(job -> of(comparison, job))
        .filter(curve -> !curve.steps().isEmpty())
        .toList();
  }

  private static PlotSeries of(Comparison comparison, JobRef job) {
    List<Double> steps = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    Integer best = null;
    for (Map.Entry<Long, Map<JobRef, Checkpoint>> step : comparison.steps().entrySet()) {
      Checkpoint checkpoint = step.getValue().get(job);
      double value = checkpoint == null
          ? Double.NaN
          : checkpoint.metric(comparison.metric()).orElse(Double.NaN);
      if (Double.isFinite(value)) {
        if (checkpoint != null && checkpoint.equals(comparison.best().get(job))) {
          best = steps.size();
        }
        steps.add(step.getKey().doubleValue());
        values.add(value);
      }
    }
    return new PlotSeries(job.toString(), steps, values, best);
  }
}
