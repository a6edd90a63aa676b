package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.PageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of providers that report a job's metrics separately from its checkpoints. */
interface SeparateMetricsContract extends ProviderFixture {
  String metricsPath();

  default CheckpointClient withMetrics() {
    return client().with(CallOptions.defaults().withMetrics().withHardwareMetrics());
  }

  @Test
  default void metricsTakeARequestUnlessSwitchedOff() {
    server().enqueue(page(item())).enqueue(page(item())).enqueue(resource("metrics.json"));
    assertThat(list()).allSatisfy(each -> assertThat(each.metrics()).isEmpty());
    assertThat(server().requests()).hasSize(1);
    assertThat(withMetrics().list(job()))
        .allSatisfy(each -> assertThat(each.metrics()).isNotEmpty());
    assertThat(server().targets())
        .containsExactly(listTarget(), listTarget(), basePath() + metricsPath());
  }

  @Test
  default void noCheckpointsNeedNoMetrics() {
    server().enqueue(page());
    assertThat(withMetrics().list(job())).isEmpty();
    assertThat(server().requests()).hasSize(1);
  }

  /** Responses to a metrics request that fail in various ways. */
  static Stream<MockResponse> noMetrics() {
    return Stream.of(
        Server.response(404, "{\"message\":\"no metrics\"}"),
        Server.response(401, ""),
        Server.response(500, "<html>maintenance</html>"),
        Server.response(200, ""),
        Server.response(200, "null"),
        Server.response(200, "<html>"),
        Server.response(200, "[]"),
        new MockResponse.Builder()
            .onResponseStart(new SocketEffect.CloseSocket())
            .build());
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.SeparateMetricsContract#noMetrics")
  default void unreadableMetricsDoNotFailAList(MockResponse noMetrics) {
    server().route(request -> isForMetrics(request) ? noMetrics : page200());
    List<CheckpointException> warnings = new ArrayList<>();
    CheckpointClient client = withMetrics();
    CheckpointClient warning = client.with(client.options().onWarning(warnings::add));

    assertThat(warning.list(job())).hasSize(1);
    assertThat(warning.stream(job())).hasSize(1);
    assertThat(warning.page(job(), PageRequest.first()).checkpoints()).hasSize(1);
    assertThat(warning.latest(job())).isPresent();
    assertThat(warning.atStep(job(), 7)).isPresent();
    assertThat(warning.listAll(List.of(job()))).hasOnlyElementsOfType(JobResult.Listed.class);
    assertThat(warnings)
        .hasSize(6)
        .allSatisfy(each -> assertThat(each.detail()).startsWith("the metrics could not be read"));
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.SeparateMetricsContract#noMetrics")
  default void unreadableMetricsFailAChoiceByMetric(MockResponse noMetrics) {
    server().route(request -> isForMetrics(request) ? noMetrics : page200());
    CheckpointClient client = withMetrics();
    Stream.<Supplier<Object>>of(
            () -> client.best(job(), Metric.TRAIN_LOSS),
            () -> client.top(job(), 2, Metric.TRAIN_LOSS),
            () -> client.compare(List.of(job()), Metric.TRAIN_LOSS))
        .forEach(choice -> assertThatThrownBy(choice::get)
            .isInstanceOf(CheckpointException.class)
            .hasMessageContaining("the metrics could not be read"));
  }

  @Test
  default void aChoiceByStepRequestsNoMetricsByDefault() {
    server().route(request -> page200());
    CheckpointClient client = client().with(CallOptions.defaults());
    assertThat(client.latest(job())).isPresent();
    assertThat(client.atStep(job(), 7)).isPresent();
    assertThat(server().targets()).containsOnly(listTarget()).hasSize(2);
  }

  private boolean isForMetrics(RecordedRequest request) {
    return request.getTarget().equals(basePath() + metricsPath());
  }

  private MockResponse page200() {
    return Server.response(200, page(atStep(7)));
  }
}
