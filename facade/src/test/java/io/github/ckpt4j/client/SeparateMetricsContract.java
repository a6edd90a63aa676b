package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.CheckpointException;
import org.junit.jupiter.api.Test;

/** A provider that reports a job's metrics apart from its checkpoints. */
interface SeparateMetricsContract extends ProviderFixture {
  String metricsPath();

  default CheckpointClient withMetrics() {
    return client().with(CallOptions.defaults().withMetrics());
  }

  @Test
  default void metricsCostARequestOnlyWhenAskedFor() {
    server().answer(page(item())).answer(page(item())).answer(resource("metrics.json"));
    assertThat(list()).allSatisfy(each -> assertThat(each.metrics()).isEmpty());
    assertThat(server().requests()).hasSize(1);
    assertThat(withMetrics().list(job()))
        .allSatisfy(each -> assertThat(each.metrics()).isNotEmpty());
    assertThat(server().targets())
        .containsExactly(
            basePath() + listPath(), basePath() + listPath(), basePath() + metricsPath());
  }

  @Test
  default void noCheckpointsNeedNoMetrics() {
    server().answer(page());
    assertThat(withMetrics().list(job())).isEmpty();
    assertThat(server().requests()).hasSize(1);
  }

  @Test
  default void metricsThatCannotBeHadAreAFailure() {
    server().answer(page(item())).answer(404, "{\"message\":\"no metrics\"}");
    CheckpointException failure = failure(withMetrics());
    assertThat(failure.kind()).isEqualTo(CheckpointException.Kind.NOT_FOUND);
    assertThat(failure.detail()).isEqualTo("no metrics");
  }

  @Test
  default void aSuccessThatIsNoMetricsIsABadResponse() {
    for (String body : new String[] {"", "null", "<html>", "[]"}) {
      server().answer(page(item())).answer(body);
      assertThat(failure(withMetrics()).kind()).isEqualTo(CheckpointException.Kind.BAD_RESPONSE);
    }
  }
}
