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
  /** The members that contain a wait, and the unit of a number in them, in seconds. */
  private static final Map<String, Double> WAITS = Map.of(
      "retry_after", 1.0,
      "retry_after_seconds", 1.0,
      "retry_after_ms", 0.001,
      "retry_delay", 1.0,
      "retry_in", 1.0);

  /** Members that add to an error, whose codes and waits count after its own. */
  private static final List<String> ADDITIONS =
      List.of("details", "inner_error", "extensions", "parameters");

  private static final int MOST_OBJECTS = 16;
  private static final int MOST_IN_LIST = 5;

  /** The headers in which gateways and clouds send the id of a request, the nearest first. */
  private static final List<String> REQUEST_IDS = List.of(
      "x-request-id",
      "request-id",
      "apim-request-id",
      "x-ms-request-id",
      "x-amzn-requestid",
      "cf-ray");

  /** The members that classify an error. */
  private static final List<String> WORDS = List.of("code", "error_code", "type", "status");

  private static final List<String> ERRORS = List.of("error", "errors", "message", "detail");

  private final ErrorResponse response;
  private final @Nullable JsonElement body;

  /** The body, or the first of several errors. */
  private final @Nullable JsonElement whole;

  /** The objects to search for codes and waits, the most specific first. */
  private final List<JsonObject> objects = new ArrayList<>();

  ProblemReader(ErrorResponse response) {
    this.response = response;
    JsonElement json = parse(response.body());
    this.body = response.status() < 300 && isNoError(json) ? null : json;
    this.whole = body == null || body.isJsonObject() || body.getAsJsonArray().isEmpty()
        ? body
        : body.getAsJsonArray().get(0);
    if (body != null) {
      collect(body);
    }
  }

  Problem read() {
    String reason = ErrorText.of(body);
    String code = code(reason);
    boolean isText = body == null && response.status() >= 300;
    Duration wait = wait(isText ? response.body() : reason);
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
      return ErrorXml.read(body); // If it is neither, the client shows the text as it is.
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
      json.getAsJsonArray().asList().stream().limit(MOST_IN_LIST).forEach(this::collect);
    } else if (json.isJsonObject()) {
      JsonObject object = json.getAsJsonObject();
      collect(object, ErrorText.CONTAINERS);
      objects.add(object);
      collect(object, ADDITIONS);
    }
  }

  private void collect(JsonObject object, List<String> names) {
    for (String name : names) {
      JsonElement member = ErrorMembers.get(object, name);
      if (member != null && objects.size() < MOST_OBJECTS) {
        collect(member);
      }
    }
  }

  private @Nullable String code(@Nullable String reason) {
    String stated = first("code", "error_code");
    if (stated != null) {
      return stated;
    }
    // OAuth and others: a code in "error", and its text in another member.
    String error = text(whole, "error");
    return error != null && isWord(error) && !error.equals(reason) ? error : null;
  }

  private @Nullable String requestId() {
    return REQUEST_IDS.stream()
        .map(response::header)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseGet(() -> Optional.ofNullable(first("request_id")).orElseGet(this::idOfError));
  }

  /** The id of an error object; the id of any other object is not that of a request. */
  private @Nullable String idOfError() {
    if (body == null || !body.isJsonObject() || body.getAsJsonObject().has("object")) {
      return null;
    }
    JsonObject object = body.getAsJsonObject();
    return ERRORS.stream().anyMatch(name -> ErrorMembers.has(object, name))
        ? text(object, "id")
        : null;
  }

  /** The kind that codes, types and, last, the message stand for; null leaves it to the status. */
  private @Nullable Kind kind(
      @Nullable String reason, @Nullable String code, boolean waitIsStated) {
    String amazon = response.header("x-amzn-errortype");
    Stream<@Nullable String> stated =
        objects.stream().flatMap(object -> WORDS.stream().map(name -> text(object, name)));
    List<String> words = Stream.concat(Stream.of(code, amazon, reason), stated)
        .filter(Objects::nonNull)
        .map(word -> word.replaceFirst("^[\\w.]+#", "").replaceFirst(":http.*", ""))
        .filter(ProblemReader::isWord)
        .map(ProblemReader::lowerCase)
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

  /** The longest of the waits in the body; only if it has none, the one that its text states. */
  private @Nullable Duration wait(@Nullable String message) {
    return objects.stream()
        .flatMap(object -> WAITS.entrySet().stream()
            .map(wait -> StatedWait.of(text(object, wait.getKey()), wait.getValue())))
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElseGet(() -> maySucceedLater() ? StatedWait.inMessage(message) : null);
  }

  private boolean maySucceedLater() {
    int status = response.status();
    return status < 300 || status == 408 || status == 409 || status == 429 || status >= 500;
  }

  private static boolean states(@Nullable String wait) {
    return wait != null && !wait.strip().equals("0");
  }

  private @Nullable String first(String... names) {
    for (JsonObject object : objects) {
      for (String name : names) {
        String text = text(object, name);
        if (text != null && !text.equalsIgnoreCase("none") && !text.equalsIgnoreCase("null")) {
          return text;
        }
      }
    }
    return null;
  }

  private static @Nullable String text(@Nullable JsonElement json, String name) {
    return json == null || !json.isJsonObject()
        ? null
        : ErrorText.text(ErrorMembers.get(json.getAsJsonObject(), name));
  }

  /** {@code InsufficientQuota} and {@code insufficient-quota} as {@code insufficient_quota}. */
  private static String lowerCase(String word) {
    return word.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
        .replace('-', '_')
        .toLowerCase(Locale.ROOT);
  }

  private static boolean isWord(String text) {
    return text.matches("[\\w.-]{1,64}");
  }
}
