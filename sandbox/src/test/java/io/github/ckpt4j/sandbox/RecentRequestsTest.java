package io.github.ckpt4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecentRequestsTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 200_000, 5_000_000})
  void keepsTheLatestRequestsWithinItsLimits(int headerLength) {
    RecentRequests requests = new RecentRequests();
    Map<String, String> headers = Map.of("X", "x".repeat(headerLength));
    for (int i = 0; i < 12_000; i++) {
      requests.add(new Request("GET", "/" + i, Map.of(), headers));
    }

    List<Request> kept = requests.all();

    assertThat(kept).hasSizeBetween(1, RecentRequests.MAX_COUNT);
    assertThat(kept.get(kept.size() - 1).path()).isEqualTo("/11999");
    assertThat((kept.size() - 1L) * headerLength).isLessThanOrEqualTo(RecentRequests.MAX_CHARS);
    if (headerLength <= 100) {
      assertThat(kept).hasSize(RecentRequests.MAX_COUNT);
    }
  }
}
