package io.github.ckpt4j.cli.print;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Selected fields of records, in the order of selection. {@code metrics.epoch} is the field {@code
 * epoch} of {@code metrics}; formats with nested fields keep it nested.
 */
public final class FieldSelection implements RecordPrinter {
  private final RecordPrinter printer;
  private final List<String> fields;
  private final Set<String> missing;
  private final Map<String, Set<String>> within = new LinkedHashMap<>();

  /** A part of a field that no record had. */
  public static final class MissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private MissingException(String message) {
      super(message);
    }
  }

  FieldSelection(RecordPrinter printer, List<String> fields) {
    this.printer = printer;
    this.fields = fields;
    this.missing =
        new LinkedHashSet<>(fields.stream().filter(each -> each.contains(".")).toList());
  }

  @Override
  public void print(Map<String, ?> record) {
    Map<String, @Nullable Object> chosen = new LinkedHashMap<>();
    for (String field : fields) {
      Object value = value(record, field);
      if (value != null) {
        missing.remove(field);
      }
      put(chosen, field, value);
    }
    note(record);
    printer.print(chosen);
  }

  /**
   * Ends the output.
   *
   * @throws MissingException if no record had a selected part; lists the available parts
   */
  @Override
  public void close() {
    printer.close();
    for (String field : missing) {
      String name = head(field);
      Set<String> parts = within.get(name);
      if (parts != null) {
        throw new MissingException("nothing has the field '" + SafeText.oneLine(field) + "'; "
            + (parts.isEmpty()
                ? name + " is empty"
                : "available: " + name + "." + String.join(", " + name + ".", parts)));
      }
    }
  }

  /** The fields that are not among the known ones. */
  public static List<String> unknown(List<String> fields, List<String> known) {
    Set<String> heads = new LinkedHashSet<>();
    known.forEach(each -> heads.add(head(each)));
    return fields.stream().filter(field -> !heads.contains(head(field))).toList();
  }

  private void note(Map<String, ?> record) {
    for (String field : missing) {
      if (record.get(head(field)) instanceof Map<?, ?> map) {
        Set<String> parts = within.computeIfAbsent(head(field), name -> new TreeSet<>());
        map.keySet().forEach(key -> parts.add(String.valueOf(key)));
      }
    }
  }

  private static void put(Map<String, @Nullable Object> to, String field, @Nullable Object value) {
    int dot = field.indexOf('.');
    if (dot < 0) {
      to.put(field, value);
      return;
    }
    Map<String, @Nullable Object> inner = new LinkedHashMap<>();
    if (to.get(field.substring(0, dot)) instanceof Map<?, ?> before) {
      before.forEach((key, each) -> inner.put(String.valueOf(key), each));
    }
    inner.put(field.substring(dot + 1), value);
    to.put(field.substring(0, dot), inner);
  }

  /** The value of a field, or of a part of one, ignoring case. */
  static @Nullable Object value(Map<String, ?> record, String field) {
    int dot = field.indexOf('.');
    if (dot < 0) {
      return record.get(field);
    }
    if (!(record.get(field.substring(0, dot)) instanceof Map<?, ?> inner)) {
      return null;
    }
    String part = field.substring(dot + 1);
    List<Object> found = new ArrayList<>();
    inner.forEach((key, value) -> {
      if (value != null && String.valueOf(key).equalsIgnoreCase(part)) {
        found.add(value);
      }
    });
    return found.isEmpty() ? null : found.get(0);
  }

  private static String head(String field) {
    int dot = field.indexOf('.');
    return dot < 0 ? field : field.substring(0, dot);
  }
}
