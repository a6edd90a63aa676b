package io.github.ckpt4j.sandbox;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that the sandbox was sent.
 *
 * @param path as sent, with the provider's prefix
 * @param query decoded; of a name sent twice, the last
 * @param headers by name, in whatever case the name is asked for
 */
public record Request(
    String method, String path, Map<String, String> query, Map<String, String> headers) {

  /** The value of a header, or null. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** Leaves the headers out, which hold keys. */
  @Override
  public String toString() {
    return method + " " + path + (query.isEmpty() ? "" : " " + query);
  }
}
