package io.github.ckpt4j.cli.plot;

import io.github.ckpt4j.cli.print.HumanFormat;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws curves into a picture. */
public final class ImagePlot {
  /** Colours that can be told apart by people who do not see all of them (after Okabe and Ito). */
  private static final List<Color> COLORS = List.of(
      new Color(0x0072B2),
      new Color(0xD55E00),
      new Color(0x009E73),
      new Color(0xCC79A7),
      new Color(0xE69F00),
      new Color(0x56B4E9));

  private static final int MANY_POINTS = 60;

  private ImagePlot() {}

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
          "A plot is written to a file that ends in .png or .svg, not to '" + file + "'");
    }
  }

  /** The picture; the best point of each curve is marked, and named in the legend. */
  public static byte[] of(List<PlotSeries> curves, String metric, Kind kind, int width, int height)
      throws IOException {
    XYChart chart = new XYChartBuilder()
        .width(width)
        .height(height)
        .title(metric + " over steps")
        .xAxisTitle("step")
        .yAxisTitle(metric)
        .build();
    Axis steps = Axis.steps(curves);
    Axis values = Axis.values(curves);
    style(chart);
    scale(chart, steps, values);
    for (int i = 0; i < curves.size(); i++) {
      PlotSeries curve = curves.get(i).thinned(steps, width);
      add(chart, curve, steps, values, COLORS.get(i % COLORS.size()));
    }
    return ChartEncoder.getBytes(chart, kind.name());
  }

  private static void style(XYChart chart) {
    chart
        .getStyler()
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendBorderColor(Color.WHITE)
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setChartPadding(16)
        .setChartTitleBoxVisible(false);
    chart
        .getStyler()
        .setPlotGridLinesColor(new Color(0xE4E4E4))
        .setPlotGridLinesStroke(new BasicStroke(1))
        .setAxisTicksMarksVisible(false)
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 18))
        .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
  }

  private static void scale(XYChart chart, Axis steps, Axis values) {
    chart
        .getStyler()
        .setXAxisMin(steps.scaledMin())
        .setXAxisMax(steps.scaledMax())
        .setYAxisMin(values.scaledMin())
        .setYAxisMax(values.scaledMax())
        .setXAxisTickLabelsFormattingFunction(steps::label)
        .setYAxisTickLabelsFormattingFunction(values::label);
  }

  private static void add(XYChart chart, PlotSeries curve, Axis steps, Axis values, Color color) {
    XYSeries line = chart.addSeries(
        curve.name(),
        curve.steps().stream().map(steps::scaled).toList(),
        curve.values().stream().map(values::scaled).toList());
    line.setLineColor(color);
    line.setLineWidth(2);
    line.setMarkerColor(color);
    line.setMarker(curve.steps().size() > MANY_POINTS ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    if (curve.best() != null) {
      double step = curve.steps().get(curve.best());
      double value = curve.values().get(curve.best());
      line.setLabel(curve.name() + ", best " + HumanFormat.number(value) + " at step "
          + HumanFormat.count((long) step));
      XYSeries best =
          chart.addSeries(curve.name() + " best", new double[] {steps.scaled(step)}, new double[] {
            values.scaled(value)
          });
      best.setShowInLegend(false);
      best.setMarker(new Star());
      best.setMarkerColor(color);
    }
  }

  /** What marks the best point. */
  private static final class Star extends Marker {
    private static final int POINTS = 5;

    @Override
    public void paint(Graphics2D graphics, double x, double y, int markerSize) {
      Path2D star = new Path2D.Double();
      for (int i = 0; i < 2 * POINTS; i++) {
        double radius = i % 2 == 0 ? markerSize * 1.4 : markerSize * 0.6;
        double angle = Math.PI * i / POINTS - Math.PI / 2;
        double atX = x + radius * Math.cos(angle);
        double atY = y + radius * Math.sin(angle);
        if (i == 0) {
          star.moveTo(atX, atY);
        } else {
          star.lineTo(atX, atY);
        }
      }
      star.closePath();
      graphics.fill(star);
      graphics.setColor(Color.WHITE);
      graphics.setStroke(new BasicStroke(1));
      graphics.draw(star);
    }
  }
}
