package io.github.ckpt4j.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.client.EachProvider;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.sandbox.SandboxCheckpoint;
import io.github.ckpt4j.spi.Provider;
import java.io.StringReader;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Every page that a provider writes is read correctly, and a truncated page never is. */
class DecodePropertiesTest {
  /** Providers without metrics in the list. */
  private static final Set<String> SEPARATE_METRICS = Set.of("together", "baseten");

  private static final Gson WITH_NULLS = new GsonBuilder().serializeNulls().create();

  private static final Set<String> SIZES = Set.of("oxen", "baseten");

  @Property(tries = 2000)
  void everyValueIsRead(@ForAll("pages") WrittenPage written) {
    Page page = decode(written.job(), written.json());
    assertThat(page.malformed()).isEmpty();
    assertThat(page.next()).isNull();
    Map<Long, Checkpoint> read = page.checkpoints().stream()
        .collect(Collectors.toMap(each -> Objects.requireNonNull(each.step()), each -> each));
    assertThat(read).hasSameSizeAs(written.samples());
    assertThat(page.checkpoints()).extracting(Checkpoint::id).doesNotHaveDuplicates();
    for (SandboxCheckpoint sample : written.samples()) {
      assertFacts(sample, Objects.requireNonNull(read.get(sample.step())), written.job());
    }
  }

  private static void assertFacts(SandboxCheckpoint sample, Checkpoint read, JobRef job) {
    assertThat(read.job()).isEqualTo(job);
    if (SIZES.contains(job.provider())) {
      assertThat(read.sizeBytes()).isEqualTo(sample.sizeBytes());
    }
    Map<Metric, Double> metrics = new HashMap<>();
    if (!SEPARATE_METRICS.contains(job.provider())) {
      sample.metrics().forEach((name, value) -> metrics.put(Metric.of(name), value));
    }
    if (job.provider().equals(Providers.AZURE)) { // It reports full validation metrics as well.
      sample.metrics().forEach((name, value) -> {
        if (name.startsWith("valid_")) {
          metrics.put(Metric.of("full_" + name), value);
        }
      });
    }
    assertThat(read.metrics()).isEqualTo(metrics);
  }

  @Property(tries = 2000)
  void orderAndUnknownMembersChangeNothing(@ForAll("pages") WrittenPage written) {
    List<Checkpoint> plain = decode(written.job(), written.plainJson()).checkpoints();
    List<Checkpoint> shuffled = decode(written.job(), written.json()).checkpoints();
    assertThat(shuffled).hasSameSizeAs(plain);
    for (int i = 0; i < plain.size(); i++) {
      Checkpoint.Builder expected = plain.get(i).toBuilder();
      shuffled.get(i).details().forEach(expected::detail);
      assertThat(shuffled.get(i)).isEqualTo(expected.build());
    }
  }

  @Property(tries = 500)
  void aTruncatedPageIsNotAPage(@ForAll("pages") WrittenPage written, @ForAll Random random) {
    String whole = written.json();
    String part = whole.substring(0, random.nextInt(whole.length()));
    assertThatThrownBy(() -> decode(written.job(), part)).isInstanceOf(CheckpointException.class);
  }

  /** Replaces each value in turn, at any depth, with a value of each type. */
  @Property(tries = 100)
  void aValueOfTheWrongTypeLosesNoCheckpoint(@ForAll("pages") WrittenPage written) {
    JsonElement page = JsonParser.parseString(written.json());
    for (String kind : List.of("null", "-7.5", "\"x\"", "true", "[[1]]", "{\"x\":{}}")) {
      replaceEach(page, JsonParser.parseString(kind), () -> {
        try {
          Page read = decode(written.job(), WITH_NULLS.toJson(page));
          if (read.malformed()
              .isEmpty()) { // Otherwise it is an error, or reported when reading leniently.
            assertThat(read.checkpoints()).hasSameSizeAs(written.samples());
          }
        } catch (CheckpointException e) {
          assertThat(e.kind()).isEqualTo(CheckpointException.Kind.BAD_RESPONSE);
        }
      });
    }
  }

  private static void replaceEach(JsonElement within, JsonElement replacement, Runnable check) {
    if (within instanceof JsonObject object) {
      for (String name : List.copyOf(object.keySet())) {
        JsonElement value = object.get(name);
        object.add(name, replacement);
        check.run();
        object.add(name, value);
        replaceEach(value, replacement, check);
      }
    } else if (within instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        JsonElement value = array.set(i, replacement);
        check.run();
        array.set(i, value);
        replaceEach(value, replacement, check);
      }
    }
  }

  @Provide
  Arbitrary<WrittenPage> pages() {
    Arbitrary<SandboxCheckpoint> sample = Combinators.combine(
            Arbitraries.longs().between(0, 1L << 50),
            Arbitraries.longs().between(0, Long.MAX_VALUE),
            metrics())
        .as((step, size, metrics) ->
            new SandboxCheckpoint("checkpoint-" + step, step, size, metrics));
    return Combinators.combine(
            Arbitraries.of(EachProvider.jobs()),
            sample.list().ofMaxSize(8).uniqueElements(SandboxCheckpoint::step),
            Arbitraries.longs().between(1, 4_000_000_000L).map(Instant::ofEpochSecond),
            Arbitraries.longs())
        .as(WrittenPage::new);
  }

  private static Arbitrary<Map<String, Double>> metrics() {
    return Arbitraries.maps(
            Arbitraries.of(
                "train_loss", "valid_loss", "train_mean_token_accuracy", "made_up", "another"),
            Arbitraries.doubles())
        .ofMaxSize(4);
  }

  private static Page decode(JobRef job, String body) {
    Provider provider = Providers.all().stream()
        .filter(each -> each.info().name().equals(job.provider()))
        .findFirst()
        .orElseThrow();
    return provider
        .checkpoints(job, PageRequest.first())
        .decoder()
        .decode(() -> new StringReader(body));
  }
}
