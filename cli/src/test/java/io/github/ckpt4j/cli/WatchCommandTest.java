package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import io.github.ckpt4j.sandbox.Sandbox;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A watch shows each checkpoint once for each status, its final one too, and ends cleanly. */
final class WatchCommandTest {
  private static final String JOB = "baseten:project/job";
  private static final String RUNNING = job("TRAINING_JOB_RUNNING");
  private static final String ENDED = job("TRAINING_JOB_COMPLETED");

  private FakeProvider provider;

  @BeforeEach
  void start() throws IOException {
    provider = new FakeProvider();
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void showsCheckpointAgainWhenItIsReady() {
    provider
        .job(RUNNING, RUNNING, RUNNING, ENDED)
        .checkpoints(
            list("SYNCING"),
            list("SYNCING", "SYNCING"),
            list("COMPLETED", "SYNCING"),
            list("COMPLETED", "COMPLETED"));

    assertThat(statuses(watch("-o", "jsonl").out()))
        .containsExactly("1 syncing", "2 syncing", "1 ready", "2 ready");
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "wide", "jsonl", "csv", "json"})
  void showsFinalStatusOnce(String format) {
    // The job ended long ago: only the list at the watch's end can show what has changed since.
    provider.job(ENDED).checkpoints(list("SYNCING", "COMPLETED"), list("COMPLETED", "COMPLETED"));

    Cli.Result result = watch("-o", format);

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out().split("checkpoint-1\\b.*\\bsyncing|syncing.*checkpoint-1\\b", -1))
        .hasSize(2);
    assertThat(result.out().split("checkpoint-1\\b.*\\bready|ready.*checkpoint-1\\b", -1))
        .hasSize(2);
    assertThat(result.out().split("checkpoint-2\\b.*\\bready|ready.*checkpoint-2\\b", -1))
        .hasSize(2);
  }

  @Test
  void idsThatChangeDoNotRepeatCheckpoints() {
    String renamed = list("SYNCING", "COMPLETED").replace("checkpoint-", "step-");
    String again = list("COMPLETED", "COMPLETED").replace("checkpoint-", "ckpt-");
    provider
        .job(RUNNING, RUNNING, ENDED)
        .checkpoints(
            list("SYNCING", "COMPLETED"), renamed, again, again, list("COMPLETED", "COMPLETED"));

    assertThat(statuses(watch("-o", "jsonl").out()))
        .containsExactly("1 syncing", "2 ready", "1 ready");
  }

  @Test
  void screenShowsFinalStatus() {
    provider.job(ENDED).checkpoints(list("SYNCING"), list("COMPLETED"));

    String out = cli().terminal(24, 100).run("watch", JOB).out();

    assertThat(out.substring(out.lastIndexOf("\u001b[J"))).contains("ready").doesNotContain("sync");
  }

  @ParameterizedTest
  @ValueSource(ints = {48, 60, 80, 120})
  void screenNeverCutsAReference(int columns) {
    String id = "ftjob-2c7a1b4d6e8f4a319d50c2b3e4f50617";
    provider
        .checkpoints("{\"object\":\"list\",\"data\":[],\"has_more\":false}")
        .job("{\"id\":\"" + id + "\",\"status\":\"cancelled\",\"finished_at\":1756785464}");

    String out = new Cli()
        .environment(provider.environment())
        .terminal(24, columns)
        .run("watch", "openai:" + id, "--interval", "5ms")
        .out();

    String heading = out.substring(out.lastIndexOf("\u001b[J") + 3);
    assertThat(heading).contains(id).contains(columns < 60 ? id : "cancelled");
    assertThat(heading.replaceAll("\u001b\\[[0-9;]*m", "").strip())
        .hasSizeLessThanOrEqualTo(columns);
  }

  @Test
  void reportsTheProvidersOwnWordForAnUnknownEnd() {
    provider
        .checkpoints("{\"object\":\"list\",\"data\":[],\"has_more\":false}")
        .job("{\"id\":\"ftjob-1\",\"status\":\"superseded\",\"finished_at\":1756785464}");

    Cli.Result result = new Cli()
        .environment(provider.environment())
        .run("watch", "openai:ftjob-1", "--interval", "5ms");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("openai:ftjob-1: ended as 'superseded'");
  }

  @Test
  void endsWithoutItsLastList() {
    provider.job(ENDED).checkpoints(list("COMPLETED"), "<html>");

    Cli.Result result = watch("--retries", "0");

    assertThat(result.code()).isZero();
    assertThat(result.err())
        .contains("the status of the checkpoints may be out of date")
        .contains("succeeded");
  }

  /** The first job runs until the second has joined; an hour passes each time the clock is read. */
  @Test
  void newJobsJoinTheWatchOfAReferenceThatStopsEarly() {
    AtomicBoolean joined = new AtomicBoolean();
    provider
        .jobs(
            jobs("job TRAINING_JOB_RUNNING", "old TRAINING_JOB_COMPLETED"),
            jobs("job TRAINING_JOB_RUNNING", "new TRAINING_JOB_RUNNING"))
        .job("job", () -> joined.get() ? ENDED : RUNNING)
        .job("new", () -> {
          joined.set(true);
          return ENDED.replace("\"id\":\"job\"", "\"id\":\"new\"");
        })
        .checkpoints("{\"checkpoints\":[]}");

    Cli.Result result = cli()
        .clock(new TickingClock(Cli.CLOCK.instant(), Duration.ofHours(1)))
        .run("watch", "baseten:", "--interval", "5ms");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err())
        .containsOnlyOnce("baseten:project/new: new job")
        .contains("baseten:project/new: succeeded")
        .contains("baseten:project/job: succeeded")
        .doesNotContain("baseten:project/old");
  }

  /** A list of jobs, each given as id and status. */
  private static String jobs(String... each) {
    return Stream.of(each)
        .map(job -> job.split(" ", -1))
        .map(job -> "{\"id\":\"" + job[0] + "\",\"current_status\":\"" + job[1]
            + "\",\"created_at\":\"2025-01-01T00:00:00Z\",\"updated_at\":\"2025-01-01T01:00:00Z\","
            + "\"training_project_id\":\"project\"}")
        .collect(Collectors.joining(",", "{\"training_jobs\":[", "]}"));
  }

  @Test
  void interruptClosesJsonArray() throws Exception {
    assumeTrue(new File("/bin/sh").canExecute(), "processes end by a signal");
    try (Sandbox sandbox = Sandbox.start()) {
      Process process = start(sandbox.environment(), "watch", "openai:ftjob-running", "-o", "json");
      try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
        List<String> lines = new ArrayList<>(List.of(reader.readLine(), reader.readLine()));
        process
            .toHandle()
            .destroy(); // SIGTERM ends Java as SIGINT does, through its shutdown hooks.
        reader.lines().forEach(lines::add);

        JsonArray array = JsonParser.parseString(String.join("\n", lines)).getAsJsonArray();
        assertThat(array).isNotEmpty();
        assertThat(lines.get(lines.size() - 1)).isEqualTo("]");
      }
      try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
        assertThat(errors.lines()).isEmpty();
      }
    }
  }

  private static Process start(Map<String, String> environment, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        Ckpt.class.getName()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private Cli.Result watch(String... options) {
    List<String> args = new ArrayList<>(List.of("watch", JOB, "--interval", "5ms"));
    args.addAll(List.of(options));
    return cli().run(args.toArray(String[]::new));
  }

  private Cli cli() {
    return new Cli().environment(provider.environment("baseten", ""));
  }

  private static List<String> statuses(String jsonl) {
    return jsonl
        .lines()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .filter(record -> record.has("step"))
        .map(record -> record.get("step") + " " + record.get("status").getAsString())
        .toList();
  }

  private static String job(String status) {
    return "{\"training_job\":{\"id\":\"job\",\"current_status\":\"" + status
        + "\",\"created_at\":\"2025-01-01T00:00:00Z\",\"updated_at\":\"2025-01-01T01:00:00Z\"}}";
  }

  /** A list of checkpoints 1, 2, … with these statuses. */
  private static String list(String... statuses) {
    List<String> items = new ArrayList<>();
    for (String status : statuses) {
      items.add("{\"checkpoint_id\":\"checkpoint-" + (items.size() + 1)
          + "\",\"created_at\":\"2025-01-01T00:00:00Z\",\"checkpoint_type\":\"lora\","
          + "\"base_model\":\"m\",\"size_bytes\":5,\"sync_status\":\"" + status + "\"}");
    }
    return "{\"training_job\":{\"id\":\"job\"},\"checkpoints\":[" + String.join(",", items) + "]}";
  }
}
