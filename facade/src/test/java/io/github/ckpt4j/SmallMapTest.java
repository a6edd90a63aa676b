package io.github.ckpt4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Compares it with other maps, up to its maximum size. */
final class SmallMapTest {
  @Test
  void behavesLikeAnyMapInInsertionOrder() {
    Map<String, Integer> small = new SmallMap<>();
    Map<String, Integer> usual = new LinkedHashMap<>();
    for (String key : new String[] {"b", "a", "b", "c", "a"}) {
      assertThat(small.put(key, small.size())).isEqualTo(usual.put(key, usual.size()));
      assertThat(small).containsExactlyEntriesOf(usual);
    }
    assertThat(small.get("c")).isEqualTo(usual.get("c"));
    assertThat(small).isEqualTo(usual).hasSize(3).doesNotContainKey("d");
    assertThat(small.get("d")).isNull();
    assertThat(new SmallMap<String, Integer>()).isEmpty();
  }
}
