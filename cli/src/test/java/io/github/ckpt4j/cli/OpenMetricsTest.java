package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonParser;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.Cli.Result;
import io.github.ckpt4j.cli.print.OpenMetrics;
import io.github.ckpt4j.cli.print.Output;
import io.github.ckpt4j.sandbox.Fault;
import io.github.ckpt4j.sandbox.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gauges for Prometheus. */
final class OpenMetricsTest {
  private static final Path MONITORING = Path.of("..", "docs", "monitoring");
  private static final JobRef JOB = JobRef.parse("openai:ftjob-overfitted");
  private static final Pattern SAMPLE = Pattern.compile(
      "ckpt4j_[a-z_]+(?:\\{[a-z]+=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\""
          + "(?:,[a-z]+=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\")*\\})? (?:-?[0-9.]+(?:E-?[0-9]+)?|[+-]Inf|NaN)");

  private final Sandbox sandbox = Sandbox.builder().clock(Cli.CLOCK).start();

  @AfterEach
  void close() {
    sandbox.close();
  }

  private Result run(String line) {
    return new Cli().environment(sandbox.environment()).run(line.split(" ", -1));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          jobs openai:                            | ckpt4j_job_state{ref="openai:ftjob-overfitted",provider="openai",state="succeeded"} 1
          jobs openai:                            | ckpt4j_job_state{ref="openai:ftjob-overfitted",provider="openai",state="running"} 0
          list openai:ftjob-overfitted            | ckpt4j_last_step{ref="openai:ftjob-overfitted",provider="openai"} 300
          list openai:ftjob-overfitted            | ckpt4j_best_value{ref="openai:ftjob-overfitted",provider="openai",metric="valid_loss"} 0.749113172784506
          list openai:ftjob-overfitted -n 1       | metric="valid_loss"} 0.749113172784506
          list openai:ftjob-overfitted -m train_loss | metric="train_loss"}
          list openai:ftjob-overfitted            | ckpt4j_expires_in_seconds{ref="openai:ftjob-overfitted",provider="openai"} 734400
          list openai:ftjob-overfitted            | ckpt4j_expiry_timestamp_seconds{ref="openai:ftjob-overfitted",provider="openai"} 1771545600
          inventory openai:ftjob-overfitted       | ckpt4j_expires_in_seconds{ref="openai:ftjob-overfitted",provider="openai"} 734400
          inventory openai:ftjob-overfitted       | ckpt4j_last_step{ref="openai:ftjob-overfitted",provider="openai"} 300
          inventory openai:ftjob-overfitted       | ckpt4j_best_value{
          inventory openai:ftjob-overfitted       | state="succeeded"} 1
          inventory openai:ftjob-overfitted       | ckpt4j_incomplete 0
          """)
  void writesGauges(String line, String sample) {
    Result result = run(line + " -o openmetrics");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains(sample);
    assertValid(result.out());
  }

  @Test
  void expiringWritesTheNearestEndOfEachJobAndKeepsItsExitCode() {
    Result result = run("expiring openai:ftjob-overfitted baseten: --within 400d -o openmetrics");

    assertThat(result.code()).isEqualTo(ExitCode.DUE);
    assertThat(result.out())
        .contains("ckpt4j_expires_in_seconds{ref=\"openai:ftjob-overfitted\"", "baseten:");
    assertValid(result.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"jobs openai: together:", "inventory openai:ftjob-overfitted together:ft-nope"})
  void whatCannotBeReadMakesTheRunIncomplete(String line) {
    if (line.startsWith("jobs")) {
      sandbox.failNext("together", Fault.status(401), 1);
    }
    Result result = run(line + " -o openmetrics");

    assertThat(result.code()).isNotZero();
    assertThat(result.err()).contains("together:");
    assertThat(result.out()).contains("openai:ftjob-overfitted", "ckpt4j_incomplete 1\n");
    assertValid(result.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"best", "top", "show", "compare", "latest", "watch", "job", "events"})
  void otherCommandsRefuseIt(String command) {
    Result result = run(command + " openai:ftjob-overfitted -o openmetrics");

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .contains("must be table, wide, json, jsonl, yaml, csv", "not 'openmetrics'");
  }

  static Stream<String> hostileNames() {
    return Stream.of(
        "a\"b",
        "a\\b",
        "a\\",
        "\\\"",
        "a\nb",
        "a\r\nb",
        "}\n# EOF\nx 1",
        "\u001b[31m",
        "\u202e",
        "\u0000",
        "\ud800",
        "\ud83d\ude00",
        "{a=\"b\"} 1",
        "\u2028",
        " ",
        "\t");
  }

  @ParameterizedTest
  @MethodSource("hostileNames")
  void hostileNamesStayWithinTheirLabel(String name) throws Exception {
    Gauges gauges = new Gauges(Cli.CLOCK.instant());
    Metric metric = Metric.of("x" + name).minimized();
    Checkpoint checkpoint = Checkpoint.builder(JOB, "id")
        .step(1L)
        .metric(metric, 0.5)
        .metric(Metric.of("x" + name + name).minimized(), Double.POSITIVE_INFINITY)
        .expiry(Expiry.reported(Cli.CLOCK.instant().minusMillis(500)))
        .build();
    gauges.checkpoints(JOB, List.of(checkpoint));
    gauges.best(JOB, List.of(checkpoint), metric);
    gauges.best(JOB, List.of(checkpoint), Metric.of("x" + name + name).minimized());
    gauges.state(Job.builder(JOB, Job.State.RUNNING).build());
    String text = text(gauges);

    assertThat(text.lines().filter(line -> line.startsWith("ckpt4j_best_value")))
        .hasSize(2);
    assertThat(text).contains("+Inf", "ckpt4j_expires_in_seconds{", "} -0.5\n");
    assertValid(text);
  }

  @Test
  void promtoolAcceptsEverything() throws Exception {
    assumeThat(hasPromtool())
        .as("promtool (Debian package prometheus) is on the PATH")
        .isTrue();
    for (String name : hostileNames().toList()) {
      Gauges gauges = new Gauges(Cli.CLOCK.instant());
      Metric metric = Metric.of("x" + name).minimized();
      gauges.best(
          JOB, List.of(Checkpoint.builder(JOB, "id").metric(metric, 1e-9).build()), metric);
      assertThat(promtool(text(gauges))).as(name).isEmpty();
    }
    for (String line : List.of(
        "jobs",
        "list together: oxen:ox/farm",
        "expiring baseten: --within 999d",
        "inventory together: baseten: oxen:ox/farm openai:ftjob-overfitted portkey:ftjob-overfitted")) {
      assertThat(promtool(run(line + " -o openmetrics").out())).as(line).isEmpty();
    }
  }

  @Test
  void promtoolAcceptsAlerts() throws Exception {
    assumeThat(hasPromtool())
        .as("promtool (Debian package prometheus) is on the PATH")
        .isTrue();

    assertThat(promtool("", "check", "rules", MONITORING.resolve("alerts.yml").toString()))
        .contains("SUCCESS: 3 rules found");
    assertThat(
            promtool("", "test", "rules", MONITORING.resolve("alerts.test.yml").toString()))
        .contains("SUCCESS");
  }

  /** Alerts and the dashboard name gauges that exist, and the dashboard is JSON. */
  @Test
  void monitoringNamesGaugesThatExist() throws Exception {
    Set<String> known = Stream.of(OpenMetrics.Family.values())
        .map(OpenMetrics.Family::toString)
        .collect(Collectors.toSet());
    String dashboard = Files.readString(MONITORING.resolve("dashboard.json"));
    String all = dashboard + Files.readString(MONITORING.resolve("alerts.yml"));

    assertThat(JsonParser.parseString(dashboard).getAsJsonObject().getAsJsonArray("panels"))
        .hasSize(6);
    assertThat(Pattern.compile("ckpt4j_\\w+").matcher(all).results().map(MatchResult::group))
        .isNotEmpty()
        .isSubsetOf(known);
    assertThat(Files.readString(MONITORING.resolveSibling("observability.md")))
        .contains(known.stream().map(name -> "| `" + name + "` |").toList());
  }

  private static String text(Gauges gauges) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    gauges.write(new Output(bytes), ExitCode.DONE);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** The rules of the format: each family once, described, followed by its samples, then EOF. */
  private static void assertValid(String text) {
    assertThat(text).endsWith("# EOF\n");
    List<String> lines = text.lines().toList();
    assertThat(lines.indexOf("# EOF")).isEqualTo(lines.size() - 1);
    assertThat(lines.stream().filter(line -> !line.startsWith("#")))
        .doesNotHaveDuplicates()
        .allMatch(line -> SAMPLE.matcher(line).matches());
    assertThat(lines.stream().filter(line -> line.startsWith("# TYPE"))).doesNotHaveDuplicates();
    String family = "";
    for (String line : lines) {
      if (line.startsWith("# HELP ")) {
        family = line.split(" ", -1)[2];
      } else if (line.startsWith("# UNIT ")) {
        assertThat(family).endsWith("_" + line.split(" ", -1)[3]);
      } else if (!line.equals("# EOF")) {
        assertThat(line.replaceFirst("# TYPE ", "")).startsWith(family);
      }
    }
  }

  private static boolean hasPromtool() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool")));
  }

  /** The complaints of promtool. */
  private static String promtool(String text) throws IOException {
    return promtool(text, "check", "metrics");
  }

  private static String promtool(String text, String... arguments) throws IOException {
    Process process = new ProcessBuilder(
            Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList())
        .redirectErrorStream(true)
        .start();
    process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
