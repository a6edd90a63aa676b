package io.github.ckpt4j.providers;

import io.github.ckpt4j.JobEvent.Level;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the words for the level of an event, which vendors spell in several ways. */
final class EventLevels {
  private static final String LEGACY = "legacy_";

  private EventLevels() {}

  static Level of(@Nullable String word) {
    String lower = word == null ? "" : word.strip().toLowerCase(Locale.ROOT);
    return switch (lower.startsWith(LEGACY) ? lower.substring(LEGACY.length()) : lower) {
      case "debug", "trace" -> Level.DEBUG;
      case "info", "information", "notice" -> Level.INFO;
      case "warn", "warning" -> Level.WARNING;
      case "error", "fatal", "critical" -> Level.ERROR;
      default -> Level.UNKNOWN;
    };
  }
}
