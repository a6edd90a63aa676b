package io.github.ckpt4j.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.MetricHistory;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Properties of sorting, choosing, joining and cursors that hold for any checkpoints. */
class LawsTest {
  private static final JobRef JOB = JobRef.parse("openai:ftjob-laws");
  private static final Metric METRIC = Metric.VALID_LOSS;

  @Property
  void theOrderOfAListDoesNotDependOnTheOrderOfTheResponse(
      @ForAll("checkpoints") List<Checkpoint> checkpoints, @ForAll Random random) {
    List<Checkpoint> sorted = sorted(checkpoints);
    assertThat(sorted(shuffled(checkpoints, random))).isEqualTo(sorted);
    assertThat(sorted).containsExactlyInAnyOrderElementsOf(checkpoints);
    Long before = null;
    for (Checkpoint each : sorted) {
      assertThat(before == null || (each.step() != null && before <= each.step()))
          .isTrue();
      before = each.step();
    }
  }

  @Property
  void theLatestIsTheEndOfTheListUnlessOneWithoutAStepIsNewer(
      @ForAll("checkpoints") List<Checkpoint> checkpoints) {
    List<Checkpoint> sorted = sorted(checkpoints);
    List<Checkpoint> end = sorted.subList(Math.max(0, sorted.size() - 1), sorted.size());
    List<Checkpoint> newer = sorted.stream()
        .filter(each -> each.step() == null)
        .filter(each -> end.stream().anyMatch(last -> isNewer(each, last)))
        .toList();
    assertThat(Checkpoints.latest(checkpoints).stream().toList())
        .isEqualTo(newer.isEmpty() ? end : newer.subList(newer.size() - 1, newer.size()));
  }

  private static boolean isNewer(Checkpoint one, Checkpoint other) {
    Instant created = one.createdAt();
    Instant otherCreated = other.createdAt();
    return created != null && otherCreated != null && created.isAfter(otherCreated);
  }

  @Property
  void noCheckpointIsBetterThanTheBest(
      @ForAll("checkpoints") List<Checkpoint> checkpoints,
      @ForAll boolean lower,
      @ForAll Random random) {
    Metric metric = lower ? METRIC.minimized() : METRIC.maximized();
    List<Checkpoint> reported = withMetric(checkpoints);
    Checkpoint best = Checkpoints.best(reported, metric).orElse(null);
    List<Double> numbers = reported.stream()
        .map(each -> each.metric(metric).orElseThrow())
        .filter(value -> !value.isNaN())
        .toList();
    if (best == null) {
      assertThat(numbers).isEmpty();
      return;
    }
    double value = best.metric(metric).orElseThrow();
    assertThat(numbers).noneMatch(other -> lower ? other < value : other > value);
    assertThat(reported)
        .filteredOn(each -> each.metric(metric).orElseThrow() == value)
        .allMatch(each -> Checkpoints.BY_STEP.compare(each, best) <= 0);
    assertThat(Checkpoints.best(shuffled(reported, random), metric)).contains(best);
  }

  @Property
  void aShorterTopListIsAPrefixOfALongerOne(
      @ForAll("checkpoints") List<Checkpoint> checkpoints, @ForAll @IntRange(max = 20) int n) {
    List<Checkpoint> reported = withMetric(checkpoints);
    List<Checkpoint> all = Checkpoints.top(reported, Integer.MAX_VALUE, METRIC);
    assertThat(Checkpoints.top(reported, n, METRIC))
        .isEqualTo(all.subList(0, Math.min(n, all.size())));
    assertThat(Checkpoints.top(reported, 1, METRIC))
        .isEqualTo(Checkpoints.best(reported, METRIC).stream().toList());
  }

