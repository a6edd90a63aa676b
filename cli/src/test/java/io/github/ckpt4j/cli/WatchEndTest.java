package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobProgress;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.sandbox.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The progress of watched jobs, and the actions when they end. */
final class WatchEndTest {
  private static final String GOOD = "openai:ftjob-overfitted";
  private static final String BAD = "openai:ftjob-failed";

  private final Sandbox sandbox = Sandbox.builder().clock(Cli.CLOCK).start();

  @TempDir
  private Path directory;

  @AfterEach
  void close() {
    sandbox.close();
  }

  private Cli cli() {
    return new Cli().environment(sandbox.environment());
  }

  private Cli.Result watch(String... more) {
    List<String> args = new ArrayList<>(List.of("watch", "--interval", "5ms"));
    args.addAll(List.of(more));
    return cli().run(args.toArray(String[]::new));
  }

  @Test
  void aCommandGetsTheRecordOnItsStandardInput() throws IOException {
    Path written = directory.resolve("record");
    Cli.Result result = watch(GOOD, "--exec", "cat > " + written + "; echo done");

    JsonObject record = JsonParser.parseString(Files.readString(written)).getAsJsonObject();
    assertThat(record.get("job").getAsString()).isEqualTo(GOOD);
    assertThat(record.get("state").getAsString()).isEqualTo("succeeded");
    assertThat(record.get("end").getAsString()).isEqualTo("succeeded");
    assertThat(record.get("code").getAsInt()).isZero();
    assertThat(record.get("checkpoints").getAsInt()).isEqualTo(3);
    assertThat(record.getAsJsonObject("best").get("step").getAsInt()).isEqualTo(200);
    assertThat(record.getAsJsonObject("latest").get("step").getAsInt()).isEqualTo(300);
    assertThat(record.get("best_metric").getAsString()).isEqualTo("valid_loss");
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("done");
    assertThat(result.out()).doesNotContain("done");
  }

  @Test
  void eachJobIsActedOnOnce() throws IOException {
    Path written = directory.resolve("lines");
    Cli.Result result = watch(GOOD, BAD, "--exec", "cat >> " + written);

    assertThat(Files.readAllLines(written))
        .extracting(
            line -> JsonParser.parseString(line).getAsJsonObject().get("job").getAsString())
        .containsExactlyInAnyOrder(GOOD, BAD);
    assertThat(result.code()).isEqualTo(ExitCode.FAILED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exit 3        | 1 | ended with exit code 3",
        "no-such-prog  | 1 | ended with exit code 127",
        "true          | 0 | succeeded",
      })
  void theExitCodeOfTheCommandCounts(String command, int code, String message) {
    Cli.Result result = watch(GOOD, "--exec", command);
    assertThat(result.code()).isEqualTo(code);
    assertThat(result.err().replaceAll("\\s+", " ")).contains(message);
  }

  /** More than fits in a pipe that nobody reads. */
  @Test
  void aCommandNeedNotReadTheRecord() {
    assertThat(watch("openai:ftjob-many", "--exec", "true").code()).isZero();
  }

  @Test
  void aTimeoutIsAnEndToo() throws IOException {
    Path written = directory.resolve("record");
    Cli.Result result =
        watch("openai:ftjob-running", "--timeout", "300ms", "--exec", "cat > " + written);

    assertThat(result.code()).isEqualTo(ExitCode.TIMED_OUT);
    JsonObject record = JsonParser.parseString(Files.readString(written)).getAsJsonObject();
    assertThat(record.get("end").getAsString()).contains("timed out");
    assertThat(record.get("code").getAsInt()).isEqualTo(ExitCode.TIMED_OUT);
  }

  @Test
  void aWebhookGetsTheSameRecord() throws IOException {
    List<String> posted = Collections.synchronizedList(new ArrayList<>());
    HttpServer server = server(200, posted);
    try {
      Cli.Result result = watch(GOOD, "--webhook", url(server) + "/hook?token=s3cret");

      assertThat(result.code()).as(result.err()).isZero();
      assertThat(posted).hasSize(2);
      assertThat(posted.get(0)).isEqualTo("POST /hook?token=s3cret application/json");
      assertThat(JsonParser.parseString(posted.get(1))
              .getAsJsonObject()
              .getAsJsonObject("best")
              .get("step")
              .getAsInt())
          .isEqualTo(200);
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 307, 404, 500})
  void aWebhookThatFailsIsReportedWithoutItsSecret(int status) throws IOException {
    List<String> posted = Collections.synchronizedList(new ArrayList<>());
    HttpServer server = server(status, posted);
    try {
      Cli.Result result = watch(GOOD, "--webhook", url(server) + "/hook?token=s3cret");

      assertThat(result.code()).isEqualTo(ExitCode.FAILED);
      assertThat(result.err().replaceAll("\\s+", " "))
          .contains("the webhook at 127.0.0.1 failed: HTTP " + status)
          .doesNotContain("s3cret");
      assertThat(posted).as("no redirect is followed").hasSize(2);
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com/s3cret",
        "https://user:s3cret@example.com/",
        "ftp://example.com/s3cret",
        "s3cret",
        "https:///s3cret",
        "https://exa mple.com/s3cret"
      })
  void anUnsafeWebhookIsRefusedBeforeAnythingIsRequested(String url) {
    Cli.Result result = watch(GOOD, "--webhook", url);
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("--webhook must be a URL").doesNotContain("s3cret");
    assertThat(sandbox.requestCount()).isZero();
  }

