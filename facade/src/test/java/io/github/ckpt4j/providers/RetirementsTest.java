package io.github.ckpt4j.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Retirement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The file of published dates: its format, and whether somebody should review it. */
final class RetirementsTest {
  private static final int OLD_AFTER_DAYS = 90;

  @Test
  void everyRowNamesAPublishedPage() {
    List<Retirement> rows = rows();
    assertThat(rows).isNotEmpty().allSatisfy(row -> {
      assertThat(row.link().getScheme()).isEqualTo("https");
      assertThat(row.date()).isAfter(LocalDate.of(2026, 1, 1));
    });
  }

  /**
   * Outdated rows are only a warning here, because a build must not fail by the passing of time; the
   * scheduled workflow makes them an error with {@code -Dretirements.strict=true}.
   */
  @Test
  void rowsThatSomebodyShouldLookAtAreNamed() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    List<String> stale = rows().stream()
        .filter(row -> row.readOn().plusDays(OLD_AFTER_DAYS).isBefore(today))
        .map(row -> row.models() + ": read on " + row.readOn() + ", " + row.link())
        .toList();
    Stream<String> passed = rows().stream()
        .filter(row -> row.date().isBefore(today))
        .map(row -> row.models() + ": stopped on " + row.date());
    Stream.concat(stale.stream(), passed)
        .forEach(line -> System.err.println("WARNING: retirements.csv: " + line));
    if (Boolean.getBoolean("retirements.strict")) {
      assertThat(stale).as("rows to read again").isEmpty();
    }
  }

  private static List<Retirement> rows() {
    return Providers.all().stream()
        .flatMap(each -> Retirements.of(each.info().name()).stream())
        .toList();
  }
}
