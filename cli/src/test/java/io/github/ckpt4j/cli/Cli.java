package io.github.ckpt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.ckpt4j.cli.print.Output;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Runs the command as a process would, but within this one and with its own environment. */
final class Cli {
  /** Shortly after the sandbox's finished jobs were created. */
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-02-11T12:00:00Z"), ZoneOffset.UTC);

  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private OutputStream outStream = out;
  private String in = "";
  private Clock clock = CLOCK;
  private UnaryOperator<Terminal> outTerminal = none -> none;
  private UnaryOperator<Terminal> errTerminal = none -> none;

  /** The result of a run. */
  record Result(int code, String out, String err) {}

  Cli() {
    environment.put("HOME", "/nonexistent");
    environment.put("XDG_CACHE_HOME", "/dev/null"); // Not even root can create a directory there.
  }

  Cli environment(Map<String, String> variables) {
    environment.putAll(variables);
    return this;
  }

  Cli set(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Cli clock(Clock other) {
    clock = other;
    return this;
  }

  Cli in(String text) {
    in = text;
    return this;
  }

  Cli outTo(OutputStream stream) {
    outStream = stream;
    return this;
  }

  /** Makes standard output a terminal of this size. */
  Cli terminal(int rows, int columns) {
    outTerminal = none -> Terminal.ofSize(rows, columns, environment);
    return this;
  }

  /** Makes standard error a terminal of this size. */
  Cli errTerminal(int rows, int columns) {
    errTerminal = none -> Terminal.ofSize(rows, columns, environment);
    return this;
  }

  Environment shell() {
    Terminal none = Terminal.none(environment);
    return new Environment(
        environment,
        new ByteArrayInputStream(in.getBytes(UTF_8)),
        new Output(outStream),
        new Output(err),
        outTerminal.apply(none),
        errTerminal.apply(none),
        clock);
  }

  Result run(String... args) {
    int code = Ckpt.run(shell(), args);
    return new Result(code, out.toString(UTF_8), err.toString(UTF_8));
  }
}
