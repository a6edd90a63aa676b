package io.github.ckpt4j.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Finds how long a server asks to wait, in each way that servers say it. */
final class RetryAfter {
  private static final double LONGEST_SECONDS = 1e9;

  private RetryAfter() {}

  /**
   * The wait: milliseconds in {@code Retry-After-Ms}, else seconds or a date in {@code Retry-After},
   * else seconds in the body. Null if there is none that makes sense; never negative.
   */
  static @Nullable Duration of(Response response, @Nullable String inBody, Instant now) {
    Duration millis = seconds(response.header("Retry-After-Ms"), 0.001);
    if (millis != null) {
      return millis;
    }
    String header = response.header("Retry-After");
    Duration seconds = seconds(header, 1);
    if (seconds != null) {
      return seconds;
    }
    Duration untilDate = untilDate(header, now);
    return untilDate != null ? untilDate : seconds(inBody, 1);
  }

  private static @Nullable Duration seconds(@Nullable String text, double unit) {
    if (text == null) {
      return null;
    }
    try {
      double seconds = Double.parseDouble(text) * unit;
      boolean sensible = seconds >= 0 && seconds < LONGEST_SECONDS;
      return sensible ? Duration.ofMillis(Math.round(seconds * 1000)) : null;
    } catch (NumberFormatException e) {
      return null; // A date, perhaps, or nothing that can be obeyed.
    }
  }

  private static @Nullable Duration untilDate(@Nullable String text, Instant now) {
    if (text == null) {
      return null;
    }
    try {
      Instant date =
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return date.isBefore(now) ? Duration.ZERO : Duration.between(now, date);
    } catch (DateTimeException e) {
      return null; // Nothing that can be obeyed.
    }
  }
}
