package io.github.ckpt4j.cli.plot;

import io.github.ckpt4j.cli.print.HumanFormat;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.List;

/** The legend below a plot: complete, in as many columns and lines as it needs. */
final class Legend {
  private static final int SAMPLE = 34;
  private static final int GAP = 8;
  private static final int BETWEEN = 28;

  private final List<List<String>> entries;
  private final int lineHeight;
  private final int columnWidth;
  private final int columns;

  Legend(List<PlotSeries> curves, FontMetrics font, int width) {
    int room = Math.max(1, width - SAMPLE - GAP);
    entries = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      entries.add(wrapped(text(curves, i), font, room));
    }
    lineHeight = font.getHeight() + 2;
    int widest =
        entries.stream().flatMap(List::stream).mapToInt(font::stringWidth).max().orElse(0);
    columnWidth = SAMPLE + GAP + widest + BETWEEN;
    columns = Math.max(1, Math.min(entries.size(), (width + BETWEEN) / columnWidth));
  }

  private static String text(List<PlotSeries> curves, int index) {
    PlotSeries curve = curves.get(index);
    String number = curves.size() > 1 ? index + 1 + " " : "";
    return number
        + HumanFormat.text(curve.name())
        + (curve.best() == null
            ? ""
            : ", best " + HumanFormat.number(curve.values().get(curve.best())) + " at step "
                + HumanFormat.count(curve.steps().get(curve.best()).longValue()));
  }

  /** Breaks at spaces, or anywhere in a name that is wider than a line. */
  private static List<String> wrapped(String text, FontMetrics font, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (font.stringWidth(rest) > width && rest.length() > 1) {
      int end = 1;
      while (font.stringWidth(rest.substring(0, end + 1)) <= width) {
        end++;
      }
      int space = rest.lastIndexOf(' ', end);
      int cut = space > end / 2 ? space : end;
      lines.add(rest.substring(0, cut));
      rest = rest.substring(cut).stripLeading();
    }
    lines.add(rest);
    return lines;
  }

  int height() {
    int height = 0;
    for (int i = 0; i < entries.size(); i += columns) {
      height += rowHeight(i);
    }
    return height;
  }

  private int rowHeight(int first) {
    return lineHeight
        * entries.subList(first, Math.min(entries.size(), first + columns)).stream()
            .mapToInt(List::size)
            .max()
            .orElse(0);
  }

  void draw(Graphics2D graphics, int left, int top) {
    int y = top;
    for (int i = 0; i < entries.size(); i++) {
      int x = left + i % columns * columnWidth;
      draw(graphics, i, x, y);
      if (i % columns == columns - 1) {
        y += rowHeight(i - columns + 1);
      }
    }
  }

  private void draw(Graphics2D graphics, int index, int x, int y) {
    Marks marks = Marks.of(index);
    double middle = y + lineHeight / 2.0;
    graphics.setColor(marks.color());
    graphics.setStroke(marks.stroke());
    graphics.draw(new Line2D.Double(x, middle, x + SAMPLE, middle));
    graphics.fill(marks.point(x + SAMPLE / 2.0, middle));
    graphics.setColor(Color.BLACK);
    int baseline = y + lineHeight - graphics.getFontMetrics().getDescent() - 2;
    for (String line : entries.get(index)) {
      graphics.drawString(line, x + SAMPLE + GAP, baseline);
      baseline += lineHeight;
    }
  }
}
