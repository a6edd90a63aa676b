package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.sandbox.Sandbox;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every default job of the sandbox is reported only in normalized words. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NormalizationTest {
  private static final Set<Metric> CANONICAL = Set.of(
      Metric.TRAIN_LOSS,
      Metric.VALID_LOSS,
      Metric.FULL_VALID_LOSS,
      Metric.TRAIN_MEAN_TOKEN_ACCURACY,
      Metric.VALID_MEAN_TOKEN_ACCURACY,
      Metric.FULL_VALID_MEAN_TOKEN_ACCURACY,
      Metric.LEARNING_RATE,
      Metric.GRAD_NORM,
      Metric.EPOCH);

  private final Sandbox sandbox = Sandbox.start();
  private final CheckpointClient client =
      CheckpointClient.builder().environment(sandbox.environment()).build();

  List<JobRef> jobs() {
    return sandbox.jobs().stream()
        .map(JobRef::parse)
        .filter(job -> !job.id().endsWith("-million"))
        .toList();
  }

  @AfterAll
  void close() {
    client.close();
    sandbox.close();
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void metricsStatesAndStatusesAreKnown(JobRef ref) {
    Job job = client.job(ref);
    assertThat(job.state()).as(job.providerState()).isNotEqualTo(Job.State.UNKNOWN);
    boolean hardwareMetrics = ref.provider().equals(Providers.BASETEN);
    List<Checkpoint> checkpoints = hardwareMetrics
        ? client.list(ref)
        : client.with(CallOptions.defaults().withMetrics()).list(ref);
    assertThat(checkpoints).allSatisfy(each -> {
      assertThat(CANONICAL).containsAll(each.metrics().keySet());
      if (each.details().containsKey("deployment_status")
          || each.details().containsKey("sync_status")
          || ref.provider().equals(Providers.OPENAI)
          || ref.provider().equals(Providers.PORTKEY)) {
        assertThat(each.status()).isNotEqualTo(Checkpoint.Status.UNKNOWN);
      }
    });
    assertThat(checkpoints).extracting(Checkpoint::id).doesNotHaveDuplicates();
  }
}
