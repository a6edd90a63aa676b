package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Metric;
import java.util.LinkedHashMap;
import java.util.Map;
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
  default void readsAMetricInAnyForm(String written, double meant) {
    String checkpoint = item().with(metricsField() + ".odd", "\"@\"").toString();
    server().answer(page(checkpoint.replace("\"@\"", written)));
    assertThat(list().get(0).metrics()).containsEntry(Metric.of("odd"), meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"high\"", "true", "[1.0]"})
  default void aMetricThatIsNoNumberIsKeptAsItIs(String written) {
    server().answer(page(item().with(metricsField() + ".odd", written)));
    Checkpoint checkpoint = list().get(0);
    assertThat(checkpoint.metrics()).doesNotContainKey(Metric.of("odd"));
    assertThat(checkpoint.details()).containsKey("metrics.odd");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}"})
  default void metricsMayBeMissing(String written) {
    server().answer(page(item().with(metricsField(), written)));
    assertThat(list().get(0).metrics()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 11, 40})
  default void metricsKeepTheirOrderHoweverMany(int count) {
    JsonObject metrics = new JsonObject();
    Map<Metric, Double> expected = new LinkedHashMap<>();
    for (int i = count; i > 0; i--) {
      metrics.addProperty("m" + i, i / 4.0);
      expected.put(Metric.of("m" + i), i / 4.0);
    }
    server().answer(page(item().with(metricsField(), metrics.toString())));
    assertThat(list().get(0).metrics()).containsExactlyEntriesOf(expected);
  }

  @Test
  default void aMetricWithoutANameLosesNoCheckpoint() {
    Item odd = item();
    odd.json().getAsJsonObject(metricsField()).addProperty("", 1.0);
    server().answer(page(odd));
    assertThat(list()).hasSize(1);
  }
}
