package io.github.ckpt4j.cli.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** The marks of one curve: its color and, for readers without color, its dashes and points. */
record Marks(Color color, BasicStroke stroke, int corners) {
  /** Colors that color-blind people can distinguish (after Okabe and Ito). */
  private static final List<Color> COLORS = List.of(
      new Color(0x0072B2),
      new Color(0xD55E00),
      new Color(0x009E73),
      new Color(0xCC79A7),
      new Color(0xB88000),
      new Color(0x56B4E9),
      new Color(0x5B3FB0));

  private static final List<float[]> DASHES = List.of(
      new float[] {},
      new float[] {9, 4},
      new float[] {2, 3},
      new float[] {10, 3, 2, 3},
      new float[] {16, 4});

  /** The corners of a point's shape; none for a circle. */
  private static final List<Integer> CORNERS = List.of(0, 4, 3);

  private static final int STAR_POINTS = 5;

  static Marks of(int curve) {
    float[] dashes = DASHES.get(curve % DASHES.size());
    return new Marks(
        COLORS.get(curve % COLORS.size()),
        new BasicStroke(
            2,
            BasicStroke.CAP_BUTT,
            BasicStroke.JOIN_ROUND,
            1,
            dashes.length == 0 ? null : dashes,
            0),
        CORNERS.get(curve % CORNERS.size()));
  }

  /** A point of the curve. */
  Shape point(double x, double y) {
    return switch (corners) {
      case 0 -> new Ellipse2D.Double(x - 3.5, y - 3.5, 7, 7);
      case 4 -> new Rectangle2D.Double(x - 3, y - 3, 6, 6);
      default -> polygon(x, y, corners, 5, 5);
    };
  }

  /** The best point. */
  static Shape star(double x, double y) {
    return polygon(x, y, 2 * STAR_POINTS, 10, 4.2);
  }

  /** Corners on a circle, every second one on another. */
  private static Shape polygon(double x, double y, int corners, double radius, double odd) {
    Path2D shape = new Path2D.Double();
    for (int i = 0; i < corners; i++) {
      double angle = 2 * Math.PI * i / corners - Math.PI / 2;
      double length = i % 2 == 0 ? radius : odd;
      double atX = x + length * Math.cos(angle);
      double atY = y + length * Math.sin(angle);
      if (i == 0) {
        shape.moveTo(atX, atY);
      } else {
        shape.lineTo(atX, atY);
      }
    }
    shape.closePath();
    return shape;
  }
}
