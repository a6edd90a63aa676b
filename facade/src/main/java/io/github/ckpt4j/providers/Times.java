package io.github.ckpt4j.providers;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.Job;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads points in time in every form that providers are known to write. */
final class Times {
  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{1,19}(\\.\\d*)?([eE][+-]?\\d{1,2})?");

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  /** Above any plausible time in seconds, below any plausible time in milliseconds. */
  private static final BigDecimal SMALLEST_MILLIS = new BigDecimal("1e11");

  private static final BigDecimal LARGEST_MILLIS = new BigDecimal("1e15");

  private static final BigDecimal LARGEST_MICROS = new BigDecimal("1e18");

  /** A number this large that would be later is an id or a counter, and no time. */
  private static final Instant LATEST_OF_SMALL_UNITS = Instant.parse("2200-01-01T00:00:00Z");

  private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);

  private static final Instant YEAR_ONE_IS_OVER = Instant.parse("0002-01-01T00:00:00Z");

  /** ISO 8601 without separators, as in {@code 20260416T032214Z}. */
  private static final Pattern COMPACT =
      Pattern.compile("^(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)");

  /**
   * The offset and the zone's abbreviation that Go prints, and the reading of its monotonic clock.
   */
  private static final Pattern GO =
      Pattern.compile("^(.*[+-]\\d{4}) (?:[A-Z]{1,5}|[+-]\\d{2,4})(?: m=[+-][\\d.]+)?$");

  private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
      .parseCaseInsensitive()
      .append(DateTimeFormatter.ISO_LOCAL_DATE)
      .appendPattern("['T'][ ]")
      .append(DateTimeFormatter.ISO_LOCAL_TIME)
      .appendPattern("[ ]")
      .appendPattern("[XXX][XX][X]['UTC']['GMT']")
      .toFormatter();

  private Times() {}

  /**
   * The instant in a text: Unix seconds, milliseconds, microseconds or nanoseconds, or a date and time
   * with {@code T} or a space between, with any offset or none (then UTC), ISO 8601 without
   * separators, RFC 1123, or as Go prints it. Null for null, for a zero time and for anything else.
   */
  static @Nullable Instant parse(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      Instant time = isUnixSeconds(text)
          ? Instant.ofEpochSecond(Long.parseLong(text))
          : NUMBER.matcher(text).matches() ? ofNumber(text) : ofDateTime(text.strip());
      return isZero(time) ? null : time;
    } catch (DateTimeException | ArithmeticException e) {
      return null; // The caller keeps the text itself.
    }
  }

  /**
   * Whether it is the zero time of Unix or of Go, in any zone, which servers write instead of no
   * time.
   */
  private static boolean isZero(Instant time) {
    return time.equals(Instant.EPOCH) || time.isBefore(YEAR_ONE_IS_OVER);
  }

  /** Sets the checkpoint's time; text that {@link #parse} cannot read is kept in the details. */
  static void createdAt(@Nullable String text, Checkpoint.Builder into) {
    Instant time = parse(text);
    into.createdAt(time);
    if (time == null && text != null && !text.isBlank()) {
      into.detail("created_at", text);
    }
  }

  /** Sets the job's time, as {@link #createdAt(String, Checkpoint.Builder)} does. */
  static void createdAt(@Nullable String text, Job.Builder into) {
    Instant time = parse(text);
    into.createdAt(time);
    if (time == null && text != null && !text.isBlank()) {
      into.detail("created_at", text);
    }
  }

  /** The end in a text, which may also be only a date: then it is the start of that day. */
  static @Nullable Instant end(@Nullable String text) {
    if (text == null || !DATE.matcher(text).matches()) {
      return parse(text);
    }
    try {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      return null; // Not an existing date.
    }
  }

  /**
   * Sets the checkpoint's end; text that {@link #end} cannot read is kept in the details.
   */
  static void expiresAt(@Nullable String text, Checkpoint.Builder into) {
    Instant time = end(text);
    if (time != null) {
      into.expiry(Expiry.reported(time));
    } else if (text != null && !text.isBlank()) {
      into.detail("expires_at", text);
    }
  }

  /** Recognizes the most common form without a regular expression. */
  private static boolean isUnixSeconds(String text) {
    if (text.length() > 11) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static Instant ofNumber(String text) {
    BigDecimal value = new BigDecimal(text);
    int decimals = decimals(value.abs());
    BigDecimal nanos = value.scaleByPowerOfTen(9 - decimals).setScale(0, RoundingMode.HALF_UP);
    BigDecimal[] parts = nanos.divideAndRemainder(NANOS_PER_SECOND);
    Instant time = Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
    if (decimals > 3 && time.isAfter(LATEST_OF_SMALL_UNITS)) {
      throw new DateTimeException("Later than any plausible time");
    }
    return time;
  }

  /** How much smaller than a second the unit of the number is, as a power of ten. */
  private static int decimals(BigDecimal value) {
    if (value.compareTo(SMALLEST_MILLIS) < 0) {
      return 0;
    }
    if (value.compareTo(LARGEST_MILLIS) <= 0) {
      return 3;
    }
    return value.compareTo(LARGEST_MICROS) <= 0 ? 6 : 9;
  }

  private static Instant ofDateTime(String text) {
    if (Character.isLetter(text.charAt(0)) || text.indexOf(' ') == 2 || text.indexOf(' ') == 1) {
      return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
    }
    String usual =
        COMPACT.matcher(GO.matcher(text).replaceFirst("$1")).replaceFirst("$1-$2-$3T$4:$5:$6");
    TemporalAccessor parsed = DATE_TIME.parseBest(usual, OffsetDateTime::from, LocalDateTime::from);
    return parsed instanceof OffsetDateTime time
        ? time.toInstant()
        : ((LocalDateTime) parsed).toInstant(ZoneOffset.UTC);
  }
}
