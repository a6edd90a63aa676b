package io.github.ckpt4j.cli.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.report.ReportedJob.Extent;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page as a file: its size, its numbers and its policy. */
final class ReportPageTest {
  private static final Instant NOW = Instant.parse("2026-02-11T12:00:00Z");

  private static final List<Metric> METRICS = Stream.concat(
          Stream.of(Metric.VALID_LOSS, Metric.TRAIN_LOSS),
          IntStream.range(2, 8).mapToObj(i -> Metric.of("metric" + i)))
      .toList();

  /** Such curves cannot be shortened: every number is random. */
  private static Report noise(int jobs, int checkpoints) {
    Random random = new Random(1);
    List<ReportedJob> all = new ArrayList<>();
    for (int run = 0; run < jobs; run++) {
      JobRef ref = JobRef.parse("together:ft-" + new UUID(random.nextLong(), random.nextLong()));
      List<Checkpoint> list = new ArrayList<>();
      for (int i = 1; i <= checkpoints; i++) {
        Checkpoint.Builder checkpoint = Checkpoint.builder(ref, "ckpt-" + i)
            .step(i * 100L + random.nextInt(100))
            .modelName("acme/Meta-Llama-3.1-8B-Instruct-Reference-" + random.nextInt() + ":" + i)
            .createdAt(NOW.minusSeconds(random.nextInt()))
            .expiry(Expiry.reported(NOW.plus(Duration.ofDays(random.nextInt(100)))))
            .sizeBytes(random.nextLong() >>> 24);
        METRICS.forEach(metric -> checkpoint.metric(metric, random.nextDouble() * 10));
        list.add(checkpoint.build());
      }
      Job job = Job.builder(ref, Job.State.RUNNING).providerState("running").build();
      all.add(new ReportedJob(ref, job, list, Extent.ALL, List.of()));
    }
    return new Report(NOW, "ckpt 1", all, List.of(), METRICS, null);
  }

  @ParameterizedTest
  @CsvSource({"1, 1000, 300", "10, 1000, 300", "10, 10000, 320", "1, 100000, 320", "100, 100, 750"})
  void pageIsSmallEnoughForAMail(int jobs, int checkpoints, int kilobytes) {
    assertThat(ReportPage.of(noise(jobs, checkpoints)).getBytes(UTF_8).length)
        .isLessThan(kilobytes * 1000);
  }

  @Test
  void tenRunsOfThousandPointsAreDrawnWhole() {
    JsonArray curves = data(noise(10, 1000)).getAsJsonArray("curves");

    assertThat(curves)
        .filteredOn(curve -> curve.getAsJsonObject().get("metric").getAsInt() == 0)
        .hasSize(10)
        .allSatisfy(curve ->
            assertThat(curve.getAsJsonObject().getAsJsonArray("values")).hasSize(1000));
  }

  @Test
  void thinnedCurveKeepsTheBestAndTheExtremes() {
    Report report = noise(1, 100_000);
    List<Double> values = report.jobs().get(0).checkpoints().stream()
        .map(each -> each.metric(Metric.VALID_LOSS).orElseThrow())
        .sorted()
        .toList();

    JsonObject curve = data(report).getAsJsonArray("curves").get(0).getAsJsonObject();

    List<Double> drawn = curve.getAsJsonArray("values").asList().stream()
        .map(JsonElement::getAsDouble)
        .toList();
    double best = drawn.get(curve.get("best").getAsInt());
    assertThat(drawn).hasSizeLessThan(10_100);
    assertThat(curve.get("of").getAsInt()).isEqualTo(100_000);
    assertThat(best).isEqualTo(drawn.stream().min(Double::compare).orElseThrow());
    assertThat(best).isCloseTo(values.get(0), within(values.get(0)));
    assertThat(drawn).anyMatch(value -> Math.abs(value - values.get(99_999)) < 1e-3);
  }

  private static Offset<Double> within(double value) {
    return Offset.offset(Math.abs(value) * 1e-4);
  }

  private static JsonObject data(Report report) {
    String page = ReportPage.of(report);
    String start = "<script id=\"data\" type=\"application/json\">";
    int from = page.indexOf(start) + start.length();
    return JsonParser.parseString(page.substring(from, page.indexOf("</script>", from)))
        .getAsJsonObject();
  }

  @Test
  void policyAllowsTheTwoInlineTextsAndNothingElse() throws Exception {
    String page = ReportPage.of(noise(1, 3));
    String policy = page.replaceAll("(?s).*Content-Security-Policy\" content=\"([^\"]*)\".*", "$1");

    assertThat(policy).startsWith("default-src 'none';").doesNotContain("unsafe", "http", "*");
    assertThat(policy)
        .contains("script-src '" + hash(between(page, "<script>", "</script>")) + "'")
        .contains("style-src '" + hash(between(page, "<style>", "</style>")) + "'");
  }

  private static String between(String page, String start, String end) {
    int from = page.lastIndexOf(start) + start.length();
    return page.substring(from, page.indexOf(end, from));
  }

  private static String hash(String text) throws Exception {
    return "sha256-"
        + Base64.getEncoder()
            .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
  }

  @Test
  void libraryIsInThePageWithItsLicense() {
    assertThat(ReportPage.of(noise(1, 3))).contains("MIT License", "Leon Sorokin", "var uPlot=");
  }
}
