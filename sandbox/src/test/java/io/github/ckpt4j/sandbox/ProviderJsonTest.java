package io.github.ckpt4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProviderJsonTest {
  private final Locale locale = Locale.getDefault();

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(locale);
  }

  static Stream<SandboxJob> jobs() {
    return DefaultJobs.at(Instant.parse("2026-05-01T08:00:00Z")).stream();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "fa-IR", "hi-IN-u-nu-deva", "th-TH-u-nu-thai", "tr-TR"})
  void everyLocaleWritesTheSameJson(String tag) {
    Locale.setDefault(Locale.ROOT);
    List<String> expected = jobs().flatMap(ProviderJsonTest::all).toList();
    Locale.setDefault(Locale.forLanguageTag(tag));
    assertThat(jobs().flatMap(ProviderJsonTest::all)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void shuffledMembersKeepTheirValues(SandboxJob job) {
    ProviderJson plain = ProviderJson.of(job);
    for (long seed = 0; seed < 20; seed++) {
      ProviderJson shuffled = plain.shuffled(seed);
      assertThat(shuffled.checkpoints()).isNotEqualTo(plain.checkpoints());
      assertThat(shuffled.checkpoints()).isEqualTo(plain.shuffled(seed).checkpoints());
      assertContains(parse(shuffled.checkpoints()), parse(plain.checkpoints()));
      assertContains(parse(shuffled.job()), parse(plain.job()));
    }
  }

  @Test
  void pagesLikeTheServer() {
    ProviderJson json = ProviderJson.of(SandboxJob.of("openai:ftjob-many").checkpoints(25));
    JsonObject first = parse(json.checkpoints(Map.of("limit", "20"))).getAsJsonObject();
    String after = first.get("last_id").getAsString();
    JsonObject second = parse(json.checkpoints(Map.of("after", after))).getAsJsonObject();
    assertThat(first.getAsJsonArray("data")).hasSize(20);
    assertThat(first.get("has_more").getAsBoolean()).isTrue();
    assertThat(second.getAsJsonArray("data")).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"oxen:a/b/ft_1", "baseten:p/j"})
  void listsFiles(String job) {
    ProviderJson json = ProviderJson.of(SandboxJob.of(job));
    assertThat(json.files()).contains("adapter_model.safetensors").isEqualTo(json.files());
    assertContains(parse(json.shuffled(1).files()), parse(json.files()));
    assertThatThrownBy(() -> ProviderJson.of(SandboxJob.of("openai:ftjob-1")).files())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void rejectsJobsAndMetricsThatNoProviderHas() {
    assertThatThrownBy(() -> ProviderJson.of(SandboxJob.of("baseten:job")))
        .hasMessageContaining("baseten:project/job");
    assertThatThrownBy(() -> ProviderJson.of(SandboxJob.of("nobody:job")))
        .hasMessageContaining("Known: together, openai");
    ProviderJson json = ProviderJson.of(SandboxJob.of("openai:ftjob-1"));
    assertThatThrownBy(json::metrics).hasMessageContaining("openai does not provide metrics");
  }

  @Test
  void aPlaceholderWithoutAValueIsAnError() {
    Response response = Response.json(200, Template.of("oxen/error").with(new Values()));
    assertThatThrownBy(() -> response.text(null)).hasMessageContaining("${code}");
  }

  private static Stream<String> all(SandboxJob job) {
    ProviderJson json = ProviderJson.of(job);
    boolean metrics = job.provider().equals("together") || job.provider().equals("baseten");
    return Stream.of(json.job(), json.checkpoints(), metrics ? json.metrics() : "");
  }

  private static JsonElement parse(String json) {
    return JsonParser.parseString(json);
  }

  private static void assertContains(JsonElement actual, JsonElement expected) {
    if (expected instanceof JsonObject object) {
      object.asMap().forEach((name, value) -> {
        assertThat(actual.getAsJsonObject().has(name)).as(name).isTrue();
        assertContains(actual.getAsJsonObject().get(name), value);
      });
    } else if (expected instanceof JsonArray array) {
      assertThat(actual.getAsJsonArray()).hasSameSizeAs(array);
      for (int i = 0; i < array.size(); i++) {
        assertContains(actual.getAsJsonArray().get(i), array.get(i));
      }
    } else {
      assertThat(actual).isEqualTo(expected);
    }
  }
}
