package io.github.ckpt4j.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A response of 64 MiB, sent as a few KB, is rejected in a heap of 128 MB. */
class DecodeBombTest {
  @ParameterizedTest
  @EnumSource(DecodeBomb.class)
  void isRejectedInASmallHeap(DecodeBomb bomb) throws Exception {
    String output = ChildJvm.output(
        ChildJvm.of(DecodeBomb.class, List.of("-Xmx128m", "-XX:+UseSerialGC"), bomb.name()));
    assertThat(output).startsWith("BAD_RESPONSE: the response ");
  }
}
