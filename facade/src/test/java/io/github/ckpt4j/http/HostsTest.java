package io.github.ckpt4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostsTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.255.0.9", "::1", "[::1]", "localhost"})
  void theseAreThisMachine(String host) {
    assertThat(Hosts.isLoopback(host)).isTrue();
  }

  /** The JDK would read some of these as addresses, and look the others up in DNS. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.1",
        "127.01",
        "127.0.0.01",
        "2130706433",
        "127.0.0.1.",
        "127.0.0.1.1",
        "127.0.0.256",
        "1",
        ".",
        "...",
        "127.0.0",
        "localhost.example"
      })
  void whatOnlyResemblesAnAddressIsAName(String host) {
    assertThat(Hosts.address(host)).isNull();
    assertThat(Hosts.isLoopback(host)).isFalse();
  }
}
