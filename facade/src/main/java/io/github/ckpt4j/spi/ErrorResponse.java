package io.github.ckpt4j.spi;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A response that reports an error, for {@link Provider#problem} to explain.
 *
 * @param status the HTTP status; a success status if only the body reports the error
 * @param headers returns the value of a header by its name in any case, null if it is absent
 * @param body the start of the body as text, at most 64 KiB of it; empty if the response has none
 */
public record ErrorResponse(int status, UnaryOperator<@Nullable String> headers, String body) {
  public ErrorResponse {
    Objects.requireNonNull(headers, "headers");
    Objects.requireNonNull(body, "body");
  }

  /** The value of a header, by its name in any case; null if it is absent or blank. */
  public @Nullable String header(String name) {
    String value = headers.apply(name);
    return value == null || value.isBlank() ? null : value;
  }
}
