package io.github.ckpt4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0000",
        "\u0007",
        "\u001b",
        "\u007f",
        "\u0080",
        "\u0085",
        "\u009b",
        "\u2028",
        "\u2029",
        "\u061c",
        "\u200e",
        "\u200f",
        "\u202a",
        "\u202e",
        "\u2066",
        "\u2069",
        "\r\n",
        "\t \u0085"
      })
  void whatChangesTheLineOrItsDirectionIsASpace(String invisible) {
    assertThat(Text.oneLine(invisible + "a" + invisible + "b" + invisible)).isEqualTo("a b");
    assertThat(Text.quoted("a" + invisible + "é")).isEqualTo("'a é'");
  }
}
