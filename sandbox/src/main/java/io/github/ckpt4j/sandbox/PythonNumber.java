package io.github.ckpt4j.sandbox;

import java.math.BigDecimal;

/** Formats floating-point numbers as Python's json module does: {@code 5.7e-05}, and a bare NaN. */
final class PythonNumber {
  private PythonNumber() {}

  static String of(double value) {
    String text = Double.toString(value);
    int exponent = text.indexOf('E');
    if (exponent < 0) {
      return text;
    }
    double magnitude = Math.abs(value);
    if (magnitude >= 1e-4 && magnitude < 1e16) {
      return new BigDecimal(text).stripTrailingZeros().toPlainString();
    }
    int power = Integer.parseInt(text.substring(exponent + 1));
    String digits = text.substring(0, exponent);
    // Concatenation, because String.format would use the digits of the default locale.
    return (digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits)
        + (power < 0 ? "e-" : "e+")
        + (Math.abs(power) < 10 ? "0" : "")
        + Math.abs(power);
  }
}
