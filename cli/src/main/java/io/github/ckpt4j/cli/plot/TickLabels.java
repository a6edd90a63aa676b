package io.github.ckpt4j.cli.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/**
 * Writes the numbers along one axis uniformly: all with the same unit and as many decimal places as
 * their distance requires.
 *
 * @param exponent the power of ten that the numbers are divided by
 * @param suffix its suffix
 * @param decimals after the point
 */
record TickLabels(int exponent, String suffix, int decimals) {
  private static final List<String> UNITS = List.of("", "", " M", " G", " T");
  private static final MathContext DIGITS = new MathContext(5);

  static TickLabels of(List<BigDecimal> places, BigDecimal distance) {
    BigDecimal greatest = places.get(0).abs().max(places.get(places.size() - 1).abs());
    int exponent = unit(magnitude(greatest.signum() == 0 ? distance : greatest));
    int decimals = distance.stripTrailingZeros().scale() + exponent;
    return new TickLabels(exponent, suffix(exponent), Math.max(0, decimals));
  }

  /** The label of a number that is not round. */
  static String single(BigDecimal number) {
    BigDecimal rounded = number.round(DIGITS).stripTrailingZeros();
    return of(List.of(rounded), rounded.ulp()).label(rounded);
  }

  /** Numbers from 0.0001 to 999,999 are written as they are. */
  private static int unit(int magnitude) {
    if (magnitude < -4 || magnitude >= 15) {
      return magnitude;
    }
    return magnitude < 6 ? 0 : magnitude / 3 * 3;
  }

  private static String suffix(int exponent) {
    boolean isScientific = exponent < 0 || exponent >= 15;
    return isScientific ? "e" + exponent : UNITS.get(exponent / 3);
  }

  /** The exponent of a number's first digit. */
  private static int magnitude(BigDecimal number) {
    return number.precision() - number.scale() - 1;
  }

  String label(BigDecimal number) {
    return number.signum() == 0
        ? "0"
        : String.format(Locale.ROOT, "%,." + decimals + "f", number.movePointLeft(exponent))
            + suffix;
  }
}
