package io.github.ckpt4j.fuzz;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Tries a target with its corpus and with the requested number of inputs made from it. */
public final class Fuzzer {
  /** No input is long enough to need a thousandth of this. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private static final int MOST_SHOWN = 20;
  private static final long PROGRESS = 500_000;

  private final FuzzTarget target;
  private final Mutator mutator;
  private final Map<String, String> failures = new LinkedHashMap<>();
  private long inputs;
  private long failed;

  private Fuzzer(FuzzTarget target, long seed) {
    this.target = target;
    this.mutator = new Mutator(target, new Random(seed));
  }

  /**
   * The result of many inputs.
   *
   * @param processorSeconds the processor time of the thread, which may share the processor
   * @param failures one input for each kind of failure, up to a limit
   */
  public record Result(
      String target,
      long inputs,
      double seconds,
      double processorSeconds,
      long failed,
      Map<String, String> failures) {
    @Override
    public String toString() {
      String count = String.format(
          Locale.ROOT,
          "%s: %,d inputs, %.0f s, %.0f s of a processor (%,.0f inputs/s), %d failures",
          target,
          inputs,
          seconds,
          processorSeconds,
          inputs / processorSeconds,
          failed);
      StringBuilder text = new StringBuilder(count);
      failures.forEach((failure, input) ->
          text.append("\n  ").append(failure).append("\n    input: ").append(input));
      return text.toString();
    }
  }

  /** Tries this many inputs; the same seed creates the same inputs. */
  public static Result run(FuzzTarget target, long inputs, long seed) {
    Fuzzer fuzzer = new Fuzzer(target, seed);
    Clock start = Clock.read();
    target.corpus().forEach(fuzzer::attempt);
    while (fuzzer.inputs < inputs) {
      fuzzer.attempt(fuzzer.mutator.next());
      if (fuzzer.inputs % PROGRESS == 0) {
        System.out.println(fuzzer.result(start));
      }
    }
    return fuzzer.result(start);
  }

  /** The program: {@code [inputs] [seed] [target…]}, all targets by default. */
  public static void main(List<FuzzTarget> targets, String... arguments) {
    long inputs = arguments.length > 0 ? Long.parseLong(arguments[0]) : 10_000_000;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 0;
    List<String> names =
        List.of(arguments).subList(Math.min(2, arguments.length), arguments.length);
    boolean failed = false;
    for (FuzzTarget target : targets) {
      if (names.isEmpty() || names.contains(target.name())) {
        Result result = run(target, inputs, seed);
        System.out.println("done: " + result);
        failed |= result.failed() > 0;
      }
    }
    if (failed) {
      throw new AssertionError("some inputs failed");
    }
  }

  private Result result(Clock start) {
    Clock now = Clock.read();
    return new Result(
        target.name(),
        inputs,
        (now.nanos - start.nanos) / 1e9,
        (now.processorNanos - start.processorNanos) / 1e9,
        failed,
        Map.copyOf(failures));
  }

  private record Clock(long nanos, long processorNanos) {
    static Clock read() {
      long processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      return new Clock(System.nanoTime(), processor);
    }
  }

  private void attempt(byte[] input) {
    inputs++;
    long start = System.nanoTime();
    execute(input);
    if (System.nanoTime() - start > LONGEST.toNanos() && isSlow(input)) {
      keep("took too long", input);
    }
  }

  /** Other processes may have used the processor meanwhile, so a second attempt measures processor time. */
  private boolean isSlow(byte[] input) {
    long start = Clock.read().processorNanos;
    execute(input);
    return Clock.read().processorNanos - start > LONGEST.toNanos();
  }

  private void execute(byte[] input) {
    try {
      target.attempt().accept(input);
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      keep(describe(e), input);
    }
  }

  private void keep(String failure, byte[] input) {
    failed++;
    if (failures.size() < MOST_SHOWN) {
      failures.putIfAbsent(failure, shown(input));
    }
  }

  /** The exception and its place, without its text, which would make every input a separate kind. */
  private static String describe(Throwable thrown) {
    String place = thrown.getStackTrace().length == 0 ? "" : " at " + thrown.getStackTrace()[0];
    return (thrown instanceof AssertionError
            ? thrown.getMessage()
            : thrown.getClass().getName())
        + place;
  }

  /** The input as a Java string. */
  private static String shown(byte[] input) {
    StringBuilder text = new StringBuilder("\"");
    for (char c : new String(input, StandardCharsets.UTF_8).toCharArray()) {
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').substring(0, Math.min(text.length(), 2000));
  }
}