  @Property
  void joiningTakesTheLastValueUpToTheCheckpoint(
      @ForAll("checkpoints") List<Checkpoint> checkpoints,
      @ForAll("logged") List<Map.Entry<Long, Double>> logged) {
    MetricHistory.Builder builder = MetricHistory.builder();
    logged.forEach(each -> builder.add(Metric.GRAD_NORM, each.getKey(), each.getValue()));
    MetricHistory history = builder.build();
    for (Checkpoint checkpoint : checkpoints) {
      Checkpoint joined = history.join(checkpoint);
      assertThat(joined.metric(Metric.GRAD_NORM)).isEqualTo(lastUntil(checkpoint.step(), logged));
      Map<Metric, Double> own = new HashMap<>(joined.metrics());
      own.remove(Metric.GRAD_NORM);
      assertThat(own).isEqualTo(checkpoint.metrics());
      assertThat(history.join(joined)).isEqualTo(joined);
    }
  }

  @Property(tries = 50)
  void aListCanBePagedAndResumedAnywhere(
      @ForAll @IntRange(max = 40) int count,
      @ForAll @IntRange(min = 1, max = 15) int size,
      @ForAll @IntRange(min = 1, max = 15) int otherSize,
      @ForAll @IntRange(max = 10) int resumeAfter) {
    try (Sandbox sandbox = Sandbox.builder()
            .job(SandboxJob.of(JOB.toString()).checkpoints(count))
            .start();
        CheckpointClient client =
            CheckpointClient.builder().environment(sandbox.environment()).build()) {
      List<Checkpoint> whole = client.list(JOB);
      List<Checkpoint> read = new ArrayList<>();
      @Nullable PageRequest next = PageRequest.first();
      for (int page = 0; next != null; page++) {
        Page response = client.page(JOB, next.size(page < resumeAfter ? size : otherSize));
        read.addAll(response.checkpoints());
        next = response.next() == null ? null : PageRequest.after(response.next());
      }
      assertThat(read).hasSize(count).doesNotHaveDuplicates();
      assertThat(sorted(read)).isEqualTo(whole);
      try (Stream<Checkpoint> stream = client.with(client.options().pageSize(size)).stream(JOB)) {
        assertThat(stream.toList()).isEqualTo(read);
      }
    }
  }

  @Provide
  Arbitrary<List<Checkpoint>> checkpoints() {
    Arbitrary<Checkpoint> checkpoint = Combinators.combine(
            Arbitraries.longs().between(0, 20).injectNull(0.1),
            Arbitraries.longs().between(0, 3).map(Instant::ofEpochSecond).injectNull(0.2),
            Arbitraries.of(Checkpoint.Role.class),
            Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(4),
            values().injectNull(0.2))
        .as((step, created, role, id, value) -> Checkpoint.builder(JOB, id)
            .step(step)
            .createdAt(created)
            .role(role)
            .metrics(value == null ? Map.of() : Map.of(METRIC, value))
            .build());
    return checkpoint.list().ofMaxSize(20).uniqueElements(Checkpoint::id);
  }

  @Provide
  Arbitrary<List<Map.Entry<Long, Double>>> logged() {
    return Combinators.combine(Arbitraries.longs().between(0, 25), values())
        .as((step, value) -> Map.entry(step, value))
        .list()
        .ofMaxSize(15)
        .uniqueElements(Map.Entry::getKey);
  }

  private static Arbitrary<Double> values() {
    return Arbitraries.oneOf(
        Arbitraries.doubles(),
        Arbitraries.of(0.0, -0.0, 1.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE));
  }

  private static OptionalDouble lastUntil(
      @Nullable Long step, List<Map.Entry<Long, Double>> logged) {
    return step == null
        ? OptionalDouble.empty()
        : logged.stream()
            .filter(each -> each.getKey() <= step)
            .max(Map.Entry.comparingByKey())
            .map(each -> OptionalDouble.of(each.getValue()))
            .orElse(OptionalDouble.empty());
  }

  private static List<Checkpoint> withMetric(List<Checkpoint> checkpoints) {
    return checkpoints.stream()
        .filter(each -> each.metrics().containsKey(METRIC))
        .toList();
  }

  private static List<Checkpoint> sorted(List<Checkpoint> checkpoints) {
    return checkpoints.stream().sorted(Checkpoints.BY_STEP).toList();
  }

  private static List<Checkpoint> shuffled(List<Checkpoint> checkpoints, Random random) {
    List<Checkpoint> shuffled = new ArrayList<>(checkpoints);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }
}
