package io.github.ckpt4j.providers;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Metric;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a provider's open map of metrics. A metric without an entry here keeps its JSON name, as
 * does the second of two names for one metric.
 *
 * @param names the metrics whose JSON names are not their standard names
 */
record MetricNames(Map<String, Metric> names) {
  /** The detail that keeps everything that is not a metric. */
  private static final String DETAIL = "metrics";

  /**
   * Sets the checkpoint's metrics: every number, including one written as text. Everything else
   * goes into the detail {@code metrics}, a map, except the checkpoint's own step. So does the
   * exact value of a number that a double would round.
   */
  void read(@Nullable Map<String, Object> wire, @Nullable Long step, Checkpoint.Builder into) {
    if (wire == null) {
      return;
    }
    Map<String, Object> others = new LinkedHashMap<>(0);
    wire.forEach((name, value) -> {
      Double number = number(value);
      Metric metric = metric(name, wire);
      if (number != null && metric != null) {
        into.metric(metric, number);
        if (isRounded(value, number)) {
          others.put(name, value);
        }
      } else if (value != null && !(name.equals("step") && isStep(value, step))) {
        others.put(name, value);
      }
    });
    into.detail(DETAIL, others.isEmpty() ? null : others);
  }

  /** Reports every metric of the map, in its order. */
  void forEach(Map<String, Object> wire, ObjDoubleConsumer<Metric> metrics) {
    wire.forEach((name, value) -> {
      Double number = number(value);
      Metric metric = metric(name, wire);
      if (number != null && metric != null) {
        metrics.accept(metric, number);
      }
    });
  }

  /** Whether a known metric has a value that is not a number. */
  boolean hasUnreadable(Map<String, Object> wire) {
    return wire.entrySet().stream()
        .anyMatch(each -> names.containsKey(each.getKey())
            && each.getValue() != null
            && number(each.getValue()) == null);
  }

  private @Nullable Metric metric(String name, Map<String, Object> wire) {
    Metric known = names.get(name);
    if (known != null) {
      boolean twice = !name.equals(known.name()) && number(wire.get(known.name())) != null;
      return twice ? Metric.of(name) : known;
    }
    return name.isBlank() || Bookkeeping.includes(name) ? null : Metric.of(name);
  }

  private static boolean isStep(Object value, @Nullable Long step) {
    return value.equals(step)
        || (step != null
            && value instanceof Double number
            && Double.isFinite(number)
            && new BigDecimal(number).compareTo(BigDecimal.valueOf(step)) == 0);
  }

  private static boolean isRounded(Object value, double number) {
    Number exact =
        value instanceof String text ? Numbers.exact(text) : value instanceof Number n ? n : number;
    return !(exact instanceof Double)
        && new BigDecimal(exact.toString()).compareTo(new BigDecimal(number)) != 0;
  }

  /** The value as a number, including NaN and infinity; null if it is not a number. */
  static @Nullable Double number(@Nullable Object value) {
    if (value instanceof Number number) {
      return value instanceof Double exact ? exact : Numbers.finite(number.doubleValue());
    }
    return value instanceof String text ? Numbers.inText(text) : null;
  }
}
