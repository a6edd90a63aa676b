package io.github.ckpt4j.spi;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the human-readable text in the JSON of an error. */
final class ErrorText {
  /** Members that contain the error itself, as text, list or object. */
  static final List<String> CONTAINERS = List.of("error", "errors", "detail", "data", "fault");

  /** Members that contain the text, the most specific first. */
  private static final List<String> TEXTS = List.of(
      "error_description",
      "message",
      "error_message",
      "msg",
      "status_description",
      "status_message",
      "description",
      "reason",
      "faultstring",
      "fault",
      "details",
      "info");

  private static final int DEEPEST = 4;
  private static final int MOST_ERRORS = 5;

  private ErrorText() {}

  /** The text; null if the JSON is null, or has no text in a known place. */
  static @Nullable String of(@Nullable JsonElement json) {
    return of(json, DEEPEST);
  }

  /** The text or number that the element is; null if it is neither, or blank. */
  static @Nullable String text(@Nullable JsonElement json) {
    if (json == null || !json.isJsonPrimitive() || json.getAsJsonPrimitive().isBoolean()) {
      return null;
    }
    return json.getAsString().isBlank() ? null : json.getAsString();
  }

  private static @Nullable String of(@Nullable JsonElement json, int depth) {
    if (json == null || depth == 0) {
      return null;
    }
    if (json.isJsonObject()) {
      return ofObject(json.getAsJsonObject(), depth);
    }
    if (json.isJsonArray()) {
      return ofArray(json.getAsJsonArray(), depth);
    }
    boolean string = json.isJsonPrimitive() && json.getAsJsonPrimitive().isString();
    return string ? text(json) : null;
  }

  private static @Nullable String ofArray(JsonArray array, int depth) {
    return join(array.asList().stream().limit(MOST_ERRORS).map(each -> of(each, depth - 1)));
  }

  private static @Nullable String ofObject(JsonObject object, int depth) {
    JsonElement error = ErrorMembers.get(object, "error");
    String inError = of(error, depth - 1);
    if (error != null && inError != null && !error.isJsonPrimitive()) {
      return inError;
    }
    String detail = withTitle(object, of(ErrorMembers.get(object, "detail"), depth - 1));
    String errors = ofErrors(ErrorMembers.get(object, "errors"), depth);
    String text = first(detail, ofTexts(object, depth));
    if (errors != null) {
      String above = first(text, text(ErrorMembers.get(object, "title")));
      return above == null ? errors : above + ": " + errors;
    }
    return first(
        withLocation(object, text),
        inError,
        text(ErrorMembers.get(object, "title")),
        inData(ErrorMembers.get(object, "data"), depth));
  }

  /** Not from a list, which is data, not an error. */
  private static @Nullable String inData(@Nullable JsonElement data, int depth) {
    return data != null && data.isJsonObject() ? of(data, depth - 1) : null;
  }

  private static @Nullable String ofTexts(JsonObject object, int depth) {
    return TEXTS.stream()
        .map(name -> of(ErrorMembers.get(object, name), depth - 1))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** RFC 9457: the title names the class of problem, the detail this occurrence. */
  private static @Nullable String withTitle(JsonObject object, @Nullable String detail) {
    String title = text(ErrorMembers.get(object, "title"));
    return detail == null || title == null || detail.startsWith(title)
        ? detail
        : title + ": " + detail;
  }

  /** FastAPI: the message of one field, and where the field is: {@code query.limit}. */
  private static @Nullable String withLocation(JsonObject object, @Nullable String text) {
    JsonElement location = ErrorMembers.get(object, "loc");
    if (text == null || location == null || !location.isJsonArray()) {
      return text;
    }
    return location.getAsJsonArray().asList().stream()
            .map(ErrorText::text)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("."))
        + ": "
        + text;
  }

  /** A list of errors, or an object with the errors of each field. */
  private static @Nullable String ofErrors(@Nullable JsonElement errors, int depth) {
    String known = of(errors, depth - 1);
    if (known != null || errors == null || !errors.isJsonObject() || depth <= 1) {
      return known;
    }
    return join(errors.getAsJsonObject().entrySet().stream()
        .limit(MOST_ERRORS)
        .map(field -> ofField(field, depth)));
  }

  private static @Nullable String ofField(Map.Entry<String, JsonElement> field, int depth) {
    String text = of(field.getValue(), depth - 1);
    return text == null ? null : field.getKey() + ": " + text;
  }

  private static @Nullable String join(Stream<@Nullable String> texts) {
    String joined = texts.filter(Objects::nonNull).collect(Collectors.joining("; "));
    return joined.isEmpty() ? null : joined;
  }

  private static @Nullable String first(@Nullable String... candidates) {
    return Stream.of(candidates).filter(Objects::nonNull).findFirst().orElse(null);
  }
}
