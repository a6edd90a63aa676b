package io.github.ckpt4j.cli.print;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One sequence of all records, in YAML 1.2 that readers of YAML 1.1 read the same way. Text is quoted
 * unless every reader takes it for text.
 */
final class Yaml implements RecordPrinter {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z][A-Za-z0-9_-]*(?:[/.][A-Za-z0-9_-]+)*");
  private static final Set<String> WORDS =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");
  private static final String INDENT = "  ";

  private final Output out;
  private boolean begun;

  Yaml(Output out) {
    this.out = out;
  }

  @Override
  public void print(Map<String, ?> fields) {
    begun = true;
    StringBuilder record = new StringBuilder();
    item(record, fields, "");
    out.exact(record.toString());
    out.flush();
  }

  @Override
  public void close() {
    out.exact(begun ? "" : "[]\n");
    out.flush();
  }

  /** An item of a sequence, after its dash. */
  private static void item(StringBuilder to, @Nullable Object value, String indent) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      int start = to.length();
      members(to, map, indent + INDENT);
      to.replace(start, start + indent.length() + INDENT.length(), indent + "- ");
    } else {
      to.append(indent).append('-');
      value(to, value, indent + INDENT);
    }
  }

  private static void members(StringBuilder to, Map<?, ?> map, String indent) {
    map.forEach((key, value) -> {
      to.append(indent).append(text(String.valueOf(key))).append(':');
      value(to, value, indent + INDENT);
    });
  }

  /** A value after a colon or a dash, to the end of its last line. */
  private static void value(StringBuilder to, @Nullable Object value, String indent) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      to.append('\n');
      members(to, map, indent);
    } else if (value instanceof List<?> list && !list.isEmpty()) {
      to.append('\n');
      list.forEach(each -> item(to, each, indent));
    } else {
      to.append(' ').append(scalar(value)).append('\n');
    }
  }

  private static String scalar(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Map || value instanceof List) {
      return value instanceof Map ? "{}" : "[]";
    }
    if (value instanceof Boolean) {
      return value.toString();
    }
    return value instanceof Number number ? number(number) : text(value.toString());
  }

  private static String number(Number number) {
    double value = number.doubleValue();
    if (Double.isNaN(value)) {
      return ".nan";
    }
    if (number instanceof Double && Double.isInfinite(value)) {
      return value > 0 ? ".inf" : "-.inf";
    }
    String text = number.toString();
    // Readers of YAML 1.1 read 1E-5 as text: it needs a point, and a sign in the exponent.
    return text.contains("E")
        ? (text.contains(".") ? text : text.replace("E", ".0E"))
            .replaceFirst("E(?=\\d)", "E+")
            .toLowerCase(Locale.ROOT)
        : text;
  }

  private static String text(String text) {
    return PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))
        ? text
        : quoted(text);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints().forEach(point -> {
      if (point == '"' || point == '\\') {
        quoted.append('\\').appendCodePoint(point);
      } else if (point > 0xffff && !SafeText.isUnsafe(point)) {
        quoted.appendCodePoint(point);
      } else if (point > 0xffff) {
        quoted.append("\\U%08x".formatted(point));
      } else if (SafeText.isUnsafe(point) || point == '\ufeff') {
        quoted.append("\\u%04x".formatted(point));
      } else {
        quoted.appendCodePoint(point);
      }
    });
    return quoted.append('"').toString();
  }
}
