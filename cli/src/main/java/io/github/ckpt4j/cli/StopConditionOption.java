package io.github.ckpt4j.cli;

import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.StopCondition;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;

/**
 * A condition that stops a watch.
 *
 * @param text as the user wrote it
 * @param metric the deciding metric, in any letter case; null for none
 * @param isJobEnd whether it is the end of the job
 */
record StopConditionOption(
    String text, StopCondition condition, @Nullable Metric metric, boolean isJobEnd) {
  /** The end of the job. */
  static final StopConditionOption DONE =
      new StopConditionOption("done", StopCondition.never(), null, true);

  private static final Pattern FORM =
      Pattern.compile("(?<name>[^<>=]+)(?<sign>[<>=])(?<value>[-+\\w.]+)");

  private static StopConditionOption of(String text, StopCondition condition) {
    return new StopConditionOption(text, condition, null, false);
  }

  private static StopConditionOption of(String text, Metric metric, boolean below, double value) {
    StopCondition condition = (checkpoint, count) -> MetricSelection.find(
            metric, checkpoint.metrics().keySet())
        .map(found -> below ? StopCondition.below(found, value) : StopCondition.above(found, value))
        .filter(found -> found.isMet(checkpoint, count))
        .isPresent();
    return new StopConditionOption(text, condition, metric, false);
  }

  /** Reads {@code done}, {@code step=1000}, {@code count=5}, {@code valid_loss<0.5}. */
  static final class Converter implements ITypeConverter<StopConditionOption> {
    @Override
    public StopConditionOption convert(String text) {
      if (text.equals("done")) {
        return DONE;
      }
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches()) {
        throw new InvalidArgument(problem(text));
      }
      try {
        return read(text, matcher.group("name").strip(), matcher.group("sign"), matcher);
      } catch (NumberFormatException e) {
        throw new InvalidArgument(problem(text), e);
      }
    }

    private static StopConditionOption read(
        String text, String name, String sign, Matcher matcher) {
      String value = matcher.group("value");
      if (!sign.equals("=")) {
        return of(text, Metric.of(name), sign.equals("<"), Double.parseDouble(value));
      }
      return switch (name) {
        case "step" -> of(text, StopCondition.step(Long.parseLong(value)));
        case "count" -> of(text, StopCondition.count(Integer.parseInt(value)));
        default -> throw new NumberFormatException(name);
      };
    }

    private static String problem(String text) {
      return "must be done, step=NUMBER, count=NUMBER, or a metric below or above a value, in"
          + " quotes: 'valid_loss<0.5'; not '" + text + "'";
    }
  }
}
