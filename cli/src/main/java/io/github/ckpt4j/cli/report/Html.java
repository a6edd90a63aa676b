package io.github.ckpt4j.cli.report;

import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.cli.print.HumanFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as HTML. All content from a server becomes text and cannot add or close tags. */
final class Html {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Html() {}

  /** Text on one line, in an element or in an attribute with quotes. */
  static String text(@Nullable Object value) {
    return HumanFormat.text(value)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** A name that the reader may want to copy. */
  static String code(@Nullable String name) {
    return name == null ? HumanFormat.NONE : "<code>" + text(name) + "</code>";
  }

  static String minute(@Nullable Instant time) {
    return time == null ? HumanFormat.NONE : "<time>" + MINUTE.format(time) + "</time>";
  }

  /** The day on which something ends, and the days left, which the page's script keeps up to date. */
  static String expiry(@Nullable Expiry expiry, Instant now) {
    if (expiry == null) {
      return "unknown";
    }
    String announced = expiry.source() == Expiry.Source.ANNOUNCED ? " (announced)" : "";
    return "<time datetime=\"" + expiry.at() + "\">" + DAY.format(expiry.at()) + " <b>"
        + distance(expiry.at(), now) + "</b></time>" + announced;
  }

  static String distance(Instant end, Instant now) {
    Duration left = Duration.between(now, end);
    if (left.isNegative() || left.isZero()) {
      return "expired";
    }
    return left.toDays() > 0
        ? "in " + HumanFormat.count(left.toDays(), "day")
        : "in " + HumanFormat.duration(left);
  }
}
