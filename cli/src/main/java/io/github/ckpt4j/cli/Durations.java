package io.github.ckpt4j.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;

/** Reads durations as people type them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 3d}. */
final class Durations implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  @Override
  public Duration convert(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidArgument(
          "a duration is a number with a unit, such as 500ms, 30s, 5m, 2h or 3d, not '" + text
              + "'");
    }
    long number = Long.parseLong(matcher.group(1));
    Duration duration = switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
    if (duration.isZero()) {
      throw new InvalidArgument("a duration must be greater than 0");
    }
    return duration;
  }
}
