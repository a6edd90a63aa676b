package io.github.ckpt4j.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A slice of {@link DecodeSweep}; the program tries every change. */
class DecodeSweepTest {
  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.robustness.DecodeSweep#all")
  void readsExactlyTheContentOfTheText(DecodeSweep sweep) {
    Random random = new Random(8259);
    DecodeSweep.Count single = sweep.oneByte(random, 3_000);
    DecodeSweep.Count several = sweep.severalBytes(random, 1_000);
    assertThat(single.read()).isPositive();
    assertThat(several.tried()).isEqualTo(1_000);
  }
}
