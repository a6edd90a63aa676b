package io.github.ckpt4j.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.spi.ApiRequest.ReportedError;
import io.github.ckpt4j.spi.ErrorResponse;
import io.github.ckpt4j.spi.Problem;
import io.github.ckpt4j.spi.Provider;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Maps error responses to {@link CheckpointException}. The only place that interprets HTTP
 * statuses.
 */
final class ErrorMapper {
  private static final int LONGEST_JSON = 200;
  private static final int START = 64 * 1024;
  private static final Pattern STORE_CODE = Pattern.compile("<Code>([A-Za-z]{1,60})</Code>");
  private static final String NO_REASON = "no reason given";

  private final Provider provider;
  private final Hints hints;
  private final Time time;

  ErrorMapper(Provider provider, Hints hints, Time time) {
    this.provider = provider;
    this.hints = hints;
    this.time = time;
  }

  /** The error for a response without a success status. */
  CheckpointException ofStatus(Response response, String body) {
    HttpUrl redirect = Redirects.target(response);
    if (redirect != null) {
      return of(Kind.BAD_RESPONSE, redirect(response, redirect), response, problem(response, ""));
    }
    HtmlPage page = HtmlPage.of(response, body);
    Problem problem = problem(response, page == null ? body : "");
    if (page != null) {
      return of(page.kind(kind(response.code())), page.toString(), response, problem);
    }
    Kind kind = problem.kind() == null ? kind(response.code()) : problem.kind();
    String reason = response.code() == 407
        ? Objects.requireNonNullElse(hints.proxy().name(), "the proxy") + " requires authentication"
        : problem.reason() == null ? shown(body) : problem.reason();
    return of(kind, reason, response, problem);
  }

  /**
   * The error for a response from another origin than the provider's, reached through a link. Only
   * an object store's error code is shown from its body: the rest may repeat the link.
   */
  CheckpointException ofLink(Response response, String body) {
    HttpUrl redirect = Redirects.target(response);
    HtmlPage page = HtmlPage.of(response, body);
    Matcher code = STORE_CODE.matcher(body);
    int status = response.code();
    String reason = redirect == null
        ? page == null ? "the file store rejected the link" : page.toString()
        : redirect(response, redirect);
    Kind kind = redirect == null ? kind(status) : Kind.BAD_RESPONSE;
    return CheckpointException.builder(page == null ? kind : page.kind(kind), reason)
        .status(status)
        .code(code.find() ? code.group(1) : null)
        .retryAfter(RetryAfter.of(response, null, time.now()))
        .build();
  }

  /**
   * The error for a successful response that could not be read. It is temporary unless the body is
   * complete JSON: a maintenance page, a truncated body or an empty one is likely to be gone at the
   * next attempt; other JSON is not. An error in JSON is classified by its code.
   *
   * @param unreadable the exception from reading it
   * @throws IOException if the body's compression is damaged
   */
  CheckpointException ofSuccess(Response response, Body body, RuntimeException unreadable)
      throws IOException {
    CheckpointException known = unreadable instanceof CheckpointException failure
        ? failure
        : CheckpointException.builder(Kind.BAD_RESPONSE, "the response could not be read")
            .cause(unreadable)
            .build();
    if (known.kind() != Kind.BAD_RESPONSE) {
      return known.kind() == Kind.CANCELLED ? known : ofBody(response, known);
    }
    String start = body.start(START);
    HtmlPage page = HtmlPage.of(response, start);
    Problem problem = problem(response, page == null ? start : "");
    boolean temporary = page != null || !WholeJson.matches(body.text(() -> {}));
    boolean reported = known.getCause() instanceof ReportedError;
    CheckpointException mapped = of(
        page == null && reported ? kindInBody(problem) : Kind.BAD_RESPONSE,
        page == null
            ? inSuccess(known.detail(), problem.reason(), reported, start)
            : page.toString(),
        response,
        problem);
    return mapped.toBuilder()
        .hint(known.hint() == null ? mapped.hint() : known.hint())
        .temporary(temporary || mapped.isTemporary())
        .cause(reported ? null : known.getCause())
        .build();
  }

