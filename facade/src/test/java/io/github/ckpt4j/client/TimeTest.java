package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.http.Time;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests the system's time and random numbers, which every other test replaces. */
final class TimeTest {

  @Test
  void nowIsTheTimeOfDay() {
    assertThat(Time.SYSTEM.now()).isBetween(Instant.now().minusSeconds(60), Instant.now());
  }

  @Test
  void durationsAreMeasured() {
    long before = System.nanoTime();
    assertThat(Time.SYSTEM.nanos()).isBetween(before, System.nanoTime());
  }

  @Test
  void randomIsFromZeroToOne() {
    List<Double> drawn = Stream.generate(Time.SYSTEM::random).limit(1000).toList();
    assertThat(drawn).allMatch(each -> each >= 0 && each < 1).doesNotHaveDuplicates();
  }
}
