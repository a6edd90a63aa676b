package io.github.ckpt4j.cli.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The range of values along one side of a plot. No two values are ever added, as the sum could
 * overflow.
 *
 * @param min the least value, finite
 * @param max the greatest value, finite
 * @param isWhole whether only whole numbers make sense
 */
record Axis(double min, double max, boolean isWhole) {
  /** A place on the axis and its label. */
  record Tick(double value, String label) {}

  static Axis steps(List<PlotSeries> curves) {
    return of(
        curves,
        curve -> curve.steps().get(0),
        curve -> curve.steps().get(curve.steps().size() - 1),
        true);
  }

  static Axis values(List<PlotSeries> curves) {
    return of(
        curves,
        curve -> Collections.min(curve.values()),
        curve -> Collections.max(curve.values()),
        false);
  }

  private static Axis of(
      List<PlotSeries> curves,
      ToDoubleFunction<PlotSeries> least,
      ToDoubleFunction<PlotSeries> greatest,
      boolean isWhole) {
    return new Axis(
        curves.stream().mapToDouble(least).min().orElseThrow(),
        curves.stream().mapToDouble(greatest).max().orElseThrow(),
        isWhole);
  }

  boolean isFlat() {
    return !(max > min);
  }

  /** The position of a value on the axis: 0 at its start, 1 at its end. */
  double fraction(double value) {
    double half = max / 2 - min / 2;
    return half > 0 ? Math.min(1, Math.max(0, (value / 2 - min / 2) / half)) : 0.5;
  }

  /** Evenly spaced round numbers within the range: at most this many, and at least one. */
  List<Tick> ticks(int most) {
    BigDecimal first = BigDecimal.valueOf(min);
    BigDecimal last = BigDecimal.valueOf(max);
    if (isFlat()) {
      return List.of(new Tick(min, TickLabels.single(first)));
    }
    BigDecimal distance = distance(last.subtract(first), Math.max(1, most));
    BigDecimal start = first.divide(distance, 0, RoundingMode.CEILING).multiply(distance);
    List<BigDecimal> places = new ArrayList<>();
    for (BigDecimal at = start; at.compareTo(last) <= 0; at = at.add(distance)) {
      places.add(at);
    }
    if (places.isEmpty()) { // The only round number is beyond the range.
      return List.of(new Tick(min, TickLabels.single(first)));
    }
    TickLabels labels = TickLabels.of(places, distance);
    return places.stream()
        .map(place -> new Tick(place.doubleValue(), labels.label(place)))
        .toList();
  }

  /** The least of 1, 2, 5, 10, 20, … and their fractions that makes at most this many steps. */
  private BigDecimal distance(BigDecimal range, int most) {
    BigDecimal least = range.divide(BigDecimal.valueOf(most), MathContext.DECIMAL64);
    BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen(least.precision() - least.scale() - 1);
    if (isWhole && unit.compareTo(BigDecimal.ONE) < 0) {
      return BigDecimal.ONE;
    }
    return List.of(1, 2, 5, 10).stream()
        .map(factor -> unit.multiply(BigDecimal.valueOf(factor)))
        .filter(each -> each.compareTo(least) >= 0)
        .findFirst()
        .orElseThrow();
  }
}
