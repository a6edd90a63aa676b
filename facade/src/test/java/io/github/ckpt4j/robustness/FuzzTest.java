package io.github.ckpt4j.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.fuzz.FuzzTarget;
import io.github.ckpt4j.fuzz.Fuzzer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A slice of the long run, the same in every build. */
class FuzzTest {
  private static final long INPUTS = 10_000;
  private static final long SEED = 8259;

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.robustness.Fuzz#targets")
  void noInputDoesHarm(FuzzTarget target) {
    Fuzzer.Result result = Fuzzer.run(target, INPUTS, SEED);
    assertThat(result.inputs()).isEqualTo(INPUTS);
    assertThat(result.failed()).as(result.toString()).isZero();
  }

  @Test
  void anInputThatFailsIsShown() {
    FuzzTarget target = FuzzTarget.ofText("broken", List.of("good"), List.of("b\u0001ad"), text -> {
      if (text.contains("ad")) {
        throw new IllegalStateException("bad input");
      }
    });
    Fuzzer.Result result = Fuzzer.run(target, 1_000, SEED);
    assertThat(result.failed()).isPositive();
    assertThat(result.toString()).contains("IllegalStateException", "b\\u0001ad");
  }
}
