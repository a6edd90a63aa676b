package io.github.ckpt4j.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Text;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Turns what came instead of a good answer into the error that says so. */
final class ErrorMapper {
  private static final List<String> REQUEST_ID_HEADERS = List.of(
      "x-request-id", "x-portkey-trace-id", "x-portkey-request-id", "x-oxen-request-id", "cf-ray");

  /** How often a gateway has tried already: a number, -1 if it used up all its tries. */
  private static final String GATEWAY_RETRIES = "x-portkey-retry-attempt-count";

  private ErrorMapper() {}

  /** The error for an answer with a status that means failure. */
  static CheckpointException ofStatus(Response response, String body, Time time) {
    JsonObject json = parse(body);
    String code =
        first(text(json, "error", "code"), text(json, "code"), text(json, "data", "errorCode"));
    return CheckpointException.builder(
            Kind.of(response.code(), code), problem(response, json, body))
        .status(response.code())
        .code(code)
        .requestId(first(requestId(response), text(json, "id")))
        .retryAfter(RetryAfter.of(response, text(json, "retry_after"), time.now()))
        .retryAdvice(retryAdvice(response))
        .build();
  }

  /** The error for a successful answer that could not be read. */
  static CheckpointException ofAnswer(Response response, RuntimeException e) {
    CheckpointException known = e instanceof CheckpointException failure
        ? failure
        : CheckpointException.builder(Kind.BAD_RESPONSE, "the answer could not be read")
            .cause(e)
            .build();
    return known.toBuilder()
        .status(response.code())
        .requestId(requestId(response))
        .build();
  }

  /** The error for an answer that did not come, or not to its end. */
  static CheckpointException ofNetwork(IOException e, boolean cancelled) {
    if (cancelled || Thread.currentThread().isInterrupted()) {
      return CancellationScope.cancellation(e);
    }
    String reason = Text.oneLine(e.getClass().getSimpleName() + ": " + e.getMessage());
    if (e instanceof InterruptedIOException) {
      return CheckpointException.builder(Kind.TIMEOUT, "no whole answer in time (" + reason + ")")
          .cause(e)
          .build();
    }
    return CheckpointException.builder(Kind.NETWORK, "no answer (" + reason + ")")
        .retryAdvice(isRefusedCertificate(e) ? Boolean.FALSE : null)
        .cause(e)
        .build();
  }

  /** A certificate that is refused now will be refused again; a handshake that broke off may not. */
  private static boolean isRefusedCertificate(Throwable e) {
    return e instanceof SSLPeerUnverifiedException
        || e instanceof CertificateException
        || (e.getCause() != null && isRefusedCertificate(e.getCause()));
  }

  static @Nullable String requestId(Response response) {
    return REQUEST_ID_HEADERS.stream()
        .map(response::header)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static String problem(Response response, @Nullable JsonObject json, String body) {
    HttpUrl redirect = RedirectsWithinOrigin.target(response);
    if (redirect != null) {
      return "a redirect to " + redirect.scheme() + "://" + redirect.host() + " was not followed";
    }
    String said = first(
        text(json, "error", "message"),
        text(json, "error"),
        text(json, "message"),
        text(json, "data", "message"),
        text(json, "status_description"),
        text(json, "status_message"));
    if (said != null) {
      return said;
    }
    boolean readable = json == null && !body.isBlank() && !body.stripLeading().startsWith("<");
    return readable ? body : "no reason given";
  }

  private static @Nullable Boolean retryAdvice(Response response) {
    String gateway = response.header(GATEWAY_RETRIES);
    if (gateway != null && !gateway.equals("0")) {
      return false;
    }
    String advice = response.header("x-should-retry");
    if ("true".equalsIgnoreCase(advice)) {
      return true;
    }
    return "false".equalsIgnoreCase(advice) ? false : null;
  }

  private static @Nullable JsonObject parse(String body) {
    try {
      JsonElement json = JsonParser.parseString(body);
      return json.isJsonObject() ? json.getAsJsonObject() : null;
    } catch (JsonParseException e) {
      return null; // An error's body may be anything; what it says is then shown as it is.
    }
  }

  /** The text or number at the end of the path, null if there is none. */
  private static @Nullable String text(@Nullable JsonObject json, String... path) {
    JsonElement at = json;
    for (String name : path) {
      at = at != null && at.isJsonObject() ? at.getAsJsonObject().get(name) : null;
    }
    return at != null && at.isJsonPrimitive() && !at.getAsString().isBlank()
        ? at.getAsString()
        : null;
  }

  private static @Nullable String first(@Nullable String... candidates) {
    return Stream.of(candidates).filter(Objects::nonNull).findFirst().orElse(null);
  }
}
