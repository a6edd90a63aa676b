package io.github.ckpt4j.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.client.EachProvider;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.robustness.WirePage.Sample;
import io.github.ckpt4j.spi.Provider;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a provider rightly writes is read as it is meant, and nothing less than all of it. */
class DecodePropertiesTest {
  @Property(tries = 2000)
  void everyPageRoundTrips(@ForAll("pages") WirePage wire) {
    Page page = decode(wire.job(), wire.json());
    assertThat(page.malformed()).isEmpty();
    assertThat(page.next()).isNull();
    List<Checkpoint> expected = wire.expected();
    assertThat(page.checkpoints()).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      Checkpoint read = page.checkpoints().get(i);
      assertThat(read)
          .usingRecursiveComparison()
          .ignoringFields("status", "details", "artifact", "metrics")
          .isEqualTo(expected.get(i));
      assertThat(read.metrics()).isEqualTo(expected.get(i).metrics());
    }
  }

  @Property(tries = 500)
  void noPartOfAPageIsAPage(@ForAll("pages") WirePage wire, @ForAll Random random) {
    String whole = wire.json();
    String part = whole.substring(0, random.nextInt(whole.length()));
    assertThatThrownBy(() -> decode(wire.job(), part)).isInstanceOf(CheckpointException.class);
  }

  /** In place of each value in turn, whatever its depth, a value of each kind. */
  @Property(tries = 100)
  void noCheckpointIsLostToAValueOfTheWrongKind(@ForAll("pages") WirePage wire) {
    JsonElement page = JsonParser.parseString(wire.json());
    for (String kind : List.of("null", "-7.5", "\"x\"", "true", "[[1]]", "{\"x\":{}}")) {
      replaceEach(page, JsonParser.parseString(kind), () -> {
        try {
          Page read =
              decode(wire.job(), new GsonBuilder().serializeNulls().create().toJson(page));
          if (read.malformed()
              .isEmpty()) { // Else it is an error, or told to whoever reads leniently.
            assertThat(read.checkpoints()).hasSameSizeAs(wire.samples());
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
  Arbitrary<WirePage> pages() {
    Arbitrary<Sample> sample = Combinators.combine(
            Arbitraries.longs().between(0, 1L << 50),
            Arbitraries.longs().between(1, 4_000_000_000L),
            Arbitraries.longs().between(0, Long.MAX_VALUE),
            Arbitraries.of(true, false),
            metrics())
        .as(Sample::new);
    return Combinators.combine(
            Arbitraries.of(EachProvider.jobs()),
            sample.list().ofMaxSize(8).uniqueElements(Sample::step),
            Arbitraries.randoms())
        .as(WirePage::new);
  }

  private static Arbitrary<Map<String, Double>> metrics() {
    return Arbitraries.maps(
            Arbitraries.of("train_loss", "valid_loss", "full_valid_loss", "made_up"),
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
