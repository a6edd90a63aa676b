package io.github.ckpt4j.providers;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the error in a response that HTTP calls a success. */
final class SuccessError {
  private static final List<String> ERRORS = List.of("error", "errors", "detail");
  private static final List<String> WORDS = List.of(
      "message", "msg", "error_message", "status_message", "title", "description", "reason");

  private SuccessError() {}

  /**
   * The text of the error; null if the members report none.
   *
   * @param anyMessage whether a message that is not called an error counts as one
   */
  static @Nullable String text(Map<String, Object> members, boolean anyMessage) {
    for (String name : ERRORS) {
      String text = said(members.get(name));
      if (text != null) {
        return text;
      }
    }
    return anyMessage ? said(members) : null;
  }

  private static @Nullable String said(@Nullable Object value) {
    if (value instanceof String text) {
      return text.isBlank() ? null : Shown.text(text);
    }
    if (value instanceof List<?> list) {
      return list.isEmpty() ? null : said(list.get(0));
    }
    if (value instanceof Map<?, ?> object) {
      return WORDS.stream()
          .map(object::get)
          .filter(String.class::isInstance)
          .map(SuccessError::said)
          .findFirst()
          .orElse(null);
    }
    return null;
  }
}
