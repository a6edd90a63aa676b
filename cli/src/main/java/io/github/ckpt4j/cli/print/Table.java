package io.github.ckpt4j.cli.print;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Text in aligned columns that fit a width. Where they do not, long columns are cut first, and then
 * whole columns are left out, the least important first. A column without any value is left out
 * anyway.
 */
public final class Table {
  private static final String GAP = "  ";
  private static final int SHORTEST_CUT = 12;

  private final List<Column> columns;
  private final List<Row> rows = new ArrayList<>();

  public Table(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /**
   * One column.
   *
   * @param title its heading
   * @param right whether its cells are aligned at their right ends, as numbers are
   * @param canCut whether long cells may be cut
   * @param weight how important it is; one of weight 0 is never left out
   */
  public record Column(String title, boolean right, boolean canCut, int weight) {
    /** Aligned left and cut if need be. */
    public static Column text(String title, int weight) {
      return new Column(title, false, true, weight);
    }

    /** Aligned left and never cut. */
    public static Column word(String title, int weight) {
      return new Column(title, false, false, weight);
    }

    /** Aligned right and never cut. */
    public static Column number(String title, int weight) {
      return new Column(title, true, false, weight);
    }
  }

  private record Row(List<String> cells, UnaryOperator<String> paint) {}

  /** Adds a row, one cell for each column. */
  public void row(List<String> cells) {
    row(cells, UnaryOperator.identity());
  }

  /** Adds a row that is painted as a whole. */
  public void row(List<String> cells, UnaryOperator<String> paint) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(cells.size() + " cells in " + columns.size() + " columns");
    }
    rows.add(new Row(List.copyOf(cells), paint));
  }

  /** The heading and all rows, one string each. */
  public List<String> lines(int width, Style style) {
    int[] widths = IntStream.range(0, columns.size()).map(this::natural).toArray();
    cut(widths, width);
    while (total(widths) > width && leaveOut(widths)) {
      Arrays.setAll(widths, i -> widths[i] == 0 ? 0 : natural(i));
      cut(widths, width);
    }
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(line(columns.stream().map(Column::title).toList(), widths)));
    rows.forEach(row -> lines.add(row.paint().apply(line(row.cells(), widths))));
    return lines;
  }

  /** The width that shows everything; 0 if there is nothing to show. */
  private int natural(int column) {
    boolean empty = columns.get(column).weight() > 0
        && rows.stream().map(row -> row.cells().get(column)).allMatch(Table::isEmpty);
    if (empty) {
      return 0;
    }
    return rows.stream()
        .mapToInt(row -> length(row.cells().get(column)))
        .reduce(length(columns.get(column).title()), Math::max);
  }

  private void cut(int[] widths, int width) {
    int over = total(widths) - width;
    while (over > 0) {
      Optional<Integer> widest = IntStream.range(0, widths.length)
          .filter(i -> columns.get(i).canCut() && widths[i] > SHORTEST_CUT)
          .boxed()
          .max(Comparator.comparingInt(i -> widths[i]));
      if (widest.isEmpty()) {
        return;
      }
      widths[widest.get()]--;
      over--;
    }
  }

  private boolean leaveOut(int[] widths) {
    Optional<Integer> least = IntStream.range(0, widths.length)
        .filter(i -> widths[i] > 0 && columns.get(i).weight() > 0)
        .boxed()
        .min(Comparator.comparingInt(i -> columns.get(i).weight()));
    least.ifPresent(i -> widths[i] = 0);
    return least.isPresent();
  }

  private String line(List<String> cells, int[] widths) {
    return IntStream.range(0, widths.length)
        .filter(i -> widths[i] > 0)
        .mapToObj(i -> align(cells.get(i), widths[i], columns.get(i).right()))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }

  private static String align(String text, int width, boolean right) {
    String cut = HumanFormat.cut(text, width);
    String padding = " ".repeat(width - length(cut));
    return right ? padding + cut : cut + padding;
  }

  private static int total(int[] widths) {
    int shown = (int) Arrays.stream(widths).filter(width -> width > 0).count();
    return Arrays.stream(widths).sum() + GAP.length() * Math.max(shown - 1, 0);
  }

  private static boolean isEmpty(String cell) {
    return cell.isEmpty() || cell.equals(HumanFormat.NONE);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
