package io.github.ckpt4j.cli.plot;

import io.github.ckpt4j.cli.plot.Axis.Tick;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.Style;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Draws curves with text, eight dots to a character. */
public final class TerminalPlot {
  /** The bits of a braille character's dots, by row and column. */
  private static final int[][] DOTS = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

  private static final int BRAILLE = 0x2800;
  private static final int NOBODY = -1;
  private static final String AXIS_NAME = "  step";

  private final int columns;
  private final int rows;
  private final int[][] dots;
  private final int[][] owners;
  private final boolean[][] stars;
  private final Axis steps;
  private final Axis values;

  private TerminalPlot(Axis steps, Axis values, int columns, int rows) {
    this.steps = steps;
    this.values = values;
    this.columns = columns;
    this.rows = rows;
    dots = new int[rows][columns];
    owners = new int[rows][columns];
    stars = new boolean[rows][columns];
  }

  /** The lines of the picture and its legend. */
  public static List<String> lines(
      List<PlotSeries> curves, String metric, int width, int height, Style style) {
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(HumanFormat.cut(metric + " over steps", width)));
    Axis values = Axis.values(curves);
    int rows = Math.max(4, height - curves.size() - 3);
    List<Tick> ticks = values.ticks(Math.max(2, rows / 3));
    int margin = ticks.stream().mapToInt(tick -> tick.label().length()).max().orElse(0);
    int columns = Math.max(10, width - margin - 3);
    TerminalPlot plot = new TerminalPlot(Axis.steps(curves), values, columns, rows);
    for (int i = 0; i < curves.size(); i++) {
      plot.draw(curves.get(i).thinned(plot.steps, columns * 2), i);
    }
    boolean named = style == Style.PLAIN && curves.size() > 1;
    lines.addAll(plot.grid(ticks, margin, style, named));
    lines.addAll(plot.stepAxis(margin).stream().map(style::dim).toList());
    for (int i = 0; i < curves.size(); i++) {
      lines.add(legend(curves.get(i), i, style, named));
    }
    return lines;
  }

  private static String legend(PlotSeries curve, int index, Style style, boolean named) {
    String best = curve.best() == null
        ? ""
        : "  ★ " + HumanFormat.number(curve.values().get(curve.best())) + " at step "
            + HumanFormat.count(curve.steps().get(curve.best()).longValue());
    String name = HumanFormat.text(curve.name());
    String mark = named ? " " + letter(index) : "⣀⣀";
    return style.distinct(index, mark + " " + name + best);
  }

  private void draw(PlotSeries curve, int owner) {
    int beforeX = -1;
    int beforeY = -1;
    for (int i = 0; i < curve.steps().size(); i++) {
      int x = place(steps, curve.steps().get(i), columns * 2);
      int y = rows * 4 - 1 - place(values, curve.values().get(i), rows * 4);
      line(beforeX < 0 ? x : beforeX, beforeX < 0 ? y : beforeY, x, y, owner);
      beforeX = x;
      beforeY = y;
      if (curve.best() != null && curve.best() == i) {
        stars[y / 4][x / 2] = true;
      }
    }
  }

  private static int place(Axis axis, double value, int cells) {
    return (int) Math.round(axis.fraction(value) * (cells - 1));
  }

  /** Distinguishes curves without color. */
  private static char letter(int owner) {
    return (char) ('a' + owner % 26);
  }

  private void line(int x0, int y0, int x1, int y1, int owner) {
    int length = Math.max(1, Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0)));
    for (int i = 0; i <= length; i++) {
      dot(x0 + (x1 - x0) * i / length, y0 + (y1 - y0) * i / length, owner);
    }
  }

  private void dot(int x, int y, int owner) {
    int row = y / 4;
    int column = x / 2;
    if (dots[row][column] == 0) {
      owners[row][column] = owner;
    }
    dots[row][column] |= DOTS[y % 4][x % 2];
  }

  private List<String> grid(List<Tick> ticks, int margin, Style style, boolean named) {
    Map<Integer, String> labels = new HashMap<>();
    ticks.forEach(tick -> labels.put(row(tick.value()), tick.label()));
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      String label = labels.getOrDefault(row, "");
      lines.add(
          style.dim(" ".repeat(margin - label.length()) + label + (label.isEmpty() ? " │" : " ┤"))
              + row(row, style, named));
    }
    return lines;
  }

  /** The line below the curves, and below it as many steps as fit side by side. */
  private List<String> stepAxis(int margin) {
    int most = Math.max(1, columns / 9);
    List<Tick> ticks = steps.ticks(most);
    while (most > 1
        && ticks.stream().mapToInt(each -> each.label().length() + 2).sum() > columns) {
      most = most * 2 / 3;
      ticks = steps.ticks(most);
    }
    StringBuilder line = new StringBuilder("─".repeat(columns));
    StringBuilder labels = new StringBuilder();
    for (Tick tick : ticks) {
      int column = place(steps, tick.value(), columns * 2) / 2;
      int start = Math.max(0, column - tick.label().length() / 2);
      int end = Math.min(columns, start + tick.label().length());
      line.setCharAt(column, '┴');
      if (end - tick.label().length() > labels.length() || labels.isEmpty()) {
        labels.append(" ".repeat(Math.max(0, end - tick.label().length() - labels.length())));
        labels.append(tick.label());
      }
    }
    return List.of(
        " ".repeat(margin + 1) + "└" + line, " ".repeat(margin + 2) + labels + axisName(labels));
  }

  private String axisName(CharSequence labels) {
    return labels.length() + AXIS_NAME.length() <= columns ? AXIS_NAME : "";
  }

  private int row(double value) {
    return (rows * 4 - 1 - place(values, value, rows * 4)) / 4;
  }

  private String row(int row, Style style, boolean named) {
    StringBuilder line = new StringBuilder();
    StringBuilder run = new StringBuilder();
    int runOwner = NOBODY;
    for (int column = 0; column < columns; column++) {
      int owner = dots[row][column] == 0 ? NOBODY : owners[row][column];
      if (owner != runOwner) {
        line.append(painted(run, runOwner, style));
        run.setLength(0);
        runOwner = owner;
      }
      run.append(owner == NOBODY ? ' ' : mark(row, column, named));
    }
    return line.append(painted(run, runOwner, style)).toString().stripTrailing();
  }

  private char mark(int row, int column, boolean named) {
    if (stars[row][column]) {
      return '★';
    }
    return named ? letter(owners[row][column]) : (char) (BRAILLE + dots[row][column]);
  }

  private static String painted(StringBuilder run, int owner, Style style) {
    return owner == NOBODY ? run.toString() : style.distinct(owner, run.toString());
  }
}
