package io.github.ckpt4j.sandbox;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;

/** Something that goes wrong with one answer. */
public final class Fault {

  /** Makes the answer that is sent, from the right one or instead of it. */
  @FunctionalInterface
  private interface Effect {
    MockResponse.Builder on(FakeProvider provider, Supplier<MockResponse.Builder> right);
  }

  private final String name;
  private final Effect effect;

  private Fault(String name, Effect effect) {
    this.name = name;
    this.effect = effect;
  }

  /** This status, with the body that the provider sends with it. A 429 asks to wait a second. */
  public static Fault status(int status) {
    return status == 429
        ? rateLimited(Duration.ofSeconds(1))
        : new Fault("status " + status, (provider, right) -> provider.error(status));
  }

  /** A 429 that asks to wait this long, where and how the provider says so. */
  public static Fault rateLimited(Duration wait) {
    return new Fault("rate limit " + wait, (provider, right) -> provider.rateLimited(wait));
  }

  /** An account without credit: at OpenAI and Portkey a 429 that waiting does not cure. */
  public static Fault quotaExhausted() {
    return new Fault("quota", (provider, right) -> provider.quotaExhausted());
  }

  /** A connection that is closed before any of the answer. */
  public static Fault dropConnection() {
    return new Fault(
        "drop", (provider, right) -> right.get().onResponseStart(new SocketEffect.CloseSocket()));
  }

  /** A connection that is closed in the middle of the right answer's body. */
  public static Fault dropBody() {
    return new Fault(
        "drop body",
        (provider, right) -> right.get().onResponseBody(new SocketEffect.CloseSocket()));
  }

  /** The right answer, late. */
  public static Fault delay(Duration delay) {
    return new Fault(
        "delay " + delay,
        (provider, right) -> right.get().headersDelay(delay.toNanos(), TimeUnit.NANOSECONDS));
  }

  /** Another answer altogether: what a proxy, a portal or a wrong server may say. */
  public static Fault answer(int status, String contentType, String body) {
    return new Fault(
        "answer " + status,
        (provider, right) -> new MockResponse.Builder()
            .code(status)
            .setHeader("Content-Type", contentType)
            .body(body));
  }

  MockResponse.Builder on(FakeProvider provider, Supplier<MockResponse.Builder> right) {
    return effect.on(provider, right);
  }

  @Override
  public String toString() {
    return name;
  }
}
