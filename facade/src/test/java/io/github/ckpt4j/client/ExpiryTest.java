package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.Expiry.Source;
import io.github.ckpt4j.JobRef;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of checkpoints: every source and format, each checkpoint with its own label. */
final class ExpiryTest {
  private static final URI DEPRECATIONS =
      URI.create("https://developers.openai.com/api/docs/deprecations");
  private static final Instant OCTOBER = Instant.parse("2026-10-23T00:00:00Z");
  private static final Instant JANUARY = Instant.parse("2027-01-14T00:00:00Z");

  private final Server server = new Server();
  private final List<String> warnings = new ArrayList<>();
  private final CheckpointClient client = JobListCase.client(server)
      .build()
      .with(CallOptions.defaults()
          .withExpiry()
          .onWarning(warning -> warnings.add(warning.getMessage())));

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private static Expiry announced(Instant at) {
    return new Expiry(at, Source.ANNOUNCED, DEPRECATIONS);
  }

  /** Formats of a time on the wire, and the meaning of each; null if it is not a real time. */
  private static Map<String, @Nullable Instant> times() {
    Map<String, @Nullable Instant> times = new LinkedHashMap<>();
    for (int i = 1; i <= 12; i++) {
      String day = "2027-%02d-%02d".formatted(i, i + 10);
      times.put("\"" + day + "\"", Instant.parse(day + "T00:00:00Z"));
      times.put("\"" + day + "T03:04:05Z\"", Instant.parse(day + "T03:04:05Z"));
      times.put("\"" + day + "T03:04:05.678901Z\"", Instant.parse(day + "T03:04:05.678901Z"));
      times.put("\"" + day + "T05:04:05+02:00\"", Instant.parse(day + "T03:04:05Z"));
      times.put("\"" + day + " 03:04:05\"", Instant.parse(day + "T03:04:05Z"));
      times.put("\"" + day + "T03:04:05\"", Instant.parse(day + "T03:04:05Z"));
      times.put("\"" + day + "T03:04:05-0700\"", Instant.parse(day + "T10:04:05Z"));
    }
    times.put("null", null);
    times.put("\"\"", null);
    times.put("\"   \"", null);
    times.put("\"never\"", null);
    times.put("\"soon\"", null);
    times.put("\"2027-13-45\"", null);
    times.put("\"0\"", null);
    times.put("0", null);
    times.put("\"0001-01-01T00:00:00Z\"", null);
    return times;
  }

  @Test
  void basetenReportsItWithTheCheckpoint() {
    Map<String, @Nullable Instant> times = times();
    List<String> items = new ArrayList<>();
    Map<String, @Nullable Expiry> labels = new LinkedHashMap<>();
    times.forEach((text, at) -> {
      String id = "checkpoint-" + (items.size() + 1);
      items.add(baseten(id, ",\"expires_at\":" + text));
      labels.put(id, at == null ? null : Expiry.reported(at));
    });
    items.add(baseten("checkpoint-1000", ""));
    labels.put("checkpoint-1000", null);
    server.enqueue("{\"checkpoints\":[" + String.join(",", items) + "]}");

    assertThat(expiries(JobRef.parse("baseten:abc/3y8"))).isEqualTo(labels).hasSize(94);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void anEndThatCannotBeReadIsKeptAsADetail() {
    server.enqueue("{\"checkpoints\":[" + baseten("c", ",\"expires_at\":\"soon\"") + "]}");
    Checkpoint checkpoint = client.list(JobRef.parse("baseten:abc/3y8")).get(0);
    assertThat(checkpoint.expiry()).isNull();
    assertThat(checkpoint.details()).containsEntry("expires_at", "soon");
  }

  /** Models by base name, and the published end of their checkpoints. */
  private static Map<String, @Nullable Expiry> models() {
    Map<String, @Nullable Expiry> models = new LinkedHashMap<>();
    for (String base : List.of(
        "gpt-3.5-turbo",
        "gpt-3.5-turbo-0613",
        "gpt-3.5-turbo-1106",
        "gpt-3.5-turbo-0125",
        "gpt-3.5-turbo-16k-0613",
        "gpt-4",
        "gpt-4-0613",
        "gpt-4.1-nano",
        "gpt-4.1-nano-2025-04-14",
        "babbage-002",
        "davinci-002",
        "o4-mini",
        "o4-mini-2025-04-16")) {
      models.put(base, announced(OCTOBER));
    }
    for (String base : List.of(
        "gpt-4o",
        "gpt-4o-2024-05-13",
        "gpt-4o-2024-08-06",
        "gpt-4o-2024-11-20",
        "gpt-4o-mini",
        "gpt-4o-mini-2024-07-18",
        "gpt-4.1",
        "gpt-4.1-2025-04-14",
        "gpt-4.1-mini",
        "gpt-4.1-mini-2025-04-14")) {
      models.put(base, announced(JANUARY));
    }
    for (String base : List.of(
        "gpt-5",
        "gpt-5-mini-2025-08-07",
        "gpt-4o-audio-preview",
        "gpt-4o-realtime-preview-2024-10-01",
        "gpt-4.5-preview",
        "gpt-4-turbo",
        "gpt-40",
        "o4-mini-deep-research",
        "curie",
        "my-gpt-4o",
        "xgpt-4o-mini-2024-07-18")) {
      models.put(base, null);
    }
    return models;
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "portkey"})
  void aPublishedDateOfTheBaseModelHoldsForEveryCheckpointOfIt(String provider) {
    List<String> items = new ArrayList<>();
    Map<String, @Nullable Expiry> labels = new LinkedHashMap<>();
    models().forEach((base, expiry) -> {
      for (String tail : List.of(":org::A1", ":org:suffix:A1:ckpt-step-90")) {
        add(items, labels, "ft:" + base + tail, expiry);
      }
      add(items, labels, base, null);
      add(items, labels, base + ".ft-0123456789abcdef0123456789abcdef", null);
    });
    server.route(request -> Server.response(
        200, request.getTarget().contains("/models") ? modelList() : openAi(items)));
    assertThat(expiries(new JobRef(provider, "ftjob-1"))).isEqualTo(labels).hasSize(136);
    assertThat(warnings).isEmpty();
  }

