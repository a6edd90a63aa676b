package io.github.ckpt4j.providers;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Metric;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a provider's open map of metrics. A metric with no entry here keeps its JSON name.
 *
 * @param names the metrics whose JSON names are not their standard names
 */
record MetricNames(Map<String, Metric> names) {
  /**
   * Gives the checkpoint its metrics: every number, also one written as text. Everything else is
   * kept in the details as {@code metrics.NAME}, but for the checkpoint's own step.
   */
  void read(@Nullable Map<String, Object> wire, @Nullable Long step, Checkpoint.Builder into) {
    if (wire == null) {
      return;
    }
    wire.forEach((name, value) -> {
      Double number = number(value);
      Metric metric = metric(name);
      if (number != null && metric != null && isPreferred(name, metric, wire)) {
        into.metric(metric, number);
      } else if (!isStep(name, number, step)) {
        into.detail("metrics." + name, value);
      }
    });
  }

  /** Reports every metric of the map, in its order. */
  void forEach(Map<String, Object> wire, ObjDoubleConsumer<Metric> metrics) {
    wire.forEach((name, value) -> {
      Double number = number(value);
      Metric metric = metric(name);
      if (number != null && metric != null && isPreferred(name, metric, wire)) {
        metrics.accept(metric, number);
      }
    });
  }

  private @Nullable Metric metric(String name) {
    Metric known = names.get(name);
    if (known != null) {
      return known;
    }
    return name.isBlank() || Bookkeeping.includes(name) ? null : Metric.of(name);
  }

  /** Of two names for one metric, the standard one counts. */
  private static boolean isPreferred(String name, Metric metric, Map<String, Object> wire) {
    return name.equals(metric.name()) || number(wire.get(metric.name())) == null;
  }

  private static boolean isStep(String name, @Nullable Double number, @Nullable Long step) {
    return name.equals("step")
        && number != null
        && step != null
        && number.doubleValue() == step.doubleValue();
  }

  /** The value as a number, NaN and infinite included; null if it is none. */
  static @Nullable Double number(@Nullable Object value) {
    if (value instanceof Number number) {
      return value instanceof Double exact ? exact : Numbers.finite(number.doubleValue());
    }
    return value instanceof String text ? Numbers.inText(text) : null;
  }
}
