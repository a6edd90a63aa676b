package io.github.ckpt4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.providers.Providers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the small value types. */
final class ModelTest {
  @ParameterizedTest
  @CsvSource({
    "openai:ftjob-abc123, openai, ftjob-abc123",
    "oxen:ns/repo/ft_1, oxen, ns/repo/ft_1",
    "my-own2:a:b, my-own2, a:b"
  })
  void aReferenceIsParsedFromItsPrintedForm(String text, String provider, String address) {
    JobRef job = JobRef.parse(text);
    assertThat(job).isEqualTo(new JobRef(provider, address)).hasToString(text);
    assertThat(job.segments()).containsExactly(address.split("/", -1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ftjob-1",
        ":ftjob-1",
        "openai:",
        "OpenAI:x",
        "1openai:x",
        "open ai:x",
        "openai:a b",
        "openai:a/../b",
        "openai:./b",
        "openai:a\tb",
        "a23456789012345678901234567890123:x"
      })
  void invalidReferencesAreRejected(String text) {
    assertThatThrownBy(() -> JobRef.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anOverlongIdIsRejected() {
    assertThat(new JobRef("openai", "x".repeat(1024)).id()).hasSize(1024);
    assertThatThrownBy(() -> new JobRef("openai", "x".repeat(1025)))
        .hasMessageContaining("must have 1 to 1024 characters")
        .message()
        .hasSizeLessThan(400);
  }

  @Test
  void frameworksConvertAReference() {
    assertThat(JobRef.valueOf("oxen:ox/farm/ft_1")).isEqualTo(JobRef.parse("oxen:ox/farm/ft_1"));
    assertThatIllegalArgumentException().isThrownBy(() -> JobRef.valueOf("nonsense"));
  }

  @Test
  void everyBuiltInProviderHasAFactory() {
    Map<JobRef, String> made = Map.of(
        JobRef.together("ft-1"), Providers.TOGETHER,
        JobRef.openAi("ftjob-1"), Providers.OPENAI,
        JobRef.portkey("ftjob-1"), Providers.PORTKEY,
        JobRef.oxen("ox", "farm", "ft_1"), Providers.OXEN,
        JobRef.baseten("project", "job"), Providers.BASETEN,
        JobRef.azure("ftjob-1"), Providers.AZURE,
        JobRef.nebius("ftjob-1"), Providers.NEBIUS,
        JobRef.bedrock("ftjob-1"), Providers.BEDROCK);
    made.forEach((job, provider) -> assertThat(job.provider()).isEqualTo(provider));
    assertThat(Providers.all())
        .allSatisfy(provider -> assertThat(made.keySet())
            .filteredOn(job -> job.provider().equals(provider.info().name()))
            .singleElement()
            .satisfies(job -> assertThat(job.id()).matches(provider.info().jobIdPattern())));
    assertThat(JobRef.oxen("ox", "farm", "ft_1")).hasToString("oxen:ox/farm/ft_1");
  }

  @Test
  void aPartOfAnIdHasNoSlash() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobRef.oxen("ox/farm", "x", "ft_1"))
        .withMessageContaining("'ox/farm'");
    assertThatIllegalArgumentException().isThrownBy(() -> JobRef.baseten("p", "a/b"));
    assertThatIllegalArgumentException().isThrownBy(() -> JobRef.baseten("", "b"));
  }

  @Test
  void aReferenceWithoutAProviderIsExplained() {
    assertThatThrownBy(() -> JobRef.parse("ftjob-1"))
        .hasMessage("A job reference is provider:id, such as openai:ftjob-abc123;"
            + " this has no provider: 'ftjob-1'");
  }

  @Test
  void metricsWithOneNameAreEqualInAnyDirection() {
    Metric metric = Metric.of("quality");
    assertThat(metric.direction()).isEqualTo(Metric.Direction.UNKNOWN);
    assertThat(metric.minimized().direction()).isEqualTo(Metric.Direction.MINIMIZE);
    assertThat(metric.maximized().direction()).isEqualTo(Metric.Direction.MAXIMIZE);
    assertThat(metric.maximized()).isEqualTo(metric.minimized()).hasSameHashCodeAs(metric);
    assertThat(metric).hasToString("quality").isEqualByComparingTo(metric.maximized());
    assertThat(metric).isNotEqualTo(Metric.of("quality2")).isNotEqualTo("quality");
  }

  @Test
  void aMetricHasAName() {
    assertThatThrownBy(() -> Metric.of(" ")).hasMessageContaining("needs a name");
  }

  @Test
  void aPageRequestHasACursorAndASize() {
    PageRequest request = PageRequest.after("c").size(5);
    assertThat(request).isEqualTo(new PageRequest("c", 5));
    assertThat(PageRequest.first().size(1)).isEqualTo(new PageRequest(null, 1));
    assertThatThrownBy(() -> PageRequest.first().size(0)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> PageRequest.after("")).hasMessageContaining("A cursor is");
    assertThatThrownBy(() -> PageRequest.after("a\nb")).hasMessageContaining("'a b'");
  }

  @Test
  void metricsNeverComeFromALaterStep() {
    Metric loss = Metric.TRAIN_LOSS;
    Metric load = Metric.of("load");
    MetricHistory history = MetricHistory.builder()
        .add(loss, 20, 0.5)
        .add(loss, 10, 0.75)
        .add(loss, 20, 0.25)
        .add(load, Instant.ofEpochSecond(100), 1)
        .build();
    JobRef job = JobRef.parse("together:ft-1");
    Checkpoint own =
        Checkpoint.builder(job, "a").step(20L).metrics(Map.of(loss, 9.0)).build();
    assertThat(history.join(own).metrics())
        .as("its own metrics are kept")
        .isEqualTo(Map.of(loss, 9.0));
    assertThat(metricsAt(history, 9)).isEmpty();
    assertThat(metricsAt(history, 10)).isEqualTo(Map.of(loss, 0.75));
    assertThat(metricsAt(history, 19)).isEqualTo(Map.of(loss, 0.75));
    assertThat(metricsAt(history, 21)).isEqualTo(Map.of(loss, 0.25));
    Checkpoint timed =
        Checkpoint.builder(job, "b").createdAt(Instant.ofEpochSecond(100)).build();
    assertThat(history.join(timed).metrics()).isEqualTo(Map.of(load, 1.0));
    Checkpoint early =
        Checkpoint.builder(job, "c").createdAt(Instant.ofEpochSecond(99)).build();
    assertThat(history.join(early)).isSameAs(early);
  }

  private static Map<Metric, Double> metricsAt(MetricHistory history, long step) {
    return history
        .join(Checkpoint.builder(JobRef.parse("together:ft-1"), "x").step(step).build())
        .metrics();
  }

  @Test
  void serverTextIsShortenedToOneLine() {
    assertThat(Text.oneLine(" a\r\n\tb\u0000c ")).isEqualTo("a b c");
    assertThat(Text.oneLine("x".repeat(200))).isEqualTo("x".repeat(200));
    assertThat(Text.oneLine("x".repeat(201))).isEqualTo("x".repeat(200) + "…");
    assertThat(Text.quoted("a")).isEqualTo("'a'");
  }

  @Test
  void aMessageShowsOurOwnTextAndTruncatesLongText() {
    String own = "word ".repeat(99) + "end";
    assertThat(CheckpointException.builder(Kind.INVALID_REQUEST, own).build()).hasMessage(own);
    CheckpointException endless =
        CheckpointException.builder(Kind.INVALID_REQUEST, "x".repeat(5000)).build();
    assertThat(endless.getMessage()).hasSize(501).endsWith("…");
    assertThat(endless.detail()).hasSize(5000);
  }

  @Test
  void anErrorHasAHintOnlyIfOneIsSet() {
    for (Kind kind : Kind.values()) {
      CheckpointException.Builder failure = CheckpointException.builder(kind, "reason");
      assertThat(failure.build()).hasMessage("reason");
      assertThat(failure.build().isTemporary()).isEqualTo(kind.isTemporary());
      assertThat(failure.hint("do this").build()).hasMessage("reason. Hint: do this");
    }
  }

  @Test
  void anErrorReportsAttemptsFromTheSecondOn() {
    CheckpointException.Builder failure = CheckpointException.builder(Kind.NETWORK, "no response");
    assertThat(failure.attempts(1).build()).hasMessageNotContaining("attempts");
    assertThat(failure.attempts(2).build()).hasMessageContaining("(2 attempts)");
  }

  @Test
  void anErrorSurvivesSerialization() throws Exception {
    CheckpointException failure = CheckpointException.builder(Kind.NOT_FOUND, "gone")
        .job(JobRef.parse("openai:ftjob-1"))
        .status(404)
        .build();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(failure);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      CheckpointException read = (CheckpointException) in.readObject();
      assertThat(read).hasMessage(failure.getMessage());
      assertThat(read.job()).isEqualTo(failure.job());
      assertThat(read.kind()).isEqualTo(Kind.NOT_FOUND);
    }
  }
}
