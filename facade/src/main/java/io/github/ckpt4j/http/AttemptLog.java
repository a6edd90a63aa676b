package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Logs one line for each attempt to the {@link System.Logger} named {@code io.github.ckpt4j}, at
 * level {@code DEBUG}: the request, its outcome and its duration. Only the headers listed here are
 * shown. Every line is redacted as a whole.
 */
final class AttemptLog {
  private static final Logger LOGGER = System.getLogger("io.github.ckpt4j");
  private static final List<String> SHOWN =
      List.of("content-type", "content-length", "retry-after", "x-request-id");
  private static final int LONGEST_LINE = 1000;

  private final Request request;
  private final String shown;
  private final Redactor redactor;
  private final Time time;
  private final long start;

  private AttemptLog(Request request, String shown, Redactor redactor, Time time) {
    this.request = request;
    this.shown = shown;
    this.redactor = redactor;
    this.time = time;
    this.start = time.nanos();
  }

  static AttemptLog start(Request request, Redactor redactor, Time time) {
    return new AttemptLog(request, request.url().toString(), redactor, time);
  }

  /** The log of an attempt to read a link, of which only the host is shown. */
  static AttemptLog startLink(Request request, Redactor redactor, Time time) {
    String host = request.url().scheme() + "://" + request.url().host() + "/***";
    return new AttemptLog(request, host, redactor, time);
  }

  void succeeded(Response response) {
    outcome(() -> response.code() + headers(response));
  }

  void failed(CheckpointException failure) {
    outcome(() -> failure.kind() + ": " + failure.detail());
  }

  /** Notes that the body of an error broke off, so that its reason may be incomplete. */
  void brokenOff(IOException e) {
    log(() -> "the body of an error broke off: " + e.getMessage());
  }

  private void outcome(Supplier<String> outcome) {
    log(() -> request.method()
        + " "
        + shown
        + " -> "
        + outcome.get()
        + " ("
        + (time.nanos() - start) / 1_000_000
        + " ms)");
  }

  private void log(Supplier<String> line) {
    LOGGER.log(Level.DEBUG, () -> oneLine(redactor.redact(line.get())));
  }

  private static String oneLine(String text) {
    String cut = text.length() <= LONGEST_LINE
        ? text
        : text.substring(0, LONGEST_LINE / 2) + "…"
            + text.substring(text.length() - LONGEST_LINE / 2);
    return cut.replaceAll("[\\p{IsControl}\\p{IsWhite_Space}\\p{Cf}]+", " ").strip();
  }

  private static String headers(Response response) {
    return SHOWN.stream()
        .map(name -> response.header(name) == null ? null : name + "=" + response.header(name))
        .filter(Objects::nonNull)
        .collect(Collectors.joining(" ", " ", ""))
        .stripTrailing();
  }
}
