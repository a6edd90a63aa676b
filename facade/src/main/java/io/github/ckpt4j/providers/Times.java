package io.github.ckpt4j.providers;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Expiry;
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

/** Reads points in time in every form that providers have been seen to write. */
final class Times {
  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{1,18}(\\.\\d*)?([eE][+-]?\\d{1,2})?");

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  /** Later than any time in seconds that is meant, earlier than any in milliseconds. */
  private static final double SMALLEST_MILLIS = 1e11;

  private static final double LARGEST_MILLIS = 1e15;

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
   * The instant that the text means: Unix seconds or milliseconds, a date alone (the start of that
   * day in UTC), or a date and time with {@code T} or a space between, with any offset or none (then
   * UTC). Null for null and for anything else.
   */
  static @Nullable Instant parse(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      if (isUnixSeconds(text)) {
        return Instant.ofEpochSecond(Long.parseLong(text));
      }
      if (DATE.matcher(text).matches()) {
        return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      return NUMBER.matcher(text).matches() ? ofNumber(text) : ofDateTime(text.strip());
    } catch (DateTimeException | ArithmeticException e) {
      return null; // The caller keeps the text itself.
    }
  }

  /** Gives the checkpoint its time; text that {@link #parse} cannot read is kept in the details. */
  static void createdAt(@Nullable String text, Checkpoint.Builder into) {
    Instant time = parse(text);
    into.createdAt(time);
    if (time == null && text != null && !text.isBlank()) {
      into.detail("created_at", text);
    }
  }

  /**
   * Gives the checkpoint its end; text that {@link #parse} cannot read is kept in the details, and so
   * is the zero that some servers write for none.
   */
  static void expiresAt(@Nullable String text, Checkpoint.Builder into) {
    Instant time = parse(text);
    if (time != null && time.isAfter(Instant.EPOCH)) {
      into.expiry(Expiry.reported(time));
    } else if (text != null && !text.isBlank()) {
      into.detail("expires_at", text);
    }
  }

  /** Tells the commonest form from the others without a regular expression. */
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
    double value = Double.parseDouble(text);
    double millis = Math.abs(value) < SMALLEST_MILLIS ? value * 1000 : value;
    if (Math.abs(millis) > LARGEST_MILLIS) {
      throw new DateTimeException("Later than any time that is meant");
    }
    return Instant.ofEpochMilli(Math.round(millis));
  }

  private static Instant ofDateTime(String text) {
    TemporalAccessor parsed = DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
    return parsed instanceof OffsetDateTime time
        ? time.toInstant()
        : ((LocalDateTime) parsed).toInstant(ZoneOffset.UTC);
  }
}
