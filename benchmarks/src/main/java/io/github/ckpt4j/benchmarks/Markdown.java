package io.github.ckpt4j.benchmarks;

import io.github.ckpt4j.benchmarks.Figures.Figure;
import java.util.Locale;

/** The text of a report, and how it shows numbers. */
final class Markdown {
  private final StringBuilder text = new StringBuilder();

  void line(String line) {
    text.append(line).append('\n');
  }

  void atMost(String label, Figure figure, double limit) {
    claim(label, figure, "≤ " + limit, figure.mean() <= limit);
  }

  void atLeast(String label, Figure figure, double limit) {
    claim(label, figure, "≥ " + limit, figure.mean() >= limit);
  }

  private void claim(String label, Figure figure, String limit, boolean reached) {
    line("| " + label + " | " + figure(figure) + " | " + limit + " | " + (reached ? "yes" : "no")
        + " |");
  }

  static String number(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  static String figure(Figure figure) {
    String format = figure.mean() < 10 ? "%,.2f" : figure.mean() < 100 ? "%,.1f" : "%,.0f";
    String mean = String.format(Locale.ROOT, format, figure.mean());
    return figure.error() == 0
        ? mean
        : mean + " ± " + String.format(Locale.ROOT, format, figure.error());
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
