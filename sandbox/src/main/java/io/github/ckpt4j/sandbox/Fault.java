package io.github.ckpt4j.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.SocketEffect;
import okio.Buffer;

/**
 * A fault in one response of the sandbox. Faults that change a body have no effect on a list long
 * enough to be streamed.
 */
public final class Fault {

  /** Creates the response to send, from the normal one or instead of it. */
  @FunctionalInterface
  private interface Effect {
    MockResponse.Builder on(
        Errors errors, Request request, Function<Request, MockResponse.Builder> normal);
  }

  private final String name;
  private final Effect effect;

  private Fault(String name, Effect effect) {
    this.name = name;
    this.effect = effect;
  }

  /**
   * This status, with the provider's usual body for it. A 429 asks the client to wait one second.
   */
  public static Fault status(int status) {
    return status == 429
        ? rateLimited(Duration.ofSeconds(1))
        : new Fault(
            "status " + status,
            (errors, request, normal) -> errors.error(status).toHttp(null));
  }

  /** A 429 that asks the client to wait this long, in the provider's own format. */
  public static Fault rateLimited(Duration wait) {
    return new Fault(
        "rate limit " + wait,
        (errors, request, normal) -> errors.rateLimited(wait).toHttp(null));
  }

  /** The error of an account without credit; at OpenAI and Portkey a 429 that no retry can fix. */
  public static Fault quotaExhausted() {
    return new Fault(
        "quota", (errors, request, normal) -> errors.quotaExhausted().toHttp(null));
  }

  /** A connection that closes before the response. */
  public static Fault dropConnection() {
    return new Fault(
        "drop",
        (errors, request, normal) ->
            normal.apply(request).onResponseStart(new SocketEffect.CloseSocket()));
  }

  /** A connection that closes in the middle of the normal response's body. */
  public static Fault dropBody() {
    return new Fault(
        "drop body",
        (errors, request, normal) ->
            normal.apply(request).onResponseBody(new SocketEffect.CloseSocket()));
  }

  /** The normal response, delayed. */
  public static Fault delay(Duration delay) {
    return new Fault(
        "delay " + delay,
        (errors, request, normal) ->
            normal.apply(request).headersDelay(delay.toNanos(), TimeUnit.NANOSECONDS));
  }

  /** A different response, such as one from a proxy, a login page or the wrong server. */
  public static Fault response(int status, String contentType, String body) {
    return new Fault(
        "response " + status,
        (errors, request, normal) -> new MockResponse.Builder()
            .code(status)
            .setHeader("Content-Type", contentType)
            .body(body));
  }

  /** A connection that stays open and silent in the middle of the normal response's body. */
  public static Fault stall() {
    return new Fault(
        "stall",
        (errors, request, normal) ->
            normal.apply(request).onResponseBody(SocketEffect.Stall.INSTANCE));
  }

  /** The whole file instead of the requested range, with the matching status. */
  public static Fault ignoreRange() {
    return new Fault(
        "ignore range", (errors, request, normal) -> normal.apply(request.withoutRange()));
  }

  /** The normal response with another value for a header, such as Content-Range or ETag. */
  public static Fault header(String name, String value) {
    return new Fault(
        "header " + name,
        (errors, request, normal) -> normal.apply(request).setHeader(name, value));
  }

  /** The normal response without a header. */
  public static Fault withoutHeader(String name) {
    return new Fault(
        "without " + name, (errors, request, normal) -> normal.apply(request).removeHeader(name));
  }

  /** The normal response with its body compressed by a proxy, requested or not. */
  public static Fault gzip() {
    return new Fault("gzip", (errors, request, normal) -> {
      MockResponse.Builder response = normal.apply(request);
      return withBody(response, Framed::gzip).setHeader("Content-Encoding", "gzip");
    });
  }

  /**
   * The normal response with a body that is this many bytes longer or, if negative, shorter; its
   * Content-Length matches the new length.
   */
  public static Fault bodyLength(int difference) {
    return new Fault(
        "body length " + difference,
        (errors, request, normal) -> withBody(
            normal.apply(request),
            body -> difference > 0
                ? new Joined(List.of(body, Content.of(new byte[difference])))
                : body.slice(0, Math.max(0, body.size() + difference))));
  }

  /** The normal response with one wrong bit in the middle of its body. */
  public static Fault flipBit() {
    return new Fault(
        "flip bit",
        (errors, request, normal) ->
            withBody(normal.apply(request), body -> body.size() == 0 ? body : flipped(body)));
  }

  private static Content flipped(Content body) {
    long middle = body.size() / 2;
    byte[] wrong = new byte[1];
    body.read(middle, wrong, 0, 1);
    wrong[0] ^= 1;
    return new Joined(
        List.of(body.slice(0, middle), Content.of(wrong), body.slice(middle + 1, body.size())));
  }

  private static MockResponse.Builder withBody(
      MockResponse.Builder response, UnaryOperator<Content> change) {
    MockResponseBody body = response.getBody();
    if (body == null || body.getContentLength() < 0) {
      return response;
    }
    return response.body(new ContentBody(change.apply(content(body))));
  }

  private static Content content(MockResponseBody body) {
    if (body instanceof ContentBody file) {
      return file.content();
    }
    Buffer buffer = new Buffer();
    try {
      body.writeTo(buffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Content.of(buffer.readByteArray());
  }

  MockResponse.Builder on(
      Errors errors, Request request, Function<Request, MockResponse.Builder> normal) {
    return effect.on(errors, request, normal);
  }

  @Override
  public String toString() {
    return name;
  }
}
