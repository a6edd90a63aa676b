package io.github.ckpt4j.robustness;

import io.github.ckpt4j.CheckpointException.Kind;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A fault between a request and its response, and the outcomes it must have.
 *
 * @param setup sets up the fault in a scenario
 * @param once the expected outcome if it happens once
 * @param always the expected outcome if it happens every time
 */
record WireFault(String name, Consumer<FaultScenario> setup, Outcome once, Outcome always) {
  private static final int ATTEMPTS = 3;

  /** A temporary fault: retried until it goes away or no attempts are left. */
  static WireFault temporary(String name, Kind kind, Consumer<FaultScenario> setup) {
    return new WireFault(name, setup, Outcome.listed(2), Outcome.failed(kind, ATTEMPTS));
  }

  static WireFault temporary(String name, Kind kind, FaultScenario.Reply reply) {
    return temporary(name, kind, serving(reply));
  }

  /** A fault that lasts until the timeout. */
  static WireFault slow(String name, FaultScenario.Reply reply) {
    return temporary(name, Kind.TIMEOUT, scenario -> {
      scenario.impatient();
      scenario.serve(reply);
    });
  }

  /** A fault that is not retried. */
  static WireFault permanent(String name, Kind kind, Consumer<FaultScenario> setup) {
    return new WireFault(name, setup, Outcome.failed(kind, 1), Outcome.failed(kind, 1));
  }

  static WireFault permanent(String name, Kind kind, FaultScenario.Reply reply) {
    return permanent(name, kind, serving(reply));
  }

  /** A deviation that must not affect the list. */
  static WireFault harmless(String name, Consumer<FaultScenario> setup) {
    return new WireFault(name, setup, Outcome.listed(1), Outcome.listed(1));
  }

  static WireFault harmless(String name, FaultScenario.Reply reply) {
    return harmless(name, serving(reply));
  }

  /** A temporary error response. */
  static WireFault temporary(String status, Kind kind, String body, String... headers) {
    return temporary(title(status, body, headers), kind, responding(status, body, headers));
  }

  /** An error response that is not retried. */
  static WireFault permanent(String status, Kind kind, String body, String... headers) {
    return permanent(title(status, body, headers), kind, responding(status, body, headers));
  }

  /** A successful response whose body is not a list. */
  static WireFault badBody(String name, Function<ProviderCase, String> body) {
    return permanent(
        name,
        Kind.BAD_RESPONSE,
        (connection, scenario) -> connection.write(WireSample.ok(body.apply(scenario.subject))));
  }

  /** A body that is not complete JSON, as during maintenance; the next attempt may succeed. */
  static WireFault notJson(String name, Function<ProviderCase, String> body) {
    return temporary(
        name,
        Kind.BAD_RESPONSE,
        (connection, scenario) -> connection.write(WireSample.ok(body.apply(scenario.subject))));
  }

  static WireFault harmlessBody(String name, Function<ProviderCase, String> body) {
    return harmless(
        name,
        (connection, scenario) -> connection.write(WireSample.ok(body.apply(scenario.subject))));
  }

  private static FaultScenario.Reply responding(String status, String body, String... headers) {
    return (connection, scenario) -> connection.write(WireSample.response(status, body, headers));
  }

  private static Consumer<FaultScenario> serving(FaultScenario.Reply reply) {
    return scenario -> scenario.serve(reply);
  }

  private static String title(String status, String body, String... headers) {
    return status
        + (headers.length == 0 ? "" : ", `" + String.join("`, `", headers) + "`")
        + (body.isEmpty() ? "" : ", body `" + body + "`");
  }
}
