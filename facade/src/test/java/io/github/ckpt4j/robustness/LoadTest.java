package io.github.ckpt4j.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoadTest {
  @Test
  void tenThousandJobsAtOnce() {
    Load.listAll(10_000);
  }

  @Test
  void manyCheckpointsIn32Megabytes() throws Exception {
    assertThat(Load.stream(200_000, 32)).startsWith("200000 checkpoints in 3");
  }

  @Test
  void aGigabyteIsRejectedIn128Megabytes() throws Exception {
    assertThat(Load.gigabyte(128)).isEqualTo("BAD_RESPONSE");
  }
}
