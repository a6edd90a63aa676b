package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A failed request for metrics hides nothing that makes sense without them. */
final class FailingMetricsTest {
  private static final String JOB = "together:ft-1";

  private FakeProvider provider;

  @BeforeEach
  void start() throws IOException {
    String items = String.join(
        ",",
        IntStream.of(10, 20, 30)
            .mapToObj(step -> "{\"step\":" + step + ",\"created_at\":\"2026-02-10T00:00:" + step
                + "Z\",\"path\":\"s3://x/" + step + "\",\"checkpoint_type\":\"Intermediate\"}")
            .toList());
    provider = new FakeProvider(
        "{\"data\":[" + items + "]}",
        "{\"id\":\"ft-1\",\"status\":\"completed\",\"created_at\":\"2026-02-10T00:00:00Z\","
            + "\"updated_at\":\"2026-02-10T01:00:00Z\"}");
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  private record Failure(int status, String type, String body) {}

  private static List<Failure> failures() {
    String json = "application/json";
    return List.of(
        new Failure(404, json, "{\"error\":{\"message\":\"Fine-tune ID not found.\"}}"),
        new Failure(403, json, "{\"error\":{\"message\":\"no\"}}"),
        new Failure(500, json, "{\"error\":\"boom\"}"),
        new Failure(200, "text/html", "<html><title>Maintenance</title></html>"),
        new Failure(200, json, "{\"metrics\":\"none\"}"),
        new Failure(200, json, ""));
  }

  private static Stream<Arguments> withEachFailure(String... lines) {
    return failures().stream()
        .flatMap(failure -> Arrays.stream(lines).map(line -> Arguments.of(line, failure)));
  }

  static Stream<Arguments> possibleWithoutMetrics() {
    return withEachFailure(
        "list JOB", "list JOB -o csv", "list JOB -o jsonl", "show JOB 20", "watch JOB");
  }

  static Stream<Arguments> impossibleWithoutMetrics() {
    return withEachFailure(
        "best JOB", "top JOB", "compare JOB", "plot JOB", "show JOB best", "best JOB -m wer:min");
  }

  @ParameterizedTest
  @MethodSource("possibleWithoutMetrics")
  void checkpointsAreShownWithOneWarning(String line, Failure failure) {
    Cli.Result result = run(line, failure);

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("20");
    assertThat(result.err()).containsOnlyOnce("ckpt: " + JOB + ": the metrics could not be read: ");
  }

  @ParameterizedTest
  @MethodSource("impossibleWithoutMetrics")
  void judgingByMetricsFailsAndNamesThem(String line, Failure failure) {
    Cli.Result result = run(line, failure);

    assertThat(result.code()).isNotZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .containsOnlyOnce("ckpt: ")
        .contains(JOB + ": the metrics could not be read: ");
  }

  @Test
  void nothingIsRequestedThatIsNotShown() {
    for (String line : List.of("latest JOB", "job JOB", "list JOB --no-metrics")) {
      Cli.Result result = run(line, failures().get(0));

      assertThat(result.code()).as(line).isZero();
      assertThat(result.err()).isEmpty();
    }
    assertThat(provider.metricRequests()).isZero();
  }

  private Cli.Result run(String line, Failure failure) {
    provider.metrics(failure.status(), failure.type(), failure.body());
    String[] words = (line.replace("JOB", JOB) + " --retries 0").split(" ");
    return new Cli().environment(provider.environment("together", "/v1")).run(words);
  }
}
