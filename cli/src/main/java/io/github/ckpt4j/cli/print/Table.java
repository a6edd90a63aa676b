package io.github.ckpt4j.cli.print;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Text in aligned columns that fit a width. Cells are never cut: if not everything fits, the least
 * important columns are omitted. Empty columns are always omitted.
 */
public final class Table {
  private static final String GAP = "  ";

  private final List<Column> columns;
  private final List<Row> rows = new ArrayList<>();

  public Table(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /**
   * One column.
   *
   * @param title its heading
   * @param right whether its cells are right-aligned, as for numbers
   * @param weight its importance; a column of weight 0 is always shown, and if even these do not fit,
   *     the terminal wraps the line
   */
  public record Column(String title, boolean right, int weight) {
    /** A left-aligned column. */
    public static Column text(String title, int weight) {
      return new Column(title, false, weight);
    }

    /** A right-aligned column. */
    public static Column number(String title, int weight) {
      return new Column(title, true, weight);
    }
  }

  private record Row(List<String> cells, UnaryOperator<String> paint, List<String> below) {}

  /** Adds a row, one cell for each column. */
  public void row(List<String> cells) {
    row(cells, UnaryOperator.identity());
  }

  /** Adds a row that is painted as a whole. */
  public void row(List<String> cells, UnaryOperator<String> paint) {
    row(cells, paint, List.of());
  }

  /** Adds a row with lines below it. */
  public void row(List<String> cells, UnaryOperator<String> paint, List<String> below) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(cells.size() + " cells in " + columns.size() + " columns");
    }
    rows.add(new Row(List.copyOf(cells), paint, List.copyOf(below)));
  }

  /** Whether the columns that are always shown fit. */
  public boolean fits(int width) {
    int[] required = IntStream.range(0, columns.size())
        .map(i -> columns.get(i).weight() == 0 ? natural(i) : 0)
        .toArray();
    return total(required) <= width;
  }

  /** The heading and all rows, one string each. */
  public List<String> lines(int width, Style style) {
    int[] widths = fitting(width);
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(line(columns.stream().map(Column::title).toList(), widths)));
    rows.forEach(row -> {
      lines.add(row.paint().apply(line(row.cells(), widths)));
      lines.addAll(row.below());
    });
    return lines;
  }

  /** The widths of the columns that are shown, 0 for the others: the most important come first. */
  private int[] fitting(int width) {
    int[] natural = IntStream.range(0, columns.size()).map(this::natural).toArray();
    int[] widths = new int[natural.length];
    IntStream.range(0, columns.size())
        .boxed()
        .sorted(Comparator.comparingInt(i -> -weight(i)))
        .forEach(i -> {
          widths[i] = natural[i];
          if (columns.get(i).weight() > 0 && total(widths) > width) {
            widths[i] = 0;
          }
        });
    return widths;
  }

  private int weight(int column) {
    int weight = columns.get(column).weight();
    return weight == 0 ? Integer.MAX_VALUE : weight;
  }

  /** The width that shows everything; 0 if the column is empty. */
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

  private String line(List<String> cells, int[] widths) {
    return IntStream.range(0, widths.length)
        .filter(i -> widths[i] > 0)
        .mapToObj(i -> align(cells.get(i), widths[i], columns.get(i).right()))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }

  private static String align(String text, int width, boolean right) {
    String padding = " ".repeat(width - length(text));
    return right ? padding + text : text + padding;
  }

  private static int total(int[] widths) {
    int shown = (int) IntStream.of(widths).filter(width -> width > 0).count();
    return IntStream.of(widths).sum() + GAP.length() * Math.max(shown - 1, 0);
  }

  private static boolean isEmpty(String cell) {
    return cell.isEmpty() || cell.equals(HumanFormat.NONE);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
