package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A selection reads every page and makes no list of them. */
final class SelectionTest {
  private static final JobRef JOB = JobRef.parse("openai:ftjob-selection");
  private static final int CHECKPOINTS = 250;

  private static Sandbox sandbox;

  @BeforeAll
  static void start() {
    sandbox = Sandbox.builder()
        .job(SandboxJob.of(JOB.toString()).checkpoints(CHECKPOINTS))
        .start();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  static Stream<Named<Function<CheckpointClient, List<Checkpoint>>>> selections() {
    return Stream.of(
        Named.of("latest", client -> client.latest(JOB).stream().toList()),
        Named.of("atStep", client -> client.atStep(JOB, 200).stream().toList()),
        Named.of("best", client -> client.best(JOB, Metric.VALID_LOSS).stream().toList()),
        Named.of(
            "worst",
            client -> client.best(JOB, Metric.VALID_LOSS.maximized()).stream().toList()),
        Named.of("top", client -> client.top(JOB, 7, Metric.TRAIN_LOSS)));
  }

  @ParameterizedTest
  @MethodSource("selections")
  void selectsAmongMoreThanAListMayHave(Function<CheckpointClient, List<Checkpoint>> selection) {
    try (CheckpointClient few = builder().maxCheckpoints(10).build();
        CheckpointClient many = builder().build()) {
      assertThatThrownBy(() -> few.list(JOB)).isInstanceOf(CheckpointException.class);

      assertThat(selection.apply(few)).isNotEmpty().isEqualTo(selection.apply(many));
    }
  }

  @Test
  void collectorsSelectFromStreamsWhatTheClientSelects() {
    try (CheckpointClient client = builder().build()) {
      assertThat(client.stream(JOB).collect(Checkpoints.toLatest()))
          .isPresent()
          .isEqualTo(client.latest(JOB));
      assertThat(client.stream(JOB).collect(Checkpoints.toStep(300)))
          .isPresent()
          .isEqualTo(client.atStep(JOB, 300));
      assertThat(client.stream(JOB).collect(Checkpoints.toBest(Metric.VALID_LOSS)))
          .isPresent()
          .isEqualTo(client.best(JOB, Metric.VALID_LOSS));
      assertThat(client.stream(JOB).collect(Checkpoints.toTop(9, Metric.VALID_LOSS)))
          .hasSize(9)
          .isEqualTo(client.top(JOB, 9, Metric.VALID_LOSS));
    }
  }

  @Test
  void aMetricWithoutADirectionIsRefusedBeforeAnythingIsRequested() {
    try (CheckpointClient client =
        CheckpointClient.builder().baseUrl("openai", "http://127.0.0.1:1").build()) {
      assertThatThrownBy(() -> client.best(JOB, Metric.of("gizmo")))
          .hasMessageContaining("direction of the metric 'gizmo' is unknown");
    }
  }

  private static ClientBuilder builder() {
    return CheckpointClient.builder().environment(sandbox.environment());
  }
}
