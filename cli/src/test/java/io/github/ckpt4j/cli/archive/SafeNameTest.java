package io.github.ckpt4j.cli.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.JobRef;
import java.util.Locale;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids of providers become names of files that are safe on every system. */
final class SafeNameTest {
  @Property
  void nameIsSafe(@ForAll String id) {
    String name = SafeName.of(id);

    assertThat(name).matches("[A-Za-z0-9._%~-]{1,160}").doesNotStartWith(".").doesNotEndWith(".");
  }

  @Property
  void otherIdsHaveOtherNames(@ForAll String one, @ForAll String other) {
    assertThat(SafeName.of(one).equals(SafeName.of(other))).isEqualTo(one.equals(other));
  }

  @Property
  void longIdsHaveOtherNames(@ForAll char last) {
    String start = "x".repeat(300);
    assertThat(SafeName.of(start + last)).isNotEqualTo(SafeName.of(start + (char) (last ^ 1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"con", "NUL.txt", "Com1", "lpt9.x", "aux"})
  void nameThatWindowsReservesIsChanged(String id) {
    assertThat(SafeName.of(id).toLowerCase(Locale.ROOT))
        .doesNotMatch("(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");
  }

  @ParameterizedTest
  @CsvSource({
    "ft-dc07b30c-8203, ft-dc07b30c-8203",
    "..,               %2E%2E",
    "a.b,              a.b",
    "a/b,              a%2Fb",
    "é,                %C3%A9",
    "'',               %"
  })
  void plainNameStaysAsItIs(String id, String name) {
    assertThat(SafeName.of(id)).isEqualTo(name);
  }

  @Test
  void eachJobHasItsOwnFolder() {
    assertThat(Layout.folder(JobRef.parse("oxen:ox/farm/ft_1"))).isEqualTo("oxen/ox/farm/ft_1");
  }

  @Test
  void shardsShareAllJobs() {
    for (int job = 0; job < 200; job++) {
      JobRef ref = JobRef.parse("openai:ftjob-" + job);
      assertThat(IntStream.range(0, 7).filter(i -> new Shard(i, 7).includes(ref)))
          .hasSize(1);
      assertThat(Shard.ALL.includes(ref)).isTrue();
    }
  }
}
