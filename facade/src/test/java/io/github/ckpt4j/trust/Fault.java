package io.github.ckpt4j.trust;

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
record Fault(String name, Consumer<Stage> staging, Outcome once, Outcome always) {
  private static final int ATTEMPTS = 3;

  /** One that goes away by itself if it can: tried again until it does, or the tries are used up. */
  static Fault passing(String name, Kind kind, Consumer<Stage> staging) {
    return new Fault(name, staging, Outcome.listed(2), Outcome.failed(kind, ATTEMPTS));
  }

  static Fault passing(String name, Kind kind, Stage.Reply reply) {
    return passing(name, kind, serving(reply));
  }

  /** One that takes as long as it is let. */
  static Fault slow(String name, Stage.Reply reply) {
    return passing(name, Kind.TIMEOUT, stage -> {
      stage.impatient();
      stage.serve(reply);
    });
  }

  /** One that trying again does not help against. */
  static Fault lasting(String name, Kind kind, Consumer<Stage> staging) {
    return new Fault(name, staging, Outcome.failed(kind, 1), Outcome.failed(kind, 1));
  }

  static Fault lasting(String name, Kind kind, Stage.Reply reply) {
    return lasting(name, kind, serving(reply));
  }

  /** One that does no harm. */
  static Fault harmless(String name, Consumer<Stage> staging) {
    return new Fault(name, staging, Outcome.listed(1), Outcome.listed(1));
  }

  static Fault harmless(String name, Stage.Reply reply) {
    return harmless(name, serving(reply));
  }

  /** A status, with this body, that goes away by itself. */
  static Fault passing(String status, Kind kind, String body, String... headers) {
    return passing(title(status, body, headers), kind, answering(status, body, headers));
  }

  /** A status, with this body, that trying again does not help against. */
  static Fault lasting(String status, Kind kind, String body, String... headers) {
    return lasting(title(status, body, headers), kind, answering(status, body, headers));
  }

  /** A successful answer whose body is no list. */
  static Fault badBody(String name, Function<Subject, String> body) {
    return lasting(
        name,
        Kind.BAD_RESPONSE,
        (connection, stage) -> connection.write(Wire.ok(body.apply(stage.subject))));
  }

  static Fault harmlessBody(String name, Function<Subject, String> body) {
    return harmless(
        name, (connection, stage) -> connection.write(Wire.ok(body.apply(stage.subject))));
  }

  private static Stage.Reply answering(String status, String body, String... headers) {
    return (connection, stage) -> connection.write(Wire.answer(status, body, headers));
  }

  private static Consumer<Stage> serving(Stage.Reply reply) {
    return stage -> stage.serve(reply);
  }

  private static String title(String status, String body, String... headers) {
    return status
        + (headers.length == 0 ? "" : ", `" + String.join("`, `", headers) + "`")
        + (body.isEmpty() ? "" : ", body `" + body + "`");
  }
}
