package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A list skips a checkpoint that cannot be read and reports it; commands that rank fail instead. */
final class MalformedCheckpointTest {
  private static final String JOB = "together:ft-1";

  private final FakeProvider provider =
      new FakeProvider("""
      {"data":[{"step":10,"object_id":"ml_10"},{"step":"twenty","object_id":"ml_20"},
      {"step":30,"object_id":"ml_30"}]}""", "{\"id\":\"ft-1\",\"status\":\"completed\"}");

  MalformedCheckpointTest() throws IOException {}

  @AfterEach
  void stop() {
    provider.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-o wide", "-o csv", "-o jsonl", "-o json --sort step"})
  void aListShowsTheOthersAndFails(String options) {
    Cli.Result result = run("list " + JOB + " --no-metrics " + options);

    assertThat(result.code()).isEqualTo(ExitCode.FAILED);
    assertThat(result.out()).contains("10", "30").doesNotContain("twenty");
    assertThat(result.err())
        .containsOnlyOnce(
            "ckpt: checkpoint 1 of " + JOB + ": step is not an integer; it is left out");
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest", "best", "top", "list -o openmetrics"})
  void nothingIsJudgedByTheOthers(String command) {
    Cli.Result result = run(command + " " + JOB);

    assertThat(result.code()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err())
        .contains("checkpoint 1 of " + JOB + ": step is not an integer")
        .contains("Hint: CallOptions.lenient reads the others, and so does ckpt list");
  }

  private Cli.Result run(String line) {
    provider.metrics(200, "application/json", "{\"metrics\":[]}");
    return new Cli()
        .environment(provider.environment("together", "/v1"))
        .run(line.strip().split(" +", -1));
  }
}
