package io.github.ckpt4j.cli.print;

import io.github.ckpt4j.Checkpoint.Role;
import io.github.ckpt4j.Checkpoint.Status;
import io.github.ckpt4j.Expiry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes values for people; an unknown value is a dash. */
public final class HumanFormat {
  /** Stands for an unknown value. */
  public static final String NONE = "-";

  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mmXXX", Locale.ROOT);
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private HumanFormat() {}

  /** Text on one line that cannot control the terminal. */
  public static String text(@Nullable Object value) {
    if (value == null) {
      return NONE;
    }
    String text = SafeText.oneLine(value.toString());
    return text.isBlank() ? NONE : text;
  }

  public static String number(@Nullable Double value) {
    if (value == null) {
      return NONE;
    }
    double size = Math.abs(value);
    boolean plain = size == 0 || (size >= 1e-3 && size < 1e6);
    return plain || Double.isNaN(size) || Double.isInfinite(size)
        ? String.format(Locale.ROOT, "%.4f", value)
        : String.format(Locale.ROOT, "%.3e", value);
  }

  /** The day or time at which something ends, and how that is known; never claims that it stays. */
  public static String expiry(@Nullable Expiry expiry, Clock clock) {
    return expiry == null
        ? "unknown"
        : time(expiry.at(), clock)
            + (expiry.source() == Expiry.Source.ANNOUNCED ? " (announced)" : "");
  }

  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A number of things: {@code 1 checkpoint}, {@code 1,200 checkpoints}. */
  public static String count(long value, String thing) {
    return count(value) + " " + thing + (value == 1 ? "" : "s");
  }

  /** In decimal units, as vendors and disks count: {@code 3.4 GB}. */
  public static String size(@Nullable Long bytes) {
    if (bytes == null) {
      return NONE;
    }
    double value = bytes;
    int unit = 0;
    while (value >= 999.95 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  /** The age of a time within the last day; otherwise the date and time in the clock's zone, with its offset. */
  public static String time(@Nullable Instant time, Clock clock) {
    if (time == null) {
      return NONE;
    }
    Duration ago = Duration.between(time, clock.instant());
    return ago.isNegative() || ago.toDays() > 0
        ? DATE_TIME.format(time.atZone(clock.getZone()))
        : duration(ago) + " ago";
  }

  /** A duration in its largest unit: {@code 45 s}, {@code 12 min}, {@code 3 h}. */
  public static String duration(Duration duration) {
    long seconds = Math.max(duration.toSeconds(), 0);
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600 ? seconds / 60 + " min" : seconds / 3600 + " h";
  }

  public static String status(Status status) {
    return status == Status.UNKNOWN ? NONE : status.name().toLowerCase(Locale.ROOT);
  }

  public static String isFinal(Role role) {
    return switch (role) {
      case FINAL -> "yes";
      case INTERMEDIATE -> "no";
      case UNKNOWN -> NONE;
    };
  }

  /** At most {@code width} characters, without the middle: ids differ at both ends. */
  public static String cut(String text, int width) {
    int length = text.codePointCount(0, text.length());
    if (length <= width) {
      return text;
    }
    if (width <= 1) {
      return "…";
    }
    int head = width / 2;
    int tail = width - head - 1;
    return text.substring(0, text.offsetByCodePoints(0, head))
        + "…"
        + text.substring(text.offsetByCodePoints(text.length(), -tail));
  }

  /** The text in lines of at most {@code width} characters, broken at spaces. */
  public static String wrap(String text, int width) {
    StringBuilder wrapped = new StringBuilder();
    int column = 0;
    for (String word : text.split(" ", -1)) {
      int length = word.codePointCount(0, word.length());
      if (column > 0 && column + 1 + length > width) {
        wrapped.append('\n');
        column = 0;
      } else if (column > 0) {
        wrapped.append(' ');
        column++;
      }
      wrapped.append(word);
      column += length;
    }
    return wrapped.toString();
  }
}
