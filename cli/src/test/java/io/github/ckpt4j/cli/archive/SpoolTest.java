package io.github.ckpt4j.cli.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoint.Role;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines on disk equal the added lines. */
final class SpoolTest {
  private static final JobRef JOB = JobRef.parse("openai:ftjob-1");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path root;

  private static List<String> read(Spool.Lines lines) throws IOException {
    List<String> read = new ArrayList<>();
    lines.forEach(read::add);
    return read;
  }

  /** Lines of JSON: control characters are escaped there. */
  @Provide
  Arbitrary<List<String>> lines() {
    return Arbitraries.strings()
        .all()
        .filter(line ->
            line.chars().noneMatch(each -> each < ' ' || Character.isSurrogate((char) each)))
        .list()
        .ofMaxSize(40);
  }

  @Property(tries = 100)
  void linesAreReadAsTheyWereAdded(
      @ForAll("lines") List<String> one, @ForAll("lines") List<String> other) throws IOException {
    Path place = Files.createTempDirectory("spool");
    try (Spool spool = Spool.create(place)) {
      Spool.Lines first = spool.lines();
      for (String each : one) {
        first.add(each);
      }
      Spool.Lines second = spool.lines();
      for (String each : other) {
        second.add(each);
      }

      assertThat(read(first)).isEqualTo(one);
      assertThat(read(second)).isEqualTo(other);
      assertThat(read(first)).isEqualTo(one);
    }
  }

  @Test
  void moreThanMemoryHoldsBackIsReadInBetween() throws IOException {
    List<String> expected =
        IntStream.range(0, 20_000).mapToObj(i -> "é".repeat(i % 50) + i).toList();
    try (Spool spool = Spool.create(root)) {
      Spool.Lines lines = spool.lines();
      for (String each : expected) {
        lines.add(each);
        if (each.endsWith("777")) {
          assertThat(read(lines)).last().isEqualTo(each);
        }
      }

      assertThat(read(lines)).isEqualTo(expected);
    }
  }

  @Test
  void fileVanishesWithTheSpool() throws IOException {
    Spool spool = Spool.create(root);
    Spool.Lines lines = spool.lines();
    lines.add("text");
    spool.close();

    try (Stream<Path> all = Files.walk(root)) {
      assertThat(all.filter(Files::isRegularFile)).isEmpty();
    }
    assertThatThrownBy(() -> read(lines)).isInstanceOf(ClosedChannelException.class);
  }

  /** Half of them without a step, a time or a known role. */
  private static List<Checkpoint> checkpoints() {
    Random random = new Random(7);
    return IntStream.range(0, 2_000)
        .mapToObj(i -> Checkpoint.builder(JOB, "id-" + random.nextInt() + "-" + i)
            .step(random.nextBoolean() ? null : (long) random.nextInt(50))
            .createdAt(
                random.nextBoolean() ? null : Instant.ofEpochSecond(random.nextInt(20), i % 3))
            .role(
                random.nextBoolean()
                    ? Role.UNKNOWN
                    : random.nextBoolean() ? Role.FINAL : Role.INTERMEDIATE)
            .build())
        .toList();
  }

  @Test
  void recordsOfCheckpointsHaveTheOrderOfEveryList() throws IOException {
    List<Checkpoint> checkpoints = checkpoints();
    List<String> ids = new ArrayList<>();
    try (Spool spool = Spool.create(root)) {
      Listing listing = new Listing(spool);
      for (Checkpoint each : checkpoints) {
        listing.add(each);
      }
      listing.sort();
      listing.lines(line -> ids.add(Listing.record(line).get("id").getAsString()));
    }

    assertThat(ids)
        .isEqualTo(
            checkpoints.stream().sorted(Checkpoints.BY_STEP).map(Checkpoint::id).toList());
  }
}