  /**
   * The reason alone if it explains the failure; otherwise both, as either may matter. An
   * unexpected body is shown if it has no reason in a known format.
   */
  private static String inSuccess(
      String unreadable, @Nullable String reason, boolean reported, String body) {
    if (reason == null) {
      return reported ? unreadable + "; it is " + cut(body.strip()) : unreadable;
    }
    return reported ? reason : unreadable + "; its message is: " + reason;
  }

  /** The error with the status and request id of its response. */
  CheckpointException ofBody(Response response, CheckpointException unread) {
    return unread.toBuilder()
        .status(response.code())
        .requestId(problem(response, "").requestId())
        .build();
  }

  private Problem problem(Response response, String body) {
    return provider.problem(new ErrorResponse(response.code(), response::header, body));
  }

  private CheckpointException of(Kind kind, String detail, Response response, Problem problem) {
    CheckpointException.Builder failure = CheckpointException.builder(kind, detail)
        .hint(hints.of(kind, response))
        .status(response.code())
        .code(problem.code())
        .requestId(problem.requestId())
        .retryAfter(RetryAfter.of(response, problem.retryAfter(), time.now()));
    Optional.ofNullable(problem.temporary()).ifPresent(failure::temporary);
    return failure.build();
  }

  private static String redirect(Response response, HttpUrl target) {
    return Redirects.sameOrigin(target, response.request().url())
        ? "the server redirects in a loop"
        : "a redirect to " + target.scheme() + "://" + target.host() + " was not followed";
  }

  /**
   * Some servers send the status in the body of a successful response: {@code
   * {"code":401,"msg":"…"}}.
   */
  private static Kind kindInBody(Problem problem) {
    if (problem.kind() != null) {
      return problem.kind();
    }
    String code = problem.code();
    return code != null && code.matches("[45]\\d\\d")
        ? kind(Integer.parseInt(code))
        : Kind.BAD_RESPONSE;
  }

  private static Kind kind(int status) {
    return switch (status) {
      case 401, 407 -> Kind.UNAUTHENTICATED;
      case 402 -> Kind.QUOTA_EXHAUSTED;
      case 403 -> Kind.PERMISSION_DENIED;
      case 404, 410 -> Kind.NOT_FOUND;
      case 405, 501, 505 -> Kind.UNSUPPORTED;
      case 408 -> Kind.TIMEOUT;
      case 409 -> Kind.CONFLICT;
      case 421, 425 -> Kind.SERVER_ERROR; // Both invite a second attempt.
      case 429 -> Kind.RATE_LIMITED;
      default ->
        status >= 500
            ? Kind.SERVER_ERROR
            : status >= 400 ? Kind.INVALID_REQUEST : Kind.BAD_RESPONSE;
    };
  }

  /** A body in no known format: text unchanged, JSON shortened. */
  private static String shown(String body) {
    String text = body.strip();
    @Nullable JsonElement json = parse(text);
    if (text.isEmpty() || (json != null && isEmpty(json))) {
      return NO_REASON;
    }
    return json == null ? body : cut(text);
  }

  private static String cut(String json) {
    return json.length() <= LONGEST_JSON ? json : json.substring(0, LONGEST_JSON) + "…";
  }

  private static boolean isEmpty(JsonElement json) {
    return json.isJsonNull()
        || (json.isJsonObject() && json.getAsJsonObject().isEmpty())
        || (json.isJsonArray() && json.getAsJsonArray().isEmpty());
  }

  private static @Nullable JsonElement parse(String text) {
    try {
      return text.startsWith("{") || text.startsWith("[") ? JsonParser.parseString(text) : null;
    } catch (JsonParseException e) {
      return null; // Not JSON, so it is shown as text.
    }
  }
}
