package io.github.ckpt4j.spi;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how long to wait where an error states it: as a number, with a unit, or in a sentence. */
final class StatedWait {
  private static final double LONGEST_SECONDS = 7 * 24 * 3600.0;

  /** Longer than any wait, and than the start of a message that states one. */
  private static final int LONGEST_TEXT = 64;

  private static final int LONGEST_MESSAGE = 2_000;

  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}(\\.\\d{1,18})?");

  private static final String AMOUNT = "(\\d{1,9}(?:\\.\\d{1,18})?)\\s*"
      + "(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|days?)(?![a-z])";

  private static final Pattern PART = Pattern.compile(AMOUNT);

  /** {@code 1m2s}, {@code 2 minutes and 5 seconds}. */
  private static final String AMOUNTS = "(?:" + AMOUNT + "(?:,|\\s|and)*){1,4}";

  private static final Pattern AMOUNTS_ALONE = Pattern.compile("\\s*" + AMOUNTS);

  /** {@code Please try again in 20s.}, {@code Retry after 1 second}, {@code wait 5 minutes}. */
  private static final Pattern SENTENCE =
      Pattern.compile("\\b(?:again|retry|retrying|wait|waiting|available|resets?|back off)\\b"
          + "(?!\\s+every)[^\\d.!?]{0,40}(" + AMOUNTS + ")");

  private StatedWait() {}

  /**
   * The wait that a member of the error states; null if it is none that makes sense.
   *
   * @param seconds the unit of a number without one
   */
  static @Nullable Duration of(@Nullable String text, double seconds) {
    if (text == null || text.length() > LONGEST_TEXT) {
      return null;
    }
    String stated = text.strip().toLowerCase(Locale.ROOT);
    if (NUMBER.matcher(stated).matches()) {
      return sensible(Double.parseDouble(stated) * seconds);
    }
    return AMOUNTS_ALONE.matcher(stated).matches() ? sensible(sum(stated)) : null;
  }

  /** The wait that a message asks for; null if it states none. */
  static @Nullable Duration inMessage(@Nullable String message) {
    if (message == null) {
      return null;
    }
    String start = message.substring(0, Math.min(LONGEST_MESSAGE, message.length()));
    Matcher sentence = SENTENCE.matcher(start.toLowerCase(Locale.ROOT));
    return sentence.find() ? sensible(sum(sentence.group(1))) : null;
  }

  private static double sum(String amounts) {
    double seconds = 0;
    for (Matcher part = PART.matcher(amounts); part.find(); ) {
      seconds += Double.parseDouble(part.group(1)) * unit(part.group(2));
    }
    return seconds;
  }

  private static double unit(String name) {
    return name.startsWith("ms") || name.startsWith("mil")
        ? 0.001
        : switch (name.charAt(0)) {
          case 'm' -> 60;
          case 'h' -> 3600;
          case 'd' -> 86_400;
          default -> 1;
        };
  }

  private static @Nullable Duration sensible(double seconds) {
    boolean sensible = seconds > 0 && seconds < LONGEST_SECONDS;
    return sensible ? Duration.ofMillis(Math.round(seconds * 1000)) : null;
  }
}
