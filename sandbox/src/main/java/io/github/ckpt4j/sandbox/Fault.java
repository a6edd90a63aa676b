package io.github.ckpt4j.sandbox;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;

/** A fault in one response of the sandbox. */
public final class Fault {

  /** Creates the response to send, from the normal one or in its place. */
  @FunctionalInterface
  private interface Effect {
    MockResponse.Builder on(SandboxProvider provider, Supplier<MockResponse.Builder> normal);
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
            "status " + status, (provider, normal) -> provider.error(status).toHttp(null));
  }

  /** A 429 that asks the client to wait this long, in the provider's own format. */
  public static Fault rateLimited(Duration wait) {
    return new Fault(
        "rate limit " + wait, (provider, normal) -> provider.rateLimited(wait).toHttp(null));
  }

  /** The error of an account without credit; at OpenAI and Portkey a 429 that no retry can fix. */
  public static Fault quotaExhausted() {
    return new Fault("quota", (provider, normal) -> provider.quotaExhausted().toHttp(null));
  }

  /** A connection that closes before the response. */
  public static Fault dropConnection() {
    return new Fault(
        "drop", (provider, normal) -> normal.get().onResponseStart(new SocketEffect.CloseSocket()));
  }

  /** A connection that closes in the middle of the normal response's body. */
  public static Fault dropBody() {
    return new Fault(
        "drop body",
        (provider, normal) -> normal.get().onResponseBody(new SocketEffect.CloseSocket()));
  }

  /** The normal response, delayed. */
  public static Fault delay(Duration delay) {
    return new Fault(
        "delay " + delay,
        (provider, normal) -> normal.get().headersDelay(delay.toNanos(), TimeUnit.NANOSECONDS));
  }

  /** A different response, such as one from a proxy, a login page or the wrong server. */
  public static Fault response(int status, String contentType, String body) {
    return new Fault(
        "response " + status,
        (provider, normal) -> new MockResponse.Builder()
            .code(status)
            .setHeader("Content-Type", contentType)
            .body(body));
  }

  MockResponse.Builder on(SandboxProvider provider, Supplier<MockResponse.Builder> normal) {
    return effect.on(provider, normal);
  }

  @Override
  public String toString() {
    return name;
  }
}
