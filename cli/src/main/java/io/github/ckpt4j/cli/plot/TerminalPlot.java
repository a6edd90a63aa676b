package io.github.ckpt4j.cli.plot;

import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.Style;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Draws curves with text, eight dots to a character. */
public final class TerminalPlot {
  /** The bits of a braille character's dots, by row and column. */
  private static final int[][] DOTS = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

  private static final int BRAILLE = 0x2800;
  private static final int NOBODY = -1;

  private final int columns;
  private final int rows;
  private final int[][] dots;
  private final int[][] owners;
  private final boolean[][] stars;
  private final double minX;
  private final double maxX;
  private final double minY;
  private final double maxY;

  private TerminalPlot(List<PlotSeries> curves, int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
    dots = new int[rows][columns];
    owners = new int[rows][columns];
    stars = new boolean[rows][columns];
    minX = curves.stream()
        .mapToDouble(curve -> Collections.min(curve.steps()))
        .min()
        .orElse(0);
    maxX = curves.stream()
        .mapToDouble(curve -> Collections.max(curve.steps()))
        .max()
        .orElse(1);
    minY = curves.stream()
        .mapToDouble(curve -> Collections.min(curve.values()))
        .min()
        .orElse(0);
    maxY = curves.stream()
        .mapToDouble(curve -> Collections.max(curve.values()))
        .max()
        .orElse(1);
  }

  /** The lines of the picture and of what explains it. */
  public static List<String> lines(
      List<PlotSeries> curves, String metric, int width, int height, Style style) {
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(HumanFormat.cut(metric + " over steps", width)));
    int margin = margin(curves);
    TerminalPlot plot = new TerminalPlot(
        curves, Math.max(10, width - margin - 3), Math.max(4, height - curves.size() - 3));
    for (int i = 0; i < curves.size(); i++) {
      plot.draw(curves.get(i), i);
    }
    lines.addAll(plot.grid(margin, style));
    for (int i = 0; i < curves.size(); i++) {
      lines.add(legend(curves.get(i), i, width, style));
    }
    return lines;
  }

  private static int margin(List<PlotSeries> curves) {
    return curves.stream()
        .flatMap(curve -> curve.values().stream())
        .mapToInt(value -> HumanFormat.number(value).length())
        .max()
        .orElse(0);
  }

  private static String legend(PlotSeries curve, int index, int width, Style style) {
    String best = curve.best() == null
        ? ""
        : "  ★ " + HumanFormat.number(curve.values().get(curve.best())) + " at step "
            + HumanFormat.count(curve.steps().get(curve.best()).longValue());
    String name =
        HumanFormat.cut(HumanFormat.text(curve.name()), Math.max(12, width - best.length() - 3));
    return style.distinct(index, "⣀⣀ " + name + best);
  }

  private void draw(PlotSeries curve, int owner) {
    int beforeX = -1;
    int beforeY = -1;
    for (int i = 0; i < curve.steps().size(); i++) {
      int x = place(curve.steps().get(i), minX, maxX, columns * 2);
      int y = rows * 4 - 1 - place(curve.values().get(i), minY, maxY, rows * 4);
      line(beforeX < 0 ? x : beforeX, beforeX < 0 ? y : beforeY, x, y, owner);
      beforeX = x;
      beforeY = y;
      if (curve.best() != null && curve.best() == i) {
        stars[y / 4][x / 2] = true;
      }
    }
  }

  private static int place(double value, double min, double max, int cells) {
    return max > min ? (int) Math.round((value - min) / (max - min) * (cells - 1)) : cells / 2;
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

  private List<String> grid(int margin, Style style) {
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      boolean labelled = row == rows / 2 || (maxY > minY && (row == 0 || row == rows - 1));
      double value = maxY - (maxY - minY) * row / (rows - 1);
      String label = labelled ? HumanFormat.number(value) : "";
      lines.add(style.dim(" ".repeat(margin - label.length()) + label + (labelled ? " ┤" : " │"))
          + row(row, style));
    }
    lines.add(style.dim(" ".repeat(margin + 1) + "└" + "─".repeat(columns)));
    String first = HumanFormat.count((long) minX);
    String last = maxX > minX ? HumanFormat.count((long) maxX) : "";
    int gap = Math.max(1, columns - first.length() - last.length());
    lines.add(style.dim((" ".repeat(margin + 2) + first + " ".repeat(gap) + last).stripTrailing()));
    return lines;
  }

  private String row(int row, Style style) {
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
      run.append(
          owner == NOBODY ? ' ' : stars[row][column] ? '★' : (char) (BRAILLE + dots[row][column]));
    }
    return line.append(painted(run, runOwner, style)).toString().stripTrailing();
  }

  private static String painted(StringBuilder run, int owner, Style style) {
    return owner == NOBODY ? run.toString() : style.distinct(owner, run.toString());
  }
}
