package io.github.ckpt4j.cli.print;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;

/** Draws a series of numbers on one line of text. */
public final class Sparkline {
  private static final String BARS = "▁▂▃▄▅▆▇█";

  private Sparkline() {}

  /**
   * The series in at most this many characters; averages several values into one if necessary. A value
   * that is not finite is a dot.
   */
  public static String of(double[] values, int width) {
    int cells = Math.min(values.length, width);
    double[] means = new double[cells];
    for (int cell = 0; cell < cells; cell++) {
      int from = (int) ((long) cell * values.length / cells);
      int to = (int) ((cell + 1L) * values.length / cells);
      means[cell] =
          Arrays.stream(values, from, to).filter(Double::isFinite).average().orElse(Double.NaN);
    }
    DoubleSummaryStatistics range =
        Arrays.stream(means).filter(Double::isFinite).summaryStatistics();
    StringBuilder line = new StringBuilder();
    for (double mean : means) {
      line.append(bar(mean, range.getMin(), range.getMax()));
    }
    return line.toString();
  }

  private static char bar(double value, double min, double max) {
    if (!Double.isFinite(value)) {
      return '·';
    }
    double height = max > min ? (value - min) / (max - min) : 0.5;
    return BARS.charAt((int) Math.round(height * (BARS.length() - 1)));
  }
}
