package io.github.ckpt4j.cli;

import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.StopCondition;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;

/**
 * When a watch has seen enough.
 *
 * @param text as the user wrote it
 * @param isJobEnd whether that is when the job ends, and not earlier
 */
record StopConditionOption(String text, StopCondition condition, boolean isJobEnd) {
  /** When the job ends. */
  static final StopConditionOption DONE =
      new StopConditionOption("done", StopCondition.never(), true);

  private static final Pattern FORM =
      Pattern.compile("(?<name>[^<>=]+)(?<sign>[<>=])(?<value>[-+\\w.]+)");

  /** Reads {@code done}, {@code step=1000}, {@code count=5}, {@code valid_loss<0.5}. */
  static final class Converter implements ITypeConverter<StopConditionOption> {
    @Override
    public StopConditionOption convert(String text) {
      Matcher matcher = FORM.matcher(text);
      try {
        if (text.equals("done")) {
          return DONE;
        }
        if (matcher.matches()) {
          return new StopConditionOption(
              text,
              condition(matcher.group("name"), matcher.group("sign"), matcher.group("value")),
              false);
        }
      } catch (NumberFormatException e) {
        throw refusal(text, e);
      }
      throw refusal(text, null);
    }

    private static StopCondition condition(String name, String sign, String value) {
      return switch (sign) {
        case "<" -> StopCondition.below(Metric.of(name.strip()), Double.parseDouble(value));
        case ">" -> StopCondition.above(Metric.of(name.strip()), Double.parseDouble(value));
        default ->
          switch (name) {
            case "step" -> StopCondition.step(Long.parseLong(value));
            case "count" -> StopCondition.count(Integer.parseInt(value));
            default -> throw new NumberFormatException(name);
          };
      };
    }

    private static InvalidArgument refusal(String text, @Nullable Exception cause) {
      InvalidArgument refusal =
          new InvalidArgument("it is done, step=NUMBER, count=NUMBER, or a metric below or above"
              + " a value, in quotes: 'valid_loss<0.5'; '" + text + "' is none of these");
      refusal.initCause(cause);
      return refusal;
    }
  }
}
