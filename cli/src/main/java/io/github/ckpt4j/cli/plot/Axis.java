package io.github.ckpt4j.cli.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The range of values along one side of a plot.
 *
 * <p>The library that draws pictures searches for round ticks in steps, which takes for ever where
 * values are huge, or differ by many orders of magnitude. It is given {@linkplain #scaled small
 * numbers} instead, which differ from the values by a power of ten and a shift, so that what is round
 * there is round here. No sum of two values is formed, which could overflow.
 *
 * @param min the least value, finite
 * @param max the greatest value, finite
 */
record Axis(double min, double max) {
  private static final int LEAST_EXPONENT = -300;
  private static final double LEAST_RANGE = 1e-6;
  private static final double PADDING = 0.04;
  private static final MathContext DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);
  private static final int FRACTION_DIGITS = 9;
  private static final String[] UNITS = {" M", " G", " T"};

  private static Axis of(
      Stream<PlotSeries> curves,
      ToDoubleFunction<PlotSeries> least,
      ToDoubleFunction<PlotSeries> greatest) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (PlotSeries curve : (Iterable<PlotSeries>) curves::iterator) {
      min = Math.min(min, least.applyAsDouble(curve));
      max = Math.max(max, greatest.applyAsDouble(curve));
    }
    return new Axis(min, max);
  }

  static Axis steps(List<PlotSeries> curves) {
    return of(
        curves.stream(),
        curve -> curve.steps().get(0),
        curve -> curve.steps().get(curve.steps().size() - 1));
  }

  static Axis values(List<PlotSeries> curves) {
    return of(
        curves.stream(),
        curve -> Collections.min(curve.values()),
        curve -> Collections.max(curve.values()));
  }

  boolean isFlat() {
    return !(max > min);
  }

  /** The position of a value on the axis: 0 at its start, 1 at its end. */
  double fraction(double value) {
    double half = max / 2 - min / 2;
    return half > 0 ? Math.min(1, Math.max(0, (value / 2 - min / 2) / half)) : 0.5;
  }

  /** The value at this fraction. */
  double at(double fraction) {
    return min * (1 - fraction) + max * fraction;
  }

  /** The value as a number of a usual size. */
  double scaled(double value) {
    return value / unit() - shift();
  }

  double scaledMin() {
    return scaled(min) - padding();
  }

  double scaledMax() {
    return scaled(max) + padding();
  }

  /** A scaled number as text: the value that it stands for. */
  String label(double scaled) {
    BigDecimal value = new BigDecimal(scaled)
        .setScale(FRACTION_DIGITS, RoundingMode.HALF_EVEN)
        .add(new BigDecimal(shift()))
        .scaleByPowerOfTen(exponent());
    return text(value);
  }

  private double padding() {
    double range = scaled(max) - scaled(min);
    return range < LEAST_RANGE ? 0.5 : range * PADDING;
  }

  private double unit() {
    return Math.pow(10, exponent());
  }

  private double shift() {
    return Math.floor(min / unit());
  }

  private int exponent() {
    double half = max / 2 - min / 2;
    double size = half > 0 ? half : Math.abs(max);
    return size == 0 ? 0 : Math.max((int) Math.floor(Math.log10(size)), LEAST_EXPONENT);
  }

  private static String text(BigDecimal value) {
    BigDecimal rounded = value.round(DIGITS).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (rounded.signum() == 0) {
      return "0";
    }
    if (exponent >= 6 && exponent < 15) {
      int group = exponent / 3;
      return rounded.movePointLeft(group * 3).stripTrailingZeros().toPlainString()
          + UNITS[group - 2];
    }
    if (exponent >= 15 || exponent < -4) {
      return rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }
    return rounded.scale() <= 0
        ? String.format(Locale.ROOT, "%,d", rounded.longValueExact())
        : rounded.toPlainString();
  }
}
