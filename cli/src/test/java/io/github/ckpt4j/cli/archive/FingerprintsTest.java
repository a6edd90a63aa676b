package io.github.ckpt4j.cli.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Fingerprints return the same numbers as a map. */
final class FingerprintsTest {
  @Property(tries = 200)
  void theLastNumberOfATextCounts(
      @ForAll @Size(max = 500) List<String> texts, @ForAll @IntRange(min = 1, max = 40) int most) {
    Fingerprints fingerprints = new Fingerprints();
    Map<String, Integer> map = new HashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      fingerprints.put(texts.get(i), i % most + 1);
      map.put(texts.get(i), i % most + 1);
    }

    map.forEach((text, value) -> assertThat(fingerprints.get(text)).isEqualTo(value));
    assertThat(fingerprints.size()).isEqualTo(map.size());
    assertThat(fingerprints.get("in no list")).isZero();
  }

  @Test
  void manyTextsKeepTheirNumbers() {
    Fingerprints fingerprints = new Fingerprints();
    for (int i = 0; i < 100_000; i++) {
      fingerprints.put("text " + i, i % 127 + 1);
    }

    for (int i = 0; i < 100_000; i++) {
      assertThat(fingerprints.get("text " + i)).isEqualTo(i % 127 + 1);
      assertThat(fingerprints.get("other " + i)).isZero();
    }
    assertThat(fingerprints.size()).isEqualTo(100_000);
  }
}
