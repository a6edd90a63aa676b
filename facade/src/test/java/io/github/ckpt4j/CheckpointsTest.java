package io.github.ckpt4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CheckpointsTest {
  private static final JobRef JOB = JobRef.parse("oxen:n/r/ft_1");
  private static final Metric LOSS = Metric.of("loss");

  private static Checkpoint.Builder of(String id, @Nullable Long step) {
    return Checkpoint.builder(JOB, id).step(step);
  }

  private static Checkpoint loss(long step, double loss) {
    return of("s" + step, step).metrics(Map.of(LOSS, loss)).build();
  }

  @Test
  void sortsByStepThenTimeThenRoleThenId() {
    List<Checkpoint> ordered = List.of(
        of("none", null).build(),
        of("none-later", null).createdAt(Instant.EPOCH).build(),
        of("9", 9L).build(),
        of("10-timeless", 10L).role(Checkpoint.Role.FINAL).build(),
        of("10-early", 10L).createdAt(Instant.EPOCH).role(Checkpoint.Role.FINAL).build(),
        of("10-a", 10L).createdAt(Instant.MAX).build(),
        of("10-b", 10L)
            .createdAt(Instant.MAX)
            .role(Checkpoint.Role.INTERMEDIATE)
            .build(),
        of("10-0-final", 10L).createdAt(Instant.MAX).role(Checkpoint.Role.FINAL).build(),
        of("100", 100L).build());
    for (int seed = 0; seed < 20; seed++) {
      List<Checkpoint> shuffled = new ArrayList<>(ordered);
      Collections.shuffle(shuffled, new Random(seed));
      shuffled.sort(Checkpoints.BY_STEP);
      assertThat(shuffled).containsExactlyElementsOf(ordered);
    }
    assertThat(Checkpoints.latest(ordered)).map(Checkpoint::id).hasValue("100");
    assertThat(Checkpoints.latest(ordered.subList(0, 2)))
        .map(Checkpoint::id)
        .hasValue("none-later");
    assertThat(Checkpoints.atStep(ordered, 10)).map(Checkpoint::id).hasValue("10-0-final");
    assertThat(Checkpoints.atStep(ordered, 11)).isEmpty();
    assertThat(Checkpoints.latest(List.of())).isEmpty();
  }

  @Test
  void theBestIsTheLowestLoss() {
    assertThat(Checkpoints.best(List.of(loss(1, 0.5), loss(2, 0.25), loss(3, 0.75)), LOSS))
        .map(Checkpoint::step)
        .hasValue(2L);
  }

  @Test
  void theBestIsTheHighestAccuracy() {
    Metric accuracy = Metric.of("accuracy");
    List<Checkpoint> two = List.of(
        of("a", 1L).metrics(Map.of(accuracy, 0.5)).build(),
        of("b", 2L).metrics(Map.of(accuracy, 0.75)).build());
    assertThat(Checkpoints.best(two, accuracy)).map(Checkpoint::id).hasValue("b");
    assertThat(Checkpoints.best(two, accuracy.minimized())).map(Checkpoint::id).hasValue("a");
  }

  @Test
  void theLaterStepWinsBetweenEqualValues() {
    List<Checkpoint> equal = List.of(loss(10, 0.0), loss(9, -0.0), loss(100, 0.0), loss(99, -0.0));
    assertThat(Checkpoints.top(equal, 9, LOSS))
        .extracting(Checkpoint::step)
        .containsExactly(100L, 99L, 10L, 9L);
    assertThat(Checkpoints.top(equal, 2, LOSS.maximized()))
        .extracting(Checkpoint::step)
        .containsExactly(100L, 99L);
  }

  @Test
  void nanIsSkippedAndInfinityIsNot() {
    List<Checkpoint> odd = List.of(
        loss(1, Double.NaN), loss(2, Double.POSITIVE_INFINITY), of("none", 3L).build());
    assertThat(Checkpoints.best(odd, LOSS)).map(Checkpoint::step).hasValue(2L);
    assertThat(Checkpoints.best(List.of(loss(1, Double.NaN)), LOSS)).isEmpty();
    assertThat(Checkpoints.best(List.of(), LOSS)).isEmpty();
  }

  @Test
  void withoutAnyValueThereIsNoBest() {
    List<Checkpoint> list =
        List.of(loss(1, 1), of("b", 2L).metrics(Map.of(Metric.of("epoch"), 1.0)).build());
    assertThat(Checkpoints.best(list, Metric.of("wer"))).isEmpty();
    assertThat(Checkpoints.top(list, 5, Metric.of("wer"))).isEmpty();
    assertThat(Comparison.of(Metric.of("wer"), Map.of(JOB, list)).best()).isEmpty();
    assertThat(Checkpoints.top(list, 0, LOSS)).isEmpty();
    assertThat(Checkpoints.metrics(list)).extracting(Metric::name).containsExactly("epoch", "loss");
  }

  @Test
  void anUnknownDirectionIsRejectedForAnyCheckpoints() {
    Metric norm = Metric.GRAD_NORM;
    List<Checkpoint> one = List.of(of("a", 1L).metrics(Map.of(norm, 1.0)).build());
    for (List<Checkpoint> list : List.of(one, List.<Checkpoint>of())) {
      assertRejected(() -> Checkpoints.best(list, norm));
      assertRejected(() -> Checkpoints.top(list, 2, norm));
      assertRejected(() -> Comparison.of(norm, Map.of(JOB, list)));
    }
    assertThat(Checkpoints.best(one, norm.minimized())).hasValue(one.get(0));
  }

  private static void assertRejected(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CheckpointException.class,
            e -> assertThat(e.kind()).isEqualTo(CheckpointException.Kind.INVALID_REQUEST))
        .hasMessageContainingAll(
            "'grad_norm'", "minimized()", "maximized()", "NAME:min", "NAME:max");
  }

  @Test
  void aNegativeNumberOfCheckpointsIsRejected() {
    assertThatThrownBy(() -> Checkpoints.top(List.of(), -1, LOSS))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("is negative: -1");
  }

  @Test
  void aLaterCheckpointWithoutAStepIsTheLatest() {
    Checkpoint stepped =
        of("checkpoint-1000", 1000L).createdAt(Instant.ofEpochSecond(10)).build();
    Checkpoint last =
        of("checkpoint-final", null).createdAt(Instant.ofEpochSecond(11)).build();
    Checkpoint early = of("start", null).createdAt(Instant.ofEpochSecond(9)).build();
    Checkpoint timeless = of("timeless", null).build();
    assertThat(Checkpoints.latest(List.of(last, stepped, early))).hasValue(last);
    assertThat(Checkpoints.latest(List.of(early, timeless, stepped))).hasValue(stepped);
    Checkpoint unknown = of("checkpoint-1", 1L).build();
    assertThat(Checkpoints.latest(List.of(last, unknown))).hasValue(unknown);
  }

  @Test
  void aCheckpointReportsWhetherItIsUsable() {
    for (Checkpoint.Status status : Checkpoint.Status.values()) {
      assertThat(of("a", 1L).status(status).build().isUsable())
          .isEqualTo(status != Checkpoint.Status.SYNCING);
    }
    assertThat(of("a", 1L).build().provider()).isEqualTo("oxen");
    assertThat(loss(1, 0.5).metric(LOSS)).hasValue(0.5);
    assertThat(loss(1, 0.5).metric(Metric.EPOCH)).isEmpty();
  }
}
