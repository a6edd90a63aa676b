package io.github.ckpt4j.cli.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of a page. Rows and cells have no end tags, which HTML does not need and which would be a
 * tenth of a long page.
 */
final class HtmlTable {
  private final String caption;
  private final List<Column> columns;
  private final StringBuilder rows = new StringBuilder();

  /** @param title HTML, as cells are */
  record Column(String title, boolean isNumber) {
    static Column text(String title) {
      return new Column(title, false);
    }

    static Column number(String title) {
      return new Column(title, true);
    }
  }

  HtmlTable(String caption, List<Column> columns) {
    this.caption = caption;
    this.columns = List.copyOf(columns);
  }

  /** A row of cells, which are HTML. */
  void row(List<String> cells) {
    rows.append("<tr>");
    for (int i = 0; i < cells.size(); i++) {
      rows.append(columns.get(i).isNumber() ? "<td class=n>" : "<td>").append(cells.get(i));
    }
    rows.append('\n');
  }

  /** The table, in a region of its own that scrolls where the screen is narrow. */
  String html(String id) {
    String head = columns.stream()
        .map(column ->
            (column.isNumber() ? "<th scope=col class=n>" : "<th scope=col>") + column.title())
        .collect(Collectors.joining());
    return "<div class=scroll role=region tabindex=0 aria-label=\"" + caption + "\"><table id=" + id
        + "><caption class=sr>" + caption + "</caption><thead><tr>" + head + "<tbody>\n" + rows
        + "</table></div>";
  }
}
