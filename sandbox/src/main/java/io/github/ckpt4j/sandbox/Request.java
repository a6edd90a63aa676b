package io.github.ckpt4j.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

  /** The same request for the whole file. */
  Request withoutRange() {
    Map<String, String> otherHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    otherHeaders.putAll(headers);
    otherHeaders.remove("Range");
    Map<String, String> otherQuery = new LinkedHashMap<>(query);
    otherQuery.keySet().removeAll(Set.of("chunk_start", "chunk_size"));
    return new Request(method, path, otherQuery, otherHeaders);
  }

  /** Omits the headers and the signature, because they give access. */
  @Override
  public String toString() {
    Map<String, String> shown = new LinkedHashMap<>(query);
    shown.keySet().removeIf(name -> name.startsWith("X-Amz-"));
    return method + " " + path + (shown.isEmpty() ? "" : " " + shown);
  }
}
