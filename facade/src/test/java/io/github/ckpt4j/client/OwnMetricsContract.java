package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Metric;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of providers whose checkpoints carry their metrics. */
interface OwnMetricsContract extends ProviderFixture {
  /** The path of a checkpoint's metrics. */
  String metricsField();

  @ParameterizedTest
  @CsvSource({
    "NaN, NaN",
    "Infinity, Infinity",
    "-Infinity, -Infinity",
    "'\"NaN\"', NaN",
    "'\"0.25\"', 0.25",
    "5.731426301549693e-05, 5.731426301549693e-05",
    "0.00019999, 0.00019999",
    "1, 1.0"
  })
  default void readsAMetricInAnyFormat(String written, double meant) {
    String checkpoint = item().with(metricsField() + ".odd", "\"@\"").toString();
    server().enqueue(page(checkpoint.replace("\"@\"", written)));
    assertThat(list().get(0).metrics()).containsEntry(Metric.of("odd"), meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"high\"", "true", "[1.0]"})
  default void aMetricThatIsNotANumberIsKeptInTheDetails(String written) {
    server().enqueue(page(item().with(metricsField() + ".odd", written)));
    Checkpoint checkpoint = list().get(0);
    assertThat(checkpoint.metrics()).doesNotContainKey(Metric.of("odd"));
    assertThat(checkpoint.details().get("metrics"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsKey("odd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "-9007199254740993",
        "123456789012345678901234567890",
        "0.12345678901234567890",
        "\"9007199254740993\"",
        "\"0.12345678901234567890\""
      })
  default void aMetricThatADoubleRoundsIsKeptExactlyToo(String written) {
    String checkpoint = item().with(metricsField() + ".odd", "\"@\"").toString();
    server().enqueue(page(checkpoint.replace("\"@\"", written)));
    Checkpoint read = list().get(0);
    String number = written.replace("\"", "");
    assertThat(read.metrics()).containsEntry(Metric.of("odd"), Double.valueOf(number));
    assertThat(read.details().get("metrics"))
        .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
        .hasEntrySatisfying(
            "odd",
            kept -> assertThat(new BigDecimal(kept.toString())).isEqualByComparingTo(number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "-9007199254740992", "0.1", "1e-7", "\"0.25\"", "NaN"})
  default void aMetricThatADoubleHoldsIsNoDetail(String written) {
    String checkpoint = item().with(metricsField(), "{\"odd\":\"@\"}").toString();
    server().enqueue(page(checkpoint.replace("\"@\"", written)));
    assertThat(list().get(0).details()).doesNotContainKey("metrics");
  }

  @Test
  default void aStepAmongTheMetricsIsKeptUnlessItIsTheCheckpointsOwn() {
    server()
        .enqueue(page(atStep(7).with(metricsField(), "{\"step\":7}")))
        .enqueue(page(atStep(7).with(metricsField(), "{\"step\":8}")));
    assertThat(list().get(0).details()).doesNotContainKey("metrics");
    assertThat(list().get(0).details()).containsEntry("metrics", Map.of("step", 8L));
  }

  @Test
  default void aMemberNamedLikeAMetricIsAnotherOne() {
    Item both = item().with(metricsField() + ".odd", "\"high\"");
    both.json().addProperty("metrics.odd", "low");
    server().enqueue(page(both));
    assertThat(list().get(0).details())
        .containsEntry("metrics.odd", "low")
        .containsEntry("metrics", Map.of("odd", "high"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}"})
  default void metricsMayBeMissing(String written) {
    server().enqueue(page(item().with(metricsField(), written)));
    assertThat(list().get(0).metrics()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 11, 40})
  default void anyNumberOfMetricsKeepsItsOrder(int count) {
    JsonObject metrics = new JsonObject();
    Map<Metric, Double> expected = new LinkedHashMap<>();
    for (int i = count; i > 0; i--) {
      metrics.addProperty("m" + i, i / 4.0);
      expected.put(Metric.of("m" + i), i / 4.0);
    }
    server().enqueue(page(item().with(metricsField(), metrics.toString())));
    assertThat(list().get(0).metrics()).containsExactlyEntriesOf(expected);
  }

  @Test
  default void aMetricWithoutANameDoesNotLoseTheCheckpoint() {
    Item odd = item();
    odd.json().getAsJsonObject(metricsField()).addProperty("", 1.0);
    server().enqueue(page(odd));
    assertThat(list()).hasSize(1);
  }
}
