package io.github.ckpt4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values copy their arguments and are immutable. */
final class ValuesTest {
  private static final JobRef JOB = JobRef.parse("oxen:ns/repo/ft_1");

  @Test
  @SuppressWarnings("unchecked") // The test itself puts in the details.
  void detailsAreDeepCopied() {
    List<Object> inner = new ArrayList<>(List.of(1L));
    Map<String, Object> outer = new HashMap<>(Map.of("list", inner));
    Checkpoint checkpoint = Checkpoint.builder(JOB, "a").detail("map", outer).build();
    Job job = Job.builder(JOB, Job.State.RUNNING).detail("map", outer).build();
    inner.add(2L);
    outer.put("more", true);
    Map<String, Object> expected = Map.of("map", Map.of("list", List.of(1L)));
    for (Map<String, Object> details : List.of(checkpoint.details(), job.details())) {
      assertThat(details).isEqualTo(expected);
      assertUnmodifiable(details, "x", 1);
      Map<String, Object> map = (Map<String, Object>) details.getOrDefault("map", Map.of());
      assertUnmodifiable(map, "x", 1);
      List<Object> list = (List<Object>) map.getOrDefault("list", List.of());
      assertThatThrownBy(() -> list.add(1)).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void nullsInsideADetailAreKept() {
    Map<String, Object> withNull = new HashMap<>();
    withNull.put("none", null);
    Checkpoint checkpoint = Checkpoint.builder(JOB, "a")
        .detail("map", withNull)
        .detail("absent", null)
        .build();
    assertThat(checkpoint.details()).isEqualTo(Map.of("map", withNull));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 11, 12, 13, 40})
  void metricsAreCopiedInTheirOrder(int count) {
    Map<Metric, Double> given = new LinkedHashMap<>();
    for (int i = count; i > 0; i--) {
      given.put(Metric.of("m" + i), (double) i);
    }
    Map<Metric, Double> before = new LinkedHashMap<>(given);
    Checkpoint checkpoint = Checkpoint.builder(JOB, "a").metrics(given).build();
    given.put(Metric.EPOCH, 1.0);
    assertThat(checkpoint.metrics()).containsExactlyEntriesOf(before);
    assertUnmodifiable(checkpoint.metrics(), Metric.EPOCH, 1.0);
  }

  @Test
  void aBuilderDoesNotChangeWhatItBuilt() {
    Checkpoint.Builder builder =
        Checkpoint.builder(JOB, "a").metric(Metric.EPOCH, 1).detail("x", 1);
    Checkpoint first = builder.build();
    Checkpoint second = builder.metric(Metric.EPOCH, 2).detail("y", 2).build();
    Checkpoint third =
        first.toBuilder().metric(Metric.GRAD_NORM, 3).detail("z", 3).build();
    assertThat(first.metrics()).isEqualTo(Map.of(Metric.EPOCH, 1.0));
    assertThat(first.details()).isEqualTo(Map.of("x", 1));
    assertThat(second.metrics()).isEqualTo(Map.of(Metric.EPOCH, 2.0));
    assertThat(second.details()).isEqualTo(Map.of("x", 1, "y", 2));
    assertThat(third.metrics()).isEqualTo(Map.of(Metric.EPOCH, 1.0, Metric.GRAD_NORM, 3.0));
    assertThat(third.details()).isEqualTo(Map.of("x", 1, "z", 3));
  }

  @Test
  void everyPartOfACheckpointMattersForEquality() {
    List<UnaryOperator<Checkpoint.Builder>> parts = List.of(
        each -> each.step(1L),
        each -> each.createdAt(Instant.MAX),
        each -> each.modelName("m"),
        each -> each.path("p"),
        each -> each.sizeBytes(2L),
        each -> each.role(Checkpoint.Role.FINAL),
        each -> each.artifact("lora"),
        each -> each.status(Checkpoint.Status.READY),
        each -> each.metric(Metric.EPOCH, Double.NaN),
        each -> each.detail("d", 1));
    Checkpoint plain = Checkpoint.builder(JOB, "a").build();
    for (UnaryOperator<Checkpoint.Builder> part : parts) {
      Checkpoint one = part.apply(Checkpoint.builder(JOB, "a")).build();
      Checkpoint same = part.apply(plain.toBuilder()).build();
      assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).hasToString(same.toString());
      assertThat(one).isNotEqualTo(plain);
      assertThat(one.toBuilder().build()).isEqualTo(one);
    }
    assertThat(plain.withId("b")).isNotEqualTo(plain).isNotEqualTo("a");
    assertThat(plain.withId("b").id()).isEqualTo("b");
  }

  @Test
  void everyPartOfAJobMattersForEquality() {
    List<UnaryOperator<Job.Builder>> parts = List.of(
        each -> each.providerState("running"),
        each -> each.name("n"),
        each -> each.createdAt(Instant.MIN),
        each -> each.finishedAt(Instant.MAX),
        each -> each.baseModel("b"),
        each -> each.resultModel("r"),
        each -> each.error("e"),
        each -> each.detail("d", 1));
    Job plain = Job.builder(JOB, Job.State.RUNNING).build();
    for (UnaryOperator<Job.Builder> part : parts) {
      Job one = part.apply(Job.builder(JOB, Job.State.RUNNING)).build();
      Job same = part.apply(Job.builder(JOB, Job.State.RUNNING)).build();
      assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(plain);
      assertThat(one).hasToString(same.toString());
    }
    assertThat(Job.builder(JOB, Job.State.QUEUED).build()).isNotEqualTo(plain);
  }

  @Test
  void aJobInAnUnknownStateHasEndedOnceItHasAFinishTime() {
    for (Job.State state : Job.State.values()) {
      Job.Builder job = Job.builder(JOB, state);
      assertThat(job.build().hasEnded()).isEqualTo(state.isTerminal());
      assertThat(job.finishedAt(Instant.MAX).build().hasEnded())
          .isEqualTo(state.isTerminal() || state == Job.State.UNKNOWN);
    }
  }

  @Test
  void aComparisonIsDeepCopied() {
    Checkpoint checkpoint = Checkpoint.builder(JOB, "a").step(1L).build();
    Map<JobRef, Checkpoint> at = new HashMap<>(Map.of(JOB, checkpoint));
    TreeMap<Long, Map<JobRef, Checkpoint>> steps = new TreeMap<>(Map.of(1L, at));
    Map<JobRef, Checkpoint> best = new HashMap<>();
    Comparison comparison = new Comparison(Metric.VALID_LOSS, List.of(JOB), steps, best);
    at.clear();
    steps.clear();
    best.put(JOB, checkpoint);
    assertThat(comparison.steps()).isEqualTo(Map.of(1L, Map.of(JOB, checkpoint)));
    assertThat(comparison.best()).isEmpty();
    assertUnmodifiable(comparison.best(), JOB, checkpoint);
  }

  private static <K, V> void assertUnmodifiable(Map<K, V> map, K key, V value) {
    assertThatThrownBy(() -> map.put(key, value)).isInstanceOf(UnsupportedOperationException.class);
  }
}
