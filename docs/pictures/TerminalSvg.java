import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Draws terminal output, with its ANSI colors, as an SVG picture. Usage: java TerminalSvg.java
 * < output > picture
 */
public final class TerminalSvg {
  private static final Pattern STYLE = Pattern.compile("\u001b\\[([0-9;]*)m");
  private static final Map<String, String> COLORS = Map.of(
      "31", "#f7768e", "32", "#9ece6a", "33", "#e0af68", "34", "#7aa2f7", "35", "#bb9af7", "36", "#7dcfff", "2", "#787c99");
  private static final double CHARACTER = 8.4;
  private static final int LINE = 20;
  private static final int MARGIN = 16;

  private TerminalSvg() {}

  public static void main(String[] args) throws Exception {
    String output = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    List<String> lines = output.lines().toList();
    int widest = lines.stream().mapToInt(line -> plain(line).length()).max().orElse(0);
    StringBuilder svg = new StringBuilder();
    svg.append(String.format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" role=\"img\">%n"
            + "<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"#1a1b26\"/>%n"
            + "<g font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"14\""
            + " fill=\"#c0caf5\" xml:space=\"preserve\">%n",
        Math.round(widest * CHARACTER) + 2 * MARGIN, lines.size() * LINE + 2 * MARGIN));
    for (int i = 0; i < lines.size(); i++) {
      svg.append(text(lines.get(i), MARGIN + (i + 1) * LINE - 5));
    }
    System.out.print(svg.append("</g>\n</svg>\n"));
  }

  private static String plain(String line) {
    return STYLE.matcher(line).replaceAll("");
  }

  /**
   * One text element per run of one style, positioned by column so that the font's width does not
   * matter.
   */
  private static String text(String line, int y) {
    StringBuilder elements = new StringBuilder();
    Matcher style = STYLE.matcher(line);
    String attributes = "";
    int column = 0;
    int start = 0;
    while (start <= line.length()) {
      boolean more = style.find(start);
      String run = line.substring(start, more ? style.start() : line.length());
      if (!run.isBlank()) {
        elements.append(String.format(
            "<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\"%s>%s</text>%n",
            MARGIN + column * CHARACTER, y, run.length() * CHARACTER, attributes, escape(run)));
      }
      column += run.length();
      if (!more) {
        break;
      }
      attributes = attributes(style.group(1));
      start = style.end();
    }
    return elements.toString();
  }

  private static String attributes(String codes) {
    StringBuilder attributes = new StringBuilder();
    for (String code : codes.split(";")) {
      if (code.equals("1")) {
        attributes.append(" font-weight=\"bold\"");
      } else if (COLORS.containsKey(code)) {
        attributes.append(" fill=\"").append(COLORS.get(code)).append('"');
      }
    }
    return attributes.toString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
