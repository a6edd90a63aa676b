package io.github.ckpt4j.benchmarks;

import static io.github.ckpt4j.benchmarks.Markdown.figure;
import static io.github.ckpt4j.benchmarks.Markdown.number;

import io.github.ckpt4j.benchmarks.Figures.Figure;
import java.util.List;

/** Reports the figures of the packaged command. */
final class CommandReport {
  private final Figures figures;
  private final Markdown text;

  CommandReport(Figures figures, Markdown text) {
    this.figures = figures;
    this.text = text;
  }

  /** The JDKs to measure. */
  static List<String> jdks() {
    return Command.jdk25() == null
        ? List.of(Command.THIS_JDK)
        : List.of(Command.THIS_JDK, Command.JDK_25);
  }

  void targets() {
    for (String jdk : jdks()) {
      String label = " over a JVM that does nothing, JDK " + version(jdk);
      text.atMost("`ckpt --version`" + label, overNothing(jdk, StartBenchmark.VERSION), 5);
      text.atMost("`ckpt list` of one page" + label, overNothing(jdk, StartBenchmark.LIST), 5);
    }
    text.atMost(
        "`ckpt best` of 1,000,000 checkpoints with a heap of %d MB, s"
            .formatted(CommandBenchmark.MEGABYTES),
        figures.get("best checkpoints=1000000"),
        8);
    text.atMost(
        "`ckpt plot` of 1,000,000 points to PNG, s", figures.get("plot checkpoints=1000000"), 5);
  }

  void starts() {
    text.line("| Command | ms | Over a JVM that does nothing | Classes not from an archive |");
    text.line("|---|---|---|---|");
    for (String jdk : jdks()) {
      String end = ", JDK " + version(jdk);
      text.line("| a JVM that does nothing" + end + " | "
          + figure(start(jdk, StartBenchmark.NOTHING)) + " | 1 | |");
      row("`ckpt --version`" + end, jdk, StartBenchmark.VERSION);
      row("`ckpt list` of one page" + end, jdk, StartBenchmark.LIST);
    }
    if (Command.jdk25() == null) {
      text.line("");
      text.line("JDK 25 was not measured: `JAVA_HOME_25` was not set.");
    }
  }

  private void row(String label, String jdk, String line) {
    Figure classes = figures.get("run jdk=%s line=%s outsideArchive", jdk, line);
    text.line("| %s | %s | %s | %s |"
        .formatted(
            label,
            figure(start(jdk, line)),
            figure(overNothing(jdk, line)),
            number(classes.mean())));
  }

  private Figure start(String jdk, String line) {
    return figures.get("run jdk=%s line=%s", jdk, line);
  }

  private Figure overNothing(String jdk, String line) {
    return start(jdk, line).over(start(jdk, StartBenchmark.NOTHING));
  }

  private static String version(String jdk) {
    return jdk.equals(Command.THIS_JDK) ? String.valueOf(Runtime.version().feature()) : jdk;
  }
}