  @Test
  void whatOpenAiReportsComesBeforeWhatIsPublished() {
    String reported = "ft:gpt-4o-2024-08-06:org::A1:ckpt-step-90";
    String unreported = "ft:gpt-4o-2024-08-06:org::A1";
    List<String> items = new ArrayList<>();
    Map<String, @Nullable Expiry> labels = new LinkedHashMap<>();
    Instant end = Instant.parse("2026-12-24T00:00:00Z");
    add(items, labels, reported, Expiry.reported(end));
    add(items, labels, unreported, announced(JANUARY));
    add(items, labels, "ft:gpt-5:org::B2", null);
    server.route(request -> Server.response(
        200,
        request.getTarget().contains("/models")
            ? modelList(
                model(reported, "\"2026-12-24\""),
                model(unreported, "null"),
                model("gpt-5", "\"2028-01-01\""))
            : openAi(items)));
    assertThat(expiries(JobRef.parse("openai:ftjob-1"))).isEqualTo(labels);
  }

  @Test
  void allModelsAreReadInOneRequestForAllPages() {
    server.enqueue(
        "{\"object\":\"list\",\"data\":[" + item("c1", "ft:gpt-5:o::A") + "],\"has_more\":true}");
    server.enqueue(modelList(model("ft:gpt-5:o::A", "\"2027-02-03\"")));
    server.enqueue(openAi(List.of(item("c2", "ft:gpt-5:o::B"))));
    client.list(JobRef.parse("openai:ftjob-1"));
    assertThat(server.targets()).filteredOn(each -> each.contains("/models")).hasSize(1);
  }

  @Test
  void nothingIsRequestedOrLookedUpUnlessWanted() {
    server.enqueue(openAi(List.of(item("c1", "ft:gpt-4o:o::A"))));
    List<Checkpoint> list =
        client.with(CallOptions.defaults()).list(JobRef.parse("openai:ftjob-1"));
    assertThat(list.get(0).expiry()).isNull();
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aFailedRequestForTheModelsIsAWarning() {
    server.route(request -> request.getTarget().contains("/models")
        ? Server.response(403, "{\"error\":{\"message\":\"not with this key\"}}")
        : Server.response(200, openAi(List.of(item("c1", "ft:gpt-4o:o::A")))));
    assertThat(client.list(JobRef.parse("openai:ftjob-1")).get(0).expiry())
        .isEqualTo(announced(JANUARY));
    assertThat(warnings).singleElement().asString().contains("not with this key");
  }

  @Test
  void whereNobodySaysAnythingTheEndIsUnknown() {
    server.enqueue(
        "{\"data\":[{\"step\":1,\"checkpoint_type\":\"Intermediate\",\"path\":\"s3://x\","
            + "\"created_at\":\"2026-01-01T00:00:00Z\"}]}");
    server.enqueue("{\"metrics\":[]}");
    assertThat(client.list(JobRef.parse("together:ft-1")).get(0).expiry()).isNull();
  }

  private Map<String, @Nullable Expiry> expiries(JobRef job) {
    Map<String, @Nullable Expiry> expiries = new LinkedHashMap<>();
    client.list(job).forEach(each -> expiries.put(each.id(), each.expiry()));
    return expiries;
  }

  private static void add(
      List<String> items,
      Map<String, @Nullable Expiry> labels,
      String model,
      @Nullable Expiry expiry) {
    String id = "c" + items.size();
    items.add(item(id, model));
    labels.put(id, expiry);
  }

  private static String item(String id, String model) {
    return "{\"object\":\"fine_tuning.job.checkpoint\",\"id\":\"" + id
        + "\",\"created_at\":1750000000,\"step_number\":" + (1 + Math.floorMod(id.hashCode(), 9999))
        + ",\"fine_tuned_model_checkpoint\":\"" + model + "\",\"metrics\":{}}";
  }

  private static String openAi(List<String> items) {
    return "{\"object\":\"list\",\"data\":[" + String.join(",", items) + "],\"has_more\":false}";
  }

  private static String modelList(String... models) {
    return Stream.of(models)
        .collect(Collectors.joining(",", "{\"object\":\"list\",\"data\":[", "]}"));
  }

  private static String model(String id, String end) {
    return "{\"id\":\"" + id
        + "\",\"object\":\"model\",\"created\":1750000000,\"owned_by\":\"org\","
        + "\"shutdown_date\":" + end + "}";
  }

  private static String baseten(String id, String more) {
    return "{\"checkpoint_id\":\"" + id + "\",\"created_at\":\"2026-01-01T00:00:00Z\","
        + "\"checkpoint_type\":\"lora\",\"size_bytes\":1" + more + "}";
  }
}
