package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizesTest {
  @ParameterizedTest
  @CsvSource({
    "500, 500",
    "500B, 500",
    "1k, 1000",
    "50M, 50000000",
    "8MB, 8000000",
    "8MiB, 8388608",
    "1.5Ki, 1536",
    "0.5GB, 500000000",
    "1TiB, 1099511627776",
  })
  void readsUnits(String text, long bytes) {
    assertThat(new ByteSizes().convert(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "0.0001K",
        "-1MB",
        "MB",
        "8XB",
        "8iB",
        "8 MB",
        "8mb",
        "1e3",
        "1,5MB",
        "999999999TB"
      })
  void refusesOthers(String text) {
    assertThatThrownBy(() -> new ByteSizes().convert(text)).isInstanceOf(InvalidArgument.class);
  }
}
