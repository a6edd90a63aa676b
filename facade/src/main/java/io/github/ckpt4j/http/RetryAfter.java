package io.github.ckpt4j.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Finds how long a server wants clients to wait, wherever the response contains it. */
final class RetryAfter {
  /** A longer wait is a mistake or a timestamp. */
  private static final Duration LONGEST = Duration.ofDays(7);

  private static final Pattern UNITS = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");
  private static final Map<String, Double> SECONDS =
      Map.of("ms", 0.001, "s", 1.0, "m", 60.0, "h", 3600.0, "d", 86400.0);

  /** Every form of a wait is shorter. Matching a much longer text could exhaust the stack. */
  private static final int LONGEST_TEXT = 64;

  private RetryAfter() {}

  /**
   * The longest of the waits in the response. Null if none is usable: a wait of zero and a date in
   * the past do not count.
   *
   * @param inBody the wait in the body
   * @param now this machine's time, used if the server does not send its own
   */
  static @Nullable Duration of(Response response, @Nullable Duration inBody, Instant now) {
    String header = header(response, "Retry-After");
    return Stream.of(
            seconds(header(response, "Retry-After-Ms"), 0.001),
            seconds(header(response, "x-ms-retry-after-ms"), 0.001),
            seconds(header, 1),
            untilDate(header, serverTime(response, now)),
            untilReset(response, now),
            inBody)
        .filter(wait -> wait != null && !wait.isZero() && wait.compareTo(LONGEST) <= 0)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private static @Nullable String header(Response response, String name) {
    String text = response.header(name);
    return text == null || text.length() > LONGEST_TEXT ? null : text;
  }

  /**
   * The server's clock at the time of the response, so that a difference between the clocks does
   * not matter.
   */
  private static Instant serverTime(Response response, Instant now) {
    Instant date = date(header(response, "Date"));
    return date == null ? now : date;
  }

  /** The time until the reset of the limit that a 429 is about: the one with nothing remaining. */
  private static @Nullable Duration untilReset(Response response, Instant now) {
    if (response.code() != 429) {
      return null;
    }
    return response.headers().names().stream()
        .filter(name -> name.toLowerCase(Locale.ROOT).matches("(x-)?ratelimit-remaining.*"))
        .filter(name -> "0".equals(header(response, name)))
        .map(name -> header(response, name.toLowerCase(Locale.ROOT).replace("remaining", "reset")))
        .map(reset -> reset(reset, serverTime(response, now)))
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  /** Seconds, seconds since 1970, or a time with units: {@code 6m0s}. */
  private static @Nullable Duration reset(@Nullable String text, Instant now) {
    if (text == null) {
      return null;
    }
    if (text.matches("\\d{10}")) {
      Duration until = Duration.between(now, Instant.ofEpochSecond(Long.parseLong(text)));
      return until.isNegative() ? null : until;
    }
    Duration plain = seconds(text, 1);
    if (plain != null || !text.matches("(" + UNITS + ")+")) {
      return plain;
    }
    double seconds = 0;
    for (Matcher part = UNITS.matcher(text); part.find(); ) {
      seconds += Double.parseDouble(part.group(1)) * SECONDS.getOrDefault(part.group(2), 1.0);
    }
    return millis(seconds);
  }

  private static @Nullable Duration seconds(@Nullable String text, double unit) {
    String number = text == null ? "" : text.strip();
    boolean isNumber = number.matches("\\d{1,18}(\\.\\d+)?");
    return isNumber ? millis(Double.parseDouble(number) * unit) : null;
  }

  private static @Nullable Duration millis(double seconds) {
    return seconds <= LONGEST.toSeconds() ? Duration.ofMillis(Math.round(seconds * 1000)) : null;
  }

  private static @Nullable Duration untilDate(@Nullable String text, Instant now) {
    Instant date = date(text);
    return date == null || date.isBefore(now) ? null : Duration.between(now, date);
  }

  private static @Nullable Instant date(@Nullable String text) {
    try {
      return text == null
          ? null
          : ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
              .toInstant();
    } catch (DateTimeException e) {
      return null; // A plain number, or an unusable text.
    }
  }
}
