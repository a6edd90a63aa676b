package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Text;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Writes one line for each attempt to the {@link System.Logger} named {@code io.github.ckpt4j}, at
 * level {@code DEBUG}: what was asked, what came, how long it took. Of headers, only those listed
 * here are shown.
 */
final class AttemptLog {
  private static final Logger LOGGER = System.getLogger("io.github.ckpt4j");
  private static final List<String> SHOWN =
      List.of("content-type", "content-length", "retry-after", "x-request-id");

  private final Request request;
  private final Time time;
  private final long start;

  private AttemptLog(Request request, Time time) {
    this.request = request;
    this.time = time;
    this.start = time.nanos();
  }

  static AttemptLog start(Request request, Time time) {
    return new AttemptLog(request, time);
  }

  /** Notes an answer; what it says is shown with the secrets in it replaced. */
  void answered(Response response, UnaryOperator<String> redact) {
    log(() -> redact.apply(response.code() + headers(response)));
  }

  void failed(CheckpointException failure) {
    log(() -> failure.kind() + ": " + Text.oneLine(failure.detail()));
  }

  /** Notes that the reason for an error could not be read, only its status. */
  static void unreadable(IOException e) {
    LOGGER.log(Level.DEBUG, () -> "the body of an error broke off: " + e.getMessage());
  }

  private void log(java.util.function.Supplier<String> outcome) {
    LOGGER.log(
        Level.DEBUG,
        () -> request.method()
            + " "
            + request.url()
            + " -> "
            + outcome.get()
            + " ("
            + (time.nanos() - start) / 1_000_000
            + " ms)");
  }

  private static String headers(Response response) {
    return SHOWN.stream()
        .map(name -> response.header(name) == null ? null : name + "=" + response.header(name))
        .filter(Objects::nonNull)
        .collect(Collectors.joining(" ", " ", ""))
        .stripTrailing();
  }
}
