package io.github.ckpt4j.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;

/** A moment in the past, given as an age ({@code 2h}), a date or an instant. */
record SinceOption(Function<Clock, Instant> moment) {

  Instant at(Clock clock) {
    return moment.apply(clock);
  }

  /** Reads one. */
  static final class Converter implements ITypeConverter<SinceOption> {
    @Override
    public SinceOption convert(String text) {
      try {
        if (text.matches("\\d{4}-\\d\\d-\\d\\d")) {
          LocalDate date = LocalDate.parse(text);
          return new SinceOption(clock -> date.atStartOfDay(clock.getZone()).toInstant());
        }
        if (text.contains("T")) {
          Instant instant = OffsetDateTime.parse(text).toInstant();
          return new SinceOption(clock -> instant);
        }
        Duration ago = new Durations().convert(text);
        return new SinceOption(clock -> clock.instant().minus(ago));
      } catch (DateTimeParseException | InvalidArgument e) {
        throw new InvalidArgument(
            "a time is an age such as 2h or 3d, a date such as 2026-02-11, or an instant such as"
                + " 2026-02-11T09:30:00Z, not '" + text + "'");
      }
    }
  }
}
