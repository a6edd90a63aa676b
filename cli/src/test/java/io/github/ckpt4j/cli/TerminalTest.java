package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.cli.print.Output;
import io.github.ckpt4j.cli.print.Style;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The differences between a terminal and other outputs. */
final class TerminalTest {
  @Test
  void colorOnlyOnTerminal() {
    assertThat(Terminal.ofSize(24, 80, Map.of()).style(Terminal.Color.AUTO)).isEqualTo(Style.COLOR);
    assertThat(Terminal.none(Map.of()).style(Terminal.Color.AUTO)).isEqualTo(Style.PLAIN);
  }

  @Test
  void noColorIsObeyedUnlessOverridden() {
    Terminal terminal = Terminal.ofSize(24, 80, Map.of("NO_COLOR", "1"));

    assertThat(terminal.style(Terminal.Color.AUTO)).isEqualTo(Style.PLAIN);
    assertThat(terminal.style(Terminal.Color.ALWAYS)).isEqualTo(Style.COLOR);
    assertThat(Terminal.ofSize(24, 80, Map.of("TERM", "dumb")).style(Terminal.Color.AUTO))
        .isEqualTo(Style.PLAIN);
    assertThat(Terminal.ofSize(24, 80, Map.of()).style(Terminal.Color.NEVER))
        .isEqualTo(Style.PLAIN);
  }

  @Test
  void widthIsThatOfTerminalUnlessSet() {
    assertThat(Terminal.ofSize(24, 90, Map.of()).width()).isEqualTo(90);
    assertThat(Terminal.ofSize(24, 90, Map.of("COLUMNS", "70")).width()).isEqualTo(70);
    assertThat(Terminal.none(Map.of("COLUMNS", "wide")).width()).isEqualTo(Terminal.UNLIMITED);
  }

  @Test
  void watchRedrawsInPlace() {
    try (Sandbox sandbox = Sandbox.start()) {
      Cli.Result result = new Cli()
          .environment(sandbox.environment())
          .terminal(24, 80)
          .run("watch", "openai:ftjob-overfitted", "--interval", "10ms");

      assertThat(result.out())
          .contains("no checkpoint yet", "\u001b[J", "3 checkpoints", "succeeded");
      assertThat(result.code()).isZero();
      String last = result.out().substring(result.out().lastIndexOf("\u001b[J"));
      assertThat(last.lines())
          .hasSize(5)
          .allSatisfy(line ->
              assertThat(line.replaceAll("\u001b\\[\\w+", "")).hasSizeLessThanOrEqualTo(80));
    }
  }

  @Test
  void watchDrawsOncePerTickHoweverManyCheckpointsArrive() {
    try (Sandbox sandbox = Sandbox.start()) {
      sandbox.add(SandboxJob.of("openai:ftjob-long").checkpoints(8_000));

      Cli.Result result = new Cli()
          .environment(sandbox.environment())
          .terminal(24, 80)
          .run("watch", "openai:ftjob-long", "--interval", "10ms");

      assertThat(result.code()).isZero();
      assertThat(result.out()).contains("8,000 checkpoints");
      assertThat(result.out()).hasSizeLessThan(1_000_000);
    }
  }

  @Test
  void progressOnlyOnTerminal() throws InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CountDownLatch drawn = new CountDownLatch(1);
    OutputStream err = new FilterOutputStream(bytes) {
      @Override
      public void flush() {
        drawn.countDown();
      }
    };

    try (Progress progress = Progress.on(new Output(err), "Reading", "checkpoint", () -> 80)) {
      progress.step();
      drawn.await();
    }

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("Reading: 1 checkpoint")
        .endsWith("\r\u001b[K");
  }
}