  @Test
  void aTerminalRings() {
    Cli.Result result =
        cli().errTerminal(24, 80).run("watch", GOOD, "--interval", "5ms", "--notify", "-q");
    assertThat(result.err()).contains("\u001b]9;" + GOOD + ": succeeded\u0007\u0007");
    assertThat(cli()
            .set("TERM", "dumb")
            .errTerminal(24, 80)
            .run("watch", GOOD, "--interval", "5ms", "--notify", "-q")
            .err())
        .contains("\u0007")
        .doesNotContain("\u001b");
    assertThat(cli().run("watch", GOOD, "--interval", "5ms", "--notify", "-q").err())
        .as("no terminal")
        .isEmpty();
  }

  @Test
  void aDesktopNotificationIsOneWordHoweverItBegins() {
    assertThat(Notification.command("-x; $(id)"))
        .containsExactly("notify-send", "--app-name=ckpt", "--", "ckpt", "-x; $(id)");
  }

  @Test
  void aLogShowsTheProgressOfAJob() throws IOException {
    try (FakeProvider provider = new FakeProvider()) {
      String running = "{\"id\":\"ftjob-1\",\"status\":\"running\",\"trained_steps\":400,"
          + "\"total_steps\":1000,\"estimated_finish\":4102444800}";
      int[] looks = {0};
      provider
          .checkpoints("{\"object\":\"list\",\"data\":[],\"has_more\":false}")
          .job(
              "ftjob-1",
              () -> looks[0]++ < 40
                  ? running
                  : "{\"id\":\"ftjob-1\",\"status\":\"succeeded\",\"finished_at\":1}");
      Cli.Result result = new Cli()
          .environment(provider.environment("nebius", "/v1"))
          .clock(new TickingClock(Cli.CLOCK.instant(), Duration.ofSeconds(30)))
          .run("watch", "nebius:ftjob-1", "--interval", "50ms");

      assertThat(result.code()).isZero();
      assertThat(result.err()).containsOnlyOnce("step 400 of 1,000, 40 %, ETA ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "400 | 1000 | 720 | step 400 of 1,000, 40 %, ETA 12 min",
        "400 | 1000 | -   | step 400 of 1,000, 40 %, ETA about 10 min",
        "-   | 1000 | -   | step 300 of 1,000, 30 %, ETA about 11 min",
        "100 | 1000 | -   | step 300 of 1,000, 30 %, ETA about 11 min",
        "-   | -    | 7200| ETA 2 h",
        "400 | 1000 | -5  | step 400 of 1,000, 40 %",
        "999 | 1000 | 1   | step 999 of 1,000, 99 %, ETA 1 s",
        "400 | -    | -   | ''",
        "400 | 0    | -   | ''",
      })
  void progressInWords(Long step, Long total, Long seconds, String text) {
    Instant now = Cli.CLOCK.instant();
    List<Checkpoint> saved = LongStream.of(100, 200, 300)
        .mapToObj(each -> Checkpoint.builder(JobRef.openAi("ftjob-1"), "c" + each)
            .step(each)
            .createdAt(now.minusSeconds(400 - each))
            .build())
        .toList();
    JobProgress progress =
        new JobProgress(step, total, seconds == null ? null : now.plusSeconds(seconds));
    assertThat(ProgressText.of(progress, saved, now)).isEqualTo(text);
    assertThat(ProgressText.of(JobProgress.UNKNOWN, saved, now)).isEmpty();
  }

  private static HttpServer server(int status, List<String> posted) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      posted.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
          + exchange.getRequestHeaders().getFirst("Content-Type"));
      posted.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      exchange.getResponseHeaders().add("Location", "/elsewhere");
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    });
    server.start();
    return server;
  }

  private static String url(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }
}
