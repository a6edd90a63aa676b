package io.github.ckpt4j.providers;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Metric;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a provider's open map of metrics.
 *
 * @param names the metrics whose names on the wire are not their standard names
 * @param notMetrics names of what is in the map and is no metric, such as the step
 */
record MetricNames(Map<String, Metric> names, Set<String> notMetrics) {
  /**
   * Gives the checkpoint its metrics: whatever is a number, also one written as text. What is none
   * is kept in the details as {@code metrics.name}.
   */
  void read(@Nullable Map<String, Object> wire, Checkpoint.Builder into) {
    if (wire == null || wire.isEmpty()) {
      return;
    }
    Map<Metric, Double> metrics = numbers(wire);
    into.metrics(metrics);
    if (metrics.size() < wire.size()) {
      wire.forEach((name, value) -> {
        if (name.isBlank() || number(value) == null) {
          into.detail("metrics." + name, value);
        }
      });
    }
  }

  /** Whatever is a number and a metric, in the order of the wire. */
  Map<Metric, Double> numbers(Map<String, Object> wire) {
    Map<Metric, Double> metrics = new LinkedHashMap<>();
    for (Map.Entry<String, Object> each : wire.entrySet()) {
      String name = each.getKey();
      Double number = name.isBlank() || notMetrics.contains(name) ? null : number(each.getValue());
      if (number != null) {
        metrics.put(metric(name), number);
      }
    }
    return metrics;
  }

  private Metric metric(String name) {
    Metric known = names.get(name);
    return known == null ? Metric.of(name) : known;
  }

  /** The value as a number, NaN and infinite included; null if it is none. */
  static @Nullable Double number(@Nullable Object value) {
    if (value instanceof Number number) {
      return value instanceof Double exact ? exact : Numbers.finite(number.doubleValue());
    }
    return value instanceof String text ? Numbers.inText(text) : null;
  }
}
