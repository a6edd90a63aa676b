package io.github.ckpt4j.cli.plot;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import io.github.ckpt4j.cli.plot.Axis.Tick;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** Draws curves into a picture. */
public final class ImagePlot {
  private static final Pattern FONT = Pattern.compile("font-family:&quot;[^&;]*&quot;");
  private static final int MANY_POINTS = 60;
  private static final int EDGE = 16;
  private static final int GAP = 8;
  private static final int LEAST_HEIGHT = 120;
  private static final int TICK_HEIGHT = 40;
  private static final double PADDING = 0.04;
  private static final Color GRID = new Color(0xE4E4E4);
  private static final Color SOFT = new Color(0x404040);
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 17);
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  private final List<PlotSeries> curves;
  private final String title;
  private final Axis steps;
  private final Axis values;
  private final FontMetrics font;
  private final Legend legend;
  private final int width;
  private final int height;
  private final List<Tick> valueTicks;
  private final Rectangle2D area;

  /** A kind of picture. */
  public enum Kind {
    PNG,
    SVG;

    /** The kind that a file's name ends in. */
    public static Kind of(String file) {
      String name = file.toLowerCase(Locale.ROOT);
      for (Kind kind : values()) {
        if (name.endsWith("." + kind.name().toLowerCase(Locale.ROOT))) {
          return kind;
        }
      }
      throw new IllegalArgumentException(
          "the file of a plot must end in .png or .svg, not '" + file + "'");
    }
  }

  private ImagePlot(List<PlotSeries> curves, String metric, int width, int height) {
    steps = Axis.steps(curves);
    values = Axis.values(curves);
    this.curves = curves.stream().map(curve -> curve.thinned(steps, width)).toList();
    this.width = width;
    title = metric + " over steps";
    font = metrics();
    legend = new Legend(curves, font, width - 2 * EDGE);
    int above = 2 * EDGE + font.getHeight() + GAP;
    int below = 2 * font.getHeight() + 3 * GAP + legend.height() + EDGE;
    this.height = Math.max(height, above + LEAST_HEIGHT + below);
    int inner = this.height - above - below;
    valueTicks = values.ticks(Math.max(2, inner / TICK_HEIGHT));
    int left = EDGE + GAP + widest(valueTicks);
    area = new Rectangle2D.Double(left, above, Math.max(1, width - left - 2 * EDGE), inner);
  }

  /**
   * The picture. The best point of each curve is marked, and named in the legend. It becomes higher
   * than {@code height} if the legend needs more room.
   */
  public static byte[] of(List<PlotSeries> curves, String metric, Kind kind, int width, int height)
      throws IOException {
    ImagePlot plot = new ImagePlot(curves, metric, width, height);
    return kind == Kind.PNG ? plot.png() : plot.svg();
  }

  private static FontMetrics metrics() {
    return new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)
        .createGraphics()
        .getFontMetrics(TEXT);
  }

  private byte[] png() throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    draw(graphics);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private byte[] svg() throws IOException {
    VectorGraphics2D graphics = new VectorGraphics2D();
    draw(graphics);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Processors.get("svg")
        .getDocument(graphics.getCommands(), new PageSize(width, height))
        .writeTo(bytes);
    // The reader's machine may not have this machine's font.
    return FONT.matcher(bytes.toString(StandardCharsets.UTF_8))
        .replaceAll("$0,sans-serif")
        .getBytes(StandardCharsets.UTF_8);
  }

  private void draw(Graphics2D graphics) {
    graphics.setColor(Color.WHITE);
    graphics.fill(new Rectangle2D.Double(0, 0, width, height));
    graphics.setFont(TITLE);
    graphics.setColor(Color.BLACK);
    graphics.drawString(title, EDGE, EDGE + font.getHeight());
    graphics.setFont(TEXT);
    drawAxes(graphics);
    List<Rectangle2D> labels = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      drawCurve(graphics, curves.get(i), Marks.of(i));
    }
    for (int i = 0; i < curves.size(); i++) {
      drawBest(graphics, curves.get(i), Marks.of(i));
    }
    for (int i = 0; i < curves.size() && curves.size() > 1; i++) {
      drawNumber(graphics, i, labels);
    }
    legend.draw(graphics, EDGE, height - EDGE - legend.height());
  }

  private void drawAxes(Graphics2D graphics) {
    graphics.setStroke(new BasicStroke(1));
    for (Tick tick : valueTicks) {
      double y = y(tick.value());
      graphics.setColor(GRID);
      graphics.draw(new Line2D.Double(area.getMinX(), y, area.getMaxX(), y));
      text(
          graphics,
          tick.label(),
          area.getMinX() - GAP - font.stringWidth(tick.label()),
          y + font.getAscent() / 2.0 - 1);
    }
    double baseline = area.getMaxY() + GAP + font.getAscent();
    for (Tick tick : stepTicks()) {
      double x = x(tick.value());
      graphics.setColor(GRID);
      graphics.draw(new Line2D.Double(x, area.getMinY(), x, area.getMaxY()));
      text(graphics, tick.label(), x - font.stringWidth(tick.label()) / 2.0, baseline);
    }
    text(
        graphics,
        "step",
        area.getCenterX() - font.stringWidth("step") / 2.0,
        baseline + font.getHeight());
    graphics.setColor(SOFT);
    graphics.draw(
        new Line2D.Double(area.getMinX(), area.getMaxY(), area.getMaxX(), area.getMaxY()));
  }

  /** As many ticks as fit side by side. */
  private List<Tick> stepTicks() {
    int most = (int) area.getWidth() / (4 * GAP);
    List<Tick> ticks = steps.ticks(most);
    while (most > 1 && ticks.size() * (widest(ticks) + 2 * GAP) > area.getWidth()) {
      most = most * 2 / 3;
      ticks = steps.ticks(most);
    }
    return ticks;
  }

  private int widest(List<Tick> ticks) {
    return ticks.stream().mapToInt(tick -> font.stringWidth(tick.label())).max().orElse(0);
  }

  private static void text(Graphics2D graphics, String text, double x, double y) {
    graphics.setColor(SOFT);
    graphics.drawString(
        text, (float) Math.round(x), (float) Math.round(y)); // Between pixels, text blurs.
  }

  private void drawCurve(Graphics2D graphics, PlotSeries curve, Marks marks) {
    Path2D line = new Path2D.Double();
    for (int i = 0; i < curve.steps().size(); i++) {
      double x = x(curve.steps().get(i));
      double y = y(curve.values().get(i));
      if (i == 0) {
        line.moveTo(x, y);
      } else {
        line.lineTo(x, y);
      }
    }
    graphics.setColor(marks.color());
    graphics.setStroke(marks.stroke());
    graphics.draw(line);
    if (curve.steps().size() <= MANY_POINTS) {
      for (int i = 0; i < curve.steps().size(); i++) {
        graphics.fill(marks.point(x(curve.steps().get(i)), y(curve.values().get(i))));
      }
    }
  }

  private void drawBest(Graphics2D graphics, PlotSeries curve, Marks marks) {
    if (curve.best() != null) {
      Shape star =
          Marks.star(x(curve.steps().get(curve.best())), y(curve.values().get(curve.best())));
      graphics.setColor(marks.color());
      graphics.fill(star);
      graphics.setColor(Color.WHITE);
      graphics.setStroke(new BasicStroke(1));
      graphics.draw(star);
    }
  }

  /** Writes the curve's number at its end, next to any numbers already there. */
  private void drawNumber(Graphics2D graphics, int index, List<Rectangle2D> labels) {
    PlotSeries curve = curves.get(index);
    int last = curve.steps().size() - 1;
    String number = String.valueOf(index + 1);
    double x = x(curve.steps().get(last)) + GAP;
    double y = y(curve.values().get(last)) + font.getAscent() / 2.0 - 1;
    Rectangle2D place = new Rectangle2D.Double(
        x, y - font.getAscent(), font.stringWidth(number) + 5, font.getAscent());
    while (labels.stream().anyMatch(place::intersects)) {
      place.setRect(
          place.getX() + place.getWidth(), place.getY(), place.getWidth(), place.getHeight());
    }
    labels.add(place);
    text(graphics, number, place.getX(), place.getMaxY());
  }

  private double x(double step) {
    return area.getMinX() + area.getWidth() * (PADDING + (1 - 2 * PADDING) * steps.fraction(step));
  }

  private double y(double value) {
    return area.getMaxY()
        - area.getHeight() * (PADDING + (1 - 2 * PADDING) * values.fraction(value));
  }
}
