package io.github.ckpt4j.cli.report;

import io.github.ckpt4j.cli.print.HumanFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table on the page. Rows and cells have no end tags, which HTML does not need and which would be
 * a tenth of a long page.
 */
final class HtmlTable {
  private final String caption;
  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param title HTML, as cells are
   * @param style the attributes of its cells
   */
  record Column(String title, String style) {
    static Column text(String title) {
      return new Column(title, "");
    }

    /** For names, which are often long. */
    static Column wide(String title) {
      return new Column(title, " class=w");
    }

    static Column number(String title) {
      return new Column(title, " class=n");
    }
  }

  HtmlTable(String caption, List<Column> columns) {
    this.caption = caption;
    this.columns = List.copyOf(columns);
  }

  /** A row of cells, which are HTML. */
  void row(List<String> cells) {
    rows.add(List.copyOf(cells));
  }

  /**
   * The table, in its own region that scrolls on narrow screens. Omits columns that are empty in all
   * rows.
   */
  String html(String id) {
    if (rows.isEmpty()) {
      return "<p class=note>None.";
    }
    int[] shown = IntStream.range(0, columns.size())
        .filter(i -> rows.stream().anyMatch(row -> !row.get(i).equals(HumanFormat.NONE)))
        .toArray();
    String head = Arrays.stream(shown)
        .mapToObj(columns::get)
        .map(column -> "<th scope=col" + column.style() + ">" + column.title())
        .collect(Collectors.joining());
    StringBuilder body = new StringBuilder();
    for (List<String> row : rows) {
      body.append("<tr>");
      for (int i : shown) {
        body.append("<td").append(columns.get(i).style()).append('>').append(row.get(i));
      }
      body.append('\n');
    }
    return "<div class=scroll role=group tabindex=0 aria-label=\"" + caption + "\"><table id=" + id
        + "><caption class=sr>" + caption + "</caption><thead><tr>" + head + "<tbody>\n" + body
        + "</table></div>";
  }
}
