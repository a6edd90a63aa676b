package io.github.ckpt4j.client;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of an evaluation as fields by name: JSON Lines if the text begins with a brace,
 * otherwise CSV. Empty and null fields are absent.
 */
final class EvaluationRows {
  private static final Map<String, String> FIELDS = Map.of(
      "job", "job",
      "id", "id",
      "checkpoint_id", "id",
      "model", "model",
      "model_name", "model",
      "checkpoint", "checkpoint",
      "step", "step",
      "metric", "metric",
      "value", "value");

  private EvaluationRows() {}

  /** Receives the rows, each with the line that it begins on. */
  @FunctionalInterface
  interface Sink {
    void row(int line, Map<String, String> fields);
  }

  /** A row that cannot be understood. */
  static final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    MalformedException(int line, String problem) {
      super(problem);
      this.line = line;
    }

    int line() {
      return line;
    }
  }

  static void read(String text, Sink sink) {
    int start = 0;
    while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    char first = start < text.length() ? text.charAt(start) : ' ';
    if (first == '[') {
      throw new MalformedException(
          1, "a JSON array; write one object per line instead, as 'jq -c .[]' does");
    }
    if (first == '{') {
      jsonLines(text, sink);
    } else {
      csv(text, sink);
    }
  }

  private static void jsonLines(String text, Sink sink) {
    int line = 0;
    for (int start = 0; start < text.length(); ) {
      int feed = text.indexOf('\n', start);
      int end = feed < 0 ? text.length() : feed;
      String row = text.substring(start, end);
      line++;
      start = end + 1;
      if (!row.isBlank()) {
        sink.row(line, object(line, row));
      }
    }
  }

  private static Map<String, String> object(int line, String row) {
    Map<String, String> fields = new HashMap<>();
    try (JsonReader json = new JsonReader(new StringReader(row))) {
      json.setStrictness(Strictness.STRICT);
      if (json.peek() != JsonToken.BEGIN_OBJECT) {
        throw new MalformedException(line, "not a JSON object");
      }
      json.beginObject();
      while (json.hasNext()) {
        String name = json.nextName();
        String field = FIELDS.get(name.toLowerCase(Locale.ROOT));
        if (field == null) {
          json.skipValue();
        } else {
          put(line, fields, field, text(line, json, field));
        }
      }
      json.endObject();
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new MalformedException(line, "more than one JSON object");
      }
      return fields;
    } catch (IOException | IllegalStateException e) { // Gson uses either.
      throw new MalformedException(line, "not valid JSON");
    }
  }

  private static @Nullable String text(int line, JsonReader json, String field) throws IOException {
    return switch (json.peek()) {
      case STRING, NUMBER -> json.nextString();
      case NULL -> {
        json.nextNull();
        yield null;
      }
      default -> throw new MalformedException(line, field + " must be a string or a number");
    };
  }

  private static void csv(String text, Sink sink) {
    CsvReader csv = new CsvReader(text);
    List<String> heading = csv.next();
    if (heading == null) {
      return;
    }
    List<@Nullable String> columns = new ArrayList<>();
    heading.forEach(cell -> columns.add(FIELDS.get(cell.toLowerCase(Locale.ROOT))));
    for (String required : List.of("metric", "value")) {
      if (!columns.contains(required)) {
        throw new MalformedException(
            1,
            "the heading has no column '" + required + "'; it needs metric, value and one of id,"
                + " model, checkpoint, step");
      }
    }
    if (columns.stream().noneMatch(Set.of("id", "model", "checkpoint", "step")::contains)) {
      throw new MalformedException(1, "the heading has no column id, model, checkpoint or step");
    }
    for (List<String> cells = csv.next(); cells != null; cells = csv.next()) {
      if (cells.size() != columns.size()) {
        throw new MalformedException(
            csv.line(), cells.size() + " cells, but " + columns.size() + " columns");
      }
      sink.row(csv.line(), fields(csv.line(), columns, cells));
    }
  }

  private static Map<String, String> fields(
      int line, List<@Nullable String> columns, List<String> cells) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      String field = columns.get(i);
      if (field != null) {
        put(line, fields, field, cells.get(i));
      }
    }
    return fields;
  }

  private static void put(
      int line, Map<String, String> fields, String field, @Nullable String text) {
    String value = text == null ? "" : text.strip();
    if (!value.isEmpty() && fields.put(field, value) != null) {
      throw new MalformedException(line, "'" + field + "' occurs twice");
    }
  }
}
