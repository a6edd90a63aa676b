package io.github.ckpt4j.sandbox;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that the sandbox received.
 *
 * @param path as sent, with the provider's prefix
 * @param query decoded; for a repeated name, the last value
 * @param headers by name, case-insensitively
 */
public record Request(
    String method, String path, Map<String, String> query, Map<String, String> headers) {

  /** The value of a header, or null. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** Omits the headers, because they contain keys. */
  @Override
  public String toString() {
    return method + " " + path + (query.isEmpty() ? "" : " " + query);
  }
}
