package io.github.ckpt4j.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.ListStatistics;

/**
 * The measurements: for each benchmark and its parameters, one value per iteration, the median of
 * its calls.
 */
final class Figures {
  private static final double CONFIDENCE = 0.999;

  private final Map<String, List<Double>> values = new TreeMap<>();

  /** A mean and half the width of its 99.9 % confidence interval. */
  record Figure(double mean, double error) {
    /** This figure as a multiple of another. */
    Figure over(Figure other) {
      double ratio = mean / other.mean;
      return new Figure(ratio, ratio * Math.hypot(error / mean, other.error / other.mean));
    }

    Figure times(double factor) {
      return new Figure(mean * factor, error * factor);
    }
  }

  void add(Collection<RunResult> results) {
    for (RunResult result : results) {
      String parameters = result.getParams().getParamsKeys().stream()
          .sorted()
          .map(key -> " " + key + "=" + result.getParams().getParam(key))
          .collect(Collectors.joining());
      String benchmark = result.getParams().getBenchmark();
      String name = benchmark.substring(benchmark.lastIndexOf('.') + 1) + parameters;
      for (BenchmarkResult process : result.getBenchmarkResults()) {
        int iteration = 0;
        for (IterationResult each : process.getIterationResults()) {
          add(name, each);
          add(name + " iteration=" + ++iteration, median(each));
        }
      }
    }
  }

  private static double median(IterationResult iteration) {
    return iteration.getPrimaryResult().getStatistics().getPercentile(50);
  }

  private void add(String name, IterationResult iteration) {
    add(name, median(iteration));
    iteration
        .getSecondaryResults()
        .forEach((label, result) -> add(name + " " + label, result.getScore()));
  }

  private void add(String name, double value) {
    values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
  }

  /**
   * The figure with this name: method, then parameters in order, then a secondary result's label or
   * the number of an iteration.
   */
  Figure get(String name, Object... arguments) {
    String key = String.format(java.util.Locale.ROOT, name, arguments);
    List<Double> found = values.get(key);
    if (found == null) {
      throw new IllegalArgumentException("No figure " + key + "; known: " + values.keySet());
    }
    ListStatistics statistics =
        new ListStatistics(found.stream().mapToDouble(Double::doubleValue).toArray());
    double error = found.size() > 2 ? statistics.getMeanErrorAt(CONFIDENCE) : 0;
    return new Figure(statistics.getMean(), error);
  }
}
