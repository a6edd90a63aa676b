package io.github.ckpt4j.providers;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a step from the name that training code gave a checkpoint's directory, as Baseten reports
 * no step. It recognizes the names of Transformers ({@code checkpoint-500}), DeepSpeed ({@code
 * global_step500}), Megatron ({@code iter_0000500}), Lightning ({@code epoch=3-step=500}) and
 * similar ones.
 *
 * <p>If two numbers follow {@code checkpoint}, the larger one is the step: in {@code
 * checkpoint-7-5500} (fairseq) the first is the epoch, which is never above the step, and in {@code
 * checkpoint-24-1} (truss) the second counts copies.
 */
final class BasetenStep {
  private static final Pattern NAME = Pattern.compile(
      "(?:^|[/_-])(?:"
          + "(?:checkpoint|ckpt)[-_](?<first>\\d{1,18})(?:[-_](?<second>\\d{1,18}))?"
          + "|(?:step|iter)[-_=]?(?<only>\\d{1,18})(?:-\\d{1,18})?"
          + ")(?:-v\\d{1,3})?(?:\\.ckpt|\\.pt)?$",
      Pattern.CASE_INSENSITIVE);

  private BasetenStep() {}

  /** The step in the name; null if the name has none of the known forms. */
  static @Nullable Long of(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.find()) {
      return null;
    }
    if (matcher.group("only") != null) {
      return Long.valueOf(matcher.group("only"));
    }
    long first = Long.parseLong(matcher.group("first"));
    String second = matcher.group("second");
    return second == null ? first : Math.max(first, Long.parseLong(second));
  }
}
