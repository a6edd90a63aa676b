package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.ckpt4j.fuzz.Fuzzer;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A slice of {@link ConfigFuzz}, and files of the maximum size. */
final class ConfigFuzzTest {
  private static final int MOST_BYTES = 1 << 20;

  @Test
  void noFileDoesHarmOrShowsAKey() {
    Fuzzer.Result result = Fuzzer.run(ConfigFuzz.target(), 20_000, 8259);
    assertThat(result.failed()).as(result.toString()).isZero();
  }

  static Stream<Arguments> patterns() {
    return Stream.of(
        arguments("", "[openai]\n", ""),
        arguments("", "a.b = ''\n", ""),
        arguments("", "#\n", ""),
        arguments("", " \n", ""),
        arguments("a = { ", "b = '', ", "}"),
        arguments("a = \"\"\"", "\\ \n", "\"\"\""),
        arguments("a = \"\"\"", "\\\n\n", "\"\"\""),
        arguments("a = \"", "\\u0061", "\""),
        arguments("a = '''", "''\n", "'''"));
  }

  /** In milliseconds; in quadratic time it takes minutes. */
  @ParameterizedTest
  @MethodSource("patterns")
  @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void theLargestFileIsReadInLinearTime(String start, String repeated, String end)
      throws Exception {
    String text = start + repeated.repeat(MOST_BYTES / repeated.length()) + end;
    assertThat(TomlReader.read(text)).isNotNull();
  }
}
