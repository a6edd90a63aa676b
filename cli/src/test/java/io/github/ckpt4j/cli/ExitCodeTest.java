package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.sandbox.Fault;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exit codes, and the messages with them. */
final class ExitCodeTest {
  private static final String JOB = "openai:ftjob-overfitted";

  private Sandbox sandbox;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start();
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void done() {
    assertThat(cli().run("list", JOB).code()).isZero();
  }

  @Test
  void failed() {
    sandbox.failNext("openai", Fault.status(500), 1);

    Cli.Result result = cli().run("list", JOB, "--retries", "0");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("ckpt: " + JOB + ": ")
        .contains("HTTP 500")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list",
        "lst openai:ftjob-x",
        "list openai:ftjob-x --ouput json",
        "list openai:ftjob-x -o xml",
        "list nonsense",
        "list nowhere:ftjob-x",
        "list oxen:ft_1",
        "list openai:ftjob-overfitted -n 0",
        "list openai:ftjob-overfitted --since yesterday",
        "list openai:ftjob-overfitted --timeout 5",
        "list openai:ftjob-overfitted --profile none",
        "list openai:ftjob-overfitted --set openai.api-key=sk-secret",
        "list openai:ftjob-overfitted --set nowhere.base-url=x",
        "list openai:ftjob-overfitted --set openai.base-url=http://example.com/",
        "list @nowhere",
        "top openai:ftjob-overfitted -n 0",
        "list openai:ftjob-overfitted --retries -1",
        "list openai:ftjob-overfitted --retries abc",
        "help nothing",
        "sandbox --faults 5",
        "sandbox --speed 0",
        "sandbox --weight-files 0",
        "sandbox --checkpoint-size 0",
        "sandbox --checkpoint-size 8XB",
        "sandbox list openai:ftjob-overfitted",
        "sandbox no-such-command-anywhere",
        "watch openai:ftjob-overfitted --until step",
        "watch openai:ftjob-overfitted --until loss<x",
        "plot openai:ftjob-overfitted --file loss.gif",
        "plot openai:ftjob-overfitted --file loss.png --size big",
        "plot openai:ftjob-overfitted --file loss.png --size 10x10",
        "plot openai:ftjob-overfitted --size 500x300",
        "plot openai:ftjob-overfitted --file no/such/directory/loss.png",
        "completion tcsh"
      })
  void usage(String line) {
    Cli.Result result = cli().run(line.split(" "));

    assertThat(result.code()).as(result.err()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("ckpt: ").doesNotContain("Exception", "sk-secret", "\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list openai:ftjob-nowhere",
        "job together:ft-00000000-0000",
        "latest oxen:ox/farm/ft_queued",
        "show openai:ftjob-overfitted 12345",
        "show openai:ftjob-overfitted best-of-all"
      })
  void notFound(String line) {
    Cli.Result result = cli().run(line.split(" "));

    assertThat(result.code()).as(result.err()).isEqualTo(3);
    assertThat(result.err()).startsWith("ckpt: ").hasLineCount(1);
  }

  @Test
  void notAuthorized() {
    Cli.Result wrong = cli().set("OPENAI_API_KEY", "sk-wrong-key").run("list", JOB);
    assertThat(wrong.code()).isEqualTo(4);
    assertThat(wrong.err()).contains("HTTP 401").doesNotContain("sk-wrong-key");

    Cli.Result none = new Cli().run("list", JOB);
    assertThat(none.code()).isEqualTo(4);
    assertThat(none.err()).contains("OPENAI_API_KEY");
  }

  @Test
  void timedOut() {
    sandbox.failNext("openai", Fault.delay(Duration.ofMinutes(1)), 9);

    assertThat(cli().run("list", JOB, "--timeout", "50ms").code()).isEqualTo(5);
  }

  @Test
  void oneOfSeveralJobs() {
    Cli.Result result = cli().run("list", "openai:ftjob-nowhere", JOB);

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out()).contains(JOB + "  3 checkpoints");
    assertThat(result.err()).contains("openai:ftjob-nowhere");
  }

  @Test
  void oneOfSeveralJobsInJson() {
    Cli.Result result = cli().run("list", "openai:ftjob-nowhere", JOB, "-o", "json");

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out()).startsWith("[\n{").endsWith("}\n]\n");
  }

  @ParameterizedTest
  @CsvSource({
    "SUCCEEDED,done,0",
    "SUCCEEDED,step=200,0",
    "SUCCEEDED,count=1,0",
    "SUCCEEDED,valid_loss<99,0",
    "SUCCEEDED,step=100000,1",
    "FAILED,done,1",
    "CANCELLED,done,1",
  })
  void watch(SandboxJob.State end, String until, int code) {
    sandbox.add(SandboxJob.of("openai:ftjob-mine").finalState(end));

    Cli.Result result = cli().run("watch", "openai:ftjob-mine", "--until", until);

    assertThat(result.code()).as(result.err()).isEqualTo(code);
  }

  @Test
  void watchTimesOut() {
    Cli.Result result =
        cli().run("watch", "openai:ftjob-running", "--timeout", "200ms", "--interval", "20ms");

    assertThat(result.code()).isEqualTo(5);
    assertThat(result.err()).contains("timed out (job is running)");
    assertThat(result.out()).contains("step 100").contains("step 200");
  }

  @Test
  void watchSaysWhyJobFailed() {
    Cli.Result result = cli().run("watch", "together:ft-0badf11e-0001");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("failed").contains("a line without messages");
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "json", "jsonl", "csv"})
  void closedPipeIsQuiet(String format) {
    Cli cli = cli().outTo(new Pipe(2_000));
    String job = format.equals("table") ? "openai:ftjob-many" : "openai:ftjob-million";

    Cli.Result result = cli.run("list", job, "-o", format);

    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(sandbox.requestCount()).as("requests").isLessThan(4);
  }

  @Test
  void fullDiskIsNot() {
    Cli.Result result = cli().outTo(new Disk()).run("list", JOB);

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("No space left on device");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "list --help", "help", "help list", "--version", "man", "completion fish"
      })
  void fullDiskIsOneLineForHelpToo(String line) {
    Cli.Result result = new Cli().outTo(new Disk()).run(line.split(" "));

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).isEqualTo("ckpt: cannot write the output: No space left on device\n");
  }

  @Test
  void stackTraceOnlyWithDebug() {
    assertThat(cli().run("list", "openai:ftjob-nowhere").err()).doesNotContain("\tat ");
    assertThat(cli().run("list", "openai:ftjob-nowhere", "--debug").err()).contains("\tat ");
  }

  @Test
  void verboseShowsRequests() {
    Cli.Result result = cli().run("list", JOB, "--verbose");

    assertThat(result.err())
        .contains("GET http://127.0.0.1:")
        .contains("/fine_tuning/jobs/ftjob-overfitted/checkpoints")
        .contains("200")
        .contains("x-request-id=")
        .doesNotContain("sandbox-openai-key");
  }

  private Cli cli() {
    return new Cli().environment(sandbox.environment());
  }

  /** A pipe whose reader leaves after this many bytes. */
  private static final class Pipe extends OutputStream {
    private int left;

    Pipe(int left) {
      this.left = left;
    }

    @Override
    public void write(int b) throws IOException {
      if (left-- <= 0) {
        throw new IOException("Broken pipe");
      }
    }
  }

  /** A full disk. */
  private static final class Disk extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("No space left on device");
    }
  }
}
