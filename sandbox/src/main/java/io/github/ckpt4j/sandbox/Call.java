package io.github.ckpt4j.sandbox;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to a provider.
 *
 * @param path the decoded segments after the provider's prefix
 * @param jobs the provider's jobs as they are now, by address
 */
record Call(Request request, List<String> path, Function<String, @Nullable Run> jobs) {

  /** Whether the path has these segments; {@code *} stands for any one. */
  boolean asksFor(String... pattern) {
    if (path.size() != pattern.length) {
      return false;
    }
    for (int i = 0; i < pattern.length; i++) {
      if (!pattern[i].equals("*") && !pattern[i].equals(path.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Nullable
  String query(String name) {
    return request.query().get(name);
  }
}
