package io.github.ckpt4j.robustness;

import io.github.ckpt4j.CheckpointException.Kind;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Something that goes wrong between a question and its answer, and what must come of it.
 *
 * @param staging makes it go wrong
 * @param once what must come of it if it happens once
 * @param always what must come of it if it happens every time
 */
record WireFault(String name, Consumer<FaultScenario> staging, Outcome once, Outcome always) {
  private static final int ATTEMPTS = 3;

  /** One that goes away by itself if it can: tried again until it does, or the tries are used up. */
  static WireFault passing(String name, Kind kind, Consumer<FaultScenario> staging) {
    return new WireFault(name, staging, Outcome.listed(2), Outcome.failed(kind, ATTEMPTS));
  }

  static WireFault passing(String name, Kind kind, FaultScenario.Reply reply) {
    return passing(name, kind, serving(reply));
  }

  /** One that takes as long as it is let. */
  static WireFault slow(String name, FaultScenario.Reply reply) {
    return passing(name, Kind.TIMEOUT, stage -> {
      stage.impatient();
      stage.serve(reply);
    });
  }

  /** One that trying again does not help against. */
  static WireFault lasting(String name, Kind kind, Consumer<FaultScenario> staging) {
    return new WireFault(name, staging, Outcome.failed(kind, 1), Outcome.failed(kind, 1));
  }

  static WireFault lasting(String name, Kind kind, FaultScenario.Reply reply) {
    return lasting(name, kind, serving(reply));
  }

  /** One that does no harm. */
  static WireFault harmless(String name, Consumer<FaultScenario> staging) {
    return new WireFault(name, staging, Outcome.listed(1), Outcome.listed(1));
  }

  static WireFault harmless(String name, FaultScenario.Reply reply) {
    return harmless(name, serving(reply));
  }

  /** A status, with this body, that goes away by itself. */
  static WireFault passing(String status, Kind kind, String body, String... headers) {
    return passing(title(status, body, headers), kind, answering(status, body, headers));
  }

  /** A status, with this body, that trying again does not help against. */
  static WireFault lasting(String status, Kind kind, String body, String... headers) {
    return lasting(title(status, body, headers), kind, answering(status, body, headers));
  }

  /** A successful answer whose body is no list. */
  static WireFault badBody(String name, Function<ProviderCase, String> body) {
    return lasting(
        name,
        Kind.BAD_RESPONSE,
        (connection, stage) -> connection.write(WireSample.ok(body.apply(stage.subject))));
  }

  /** A body that is not whole JSON, as during maintenance: the next attempt may find another. */
  static WireFault notJson(String name, Function<ProviderCase, String> body) {
    return passing(
        name,
        Kind.BAD_RESPONSE,
        (connection, stage) -> connection.write(WireSample.ok(body.apply(stage.subject))));
  }

  static WireFault harmlessBody(String name, Function<ProviderCase, String> body) {
    return harmless(
        name, (connection, stage) -> connection.write(WireSample.ok(body.apply(stage.subject))));
  }

  private static FaultScenario.Reply answering(String status, String body, String... headers) {
    return (connection, stage) -> connection.write(WireSample.answer(status, body, headers));
  }

  private static Consumer<FaultScenario> serving(FaultScenario.Reply reply) {
    return stage -> stage.serve(reply);
  }

  private static String title(String status, String body, String... headers) {
    return status
        + (headers.length == 0 ? "" : ", `" + String.join("`, `", headers) + "`")
        + (body.isEmpty() ? "" : ", body `" + body + "`");
  }
}
