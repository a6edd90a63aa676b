package io.github.ckpt4j.spi;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.ckpt4j.CheckpointException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the error formats that most servers use, for {@link Problem#of}. */
final class ProblemReader {
  private static final double LONGEST_WAIT_SECONDS = 7 * 24 * 3600.0;

  /** The members that contain a wait, and their unit in seconds. */
  private static final Map<String, Double> WAITS = Map.of(
      "retry_after", 1.0,
      "retryAfter", 1.0,
      "retry_after_seconds", 1.0,
      "retry_after_ms", 0.001);

  /** The headers in which gateways and clouds send the id of a request, the nearest first. */
  private static final List<String> REQUEST_IDS = List.of(
      "x-request-id",
      "request-id",
      "apim-request-id",
      "x-ms-request-id",
      "x-amzn-requestid",
      "cf-ray");

  private static final List<String> ERRORS = List.of("error", "errors", "message", "detail");

  private final ErrorResponse response;
  private final @Nullable JsonElement body;

  /** The objects to search for codes and waits, the most specific first. */
  private final List<JsonObject> objects = new ArrayList<>();

  ProblemReader(ErrorResponse response) {
    this.response = response;
    JsonElement json = parse(response.body());
    this.body = response.status() < 300 && isNoError(json) ? null : json;
    if (body != null) {
      collect(body);
    }
  }

  Problem read() {
    String reason = ErrorText.of(body);
    String code = code(reason);
    Duration wait = wait(objects);
    return Problem.empty()
        .withReason(reason)
        .withCode(code)
        .withRequestId(requestId())
        .withKind(kind(reason, code, wait != null || states(response.header("Retry-After"))))
        .withTemporary(advice())
        .withRetryAfter(wait);
  }

  private static @Nullable JsonElement parse(String body) {
    try {
      JsonElement json = JsonParser.parseString(body);
      return json.isJsonObject() || json.isJsonArray() ? json : null;
    } catch (JsonParseException e) {
      return null; // The body of an error can be anything; the client then shows its text
      // unchanged.
    }
  }

  /** Whether a successful response reports no error, whatever messages it contains. */
  private static boolean isNoError(@Nullable JsonElement json) {
    return json != null
        && json.isJsonObject()
        && (statesSuccess(json.getAsJsonObject()) || holdsItems(json.getAsJsonObject()));
  }

  private static boolean statesSuccess(JsonObject json) {
    String status = ErrorText.text(json.get("status"));
    return status != null && status.toLowerCase(Locale.ROOT).matches("success|ok");
  }

  /** Whether it is a list: errors in its items are not errors of the list. */
  private static boolean holdsItems(JsonObject json) {
    return json.entrySet().stream()
        .filter(member -> !member.getKey().matches("errors?|detail"))
        .map(Map.Entry::getValue)
        .anyMatch(value -> value.isJsonArray()
            && value.getAsJsonArray().asList().stream().anyMatch(JsonElement::isJsonObject));
  }

  private void collect(JsonElement json) {
    if (json.isJsonArray()) {
      json.getAsJsonArray().asList().stream().limit(1).forEach(this::collect);
      return;
    }
    if (json.isJsonObject()) {
      JsonObject object = json.getAsJsonObject();
      for (String name : ErrorText.CONTAINERS) {
        if (object.has(name) && objects.size() < 8) {
          collect(object.get(name));
        }
      }
      objects.add(object);
    }
  }

  private @Nullable String code(@Nullable String reason) {
    String stated = first("code", "errorCode", "error_code");
    if (stated != null) {
      return stated;
    }
    // OAuth and others: a code in "error", and its text in another member.
    String error = objects.isEmpty() ? null : ErrorText.text(last().get("error"));
    return error != null && isWord(error) && !error.equals(reason) ? error : null;
  }

  private @Nullable String requestId() {
    return REQUEST_IDS.stream()
        .map(response::header)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseGet(
            () -> Optional.ofNullable(first("request_id", "requestId")).orElseGet(this::idOfError));
  }

  /** The id of an error object; the id of any other object is not that of a request. */
  private @Nullable String idOfError() {
    if (body == null || !body.isJsonObject() || last().has("object")) {
      return null;
    }
    return ERRORS.stream().anyMatch(last()::has) ? ErrorText.text(last().get("id")) : null;
  }

  /** The kind that codes, types and, last, the message stand for; null leaves it to the status. */
  private @Nullable Kind kind(
      @Nullable String reason, @Nullable String code, boolean waitIsStated) {
    String amazon = response.header("x-amzn-errortype");
    List<String> words = Stream.of(
            code, first("type"), first("status"), first("__type"), amazon, reason)
        .filter(Objects::nonNull)
        .map(word -> word.replaceFirst("^[\\w.]+#", "").replaceFirst(":http.*", ""))
        .filter(ProblemReader::isWord)
        .map(word -> word.toLowerCase(Locale.ROOT).replace('-', '_'))
        .toList();
    return ErrorWords.kind(words, waitIsStated ? null : reason, response.status());
  }

  private @Nullable Boolean advice() {
    String advice = response.header("x-should-retry");
    if ("true".equalsIgnoreCase(advice)) {
      return true;
    }
    return "false".equalsIgnoreCase(advice) ? false : null;
  }

  /** The longest of the waits in the body. */
  private static @Nullable Duration wait(List<JsonObject> objects) {
    return objects.stream()
        .flatMap(object -> WAITS.entrySet().stream()
            .map(wait -> seconds(ErrorText.text(object.get(wait.getKey())), wait.getValue())))
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private static boolean states(@Nullable String wait) {
    return wait != null && !wait.strip().equals("0");
  }

  private static @Nullable Duration seconds(@Nullable String text, double unit) {
    String number = text == null ? "" : text.strip();
    if (!number.matches("\\d{1,18}(\\.\\d{1,18})?")) {
      return null;
    }
    double seconds = Double.parseDouble(number) * unit;
    boolean sensible = seconds > 0 && seconds < LONGEST_WAIT_SECONDS;
    return sensible ? Duration.ofMillis(Math.round(seconds * 1000)) : null;
  }

  private @Nullable String first(String... names) {
    for (JsonObject object : objects) {
      for (String name : names) {
        String text = ErrorText.text(object.get(name));
        if (text != null && !text.equalsIgnoreCase("none") && !text.equalsIgnoreCase("null")) {
          return text;
        }
      }
    }
    return null;
  }

  private JsonObject last() {
    return objects.get(objects.size() - 1);
  }

  private static boolean isWord(String text) {
    return text.matches("[\\w.-]{1,64}");
  }
}
