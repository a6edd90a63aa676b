package io.github.ckpt4j.specs;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Corrections to a document, as defined by OpenAPI Overlay 1.0, with two extensions: see
 * specs/README.md.
 */
final class Overlay {
  private static final Configuration EVERY_MATCH = Configuration.builder()
      .options(Option.ALWAYS_RETURN_LIST, Option.SUPPRESS_EXCEPTIONS)
      .build();

  private final String name;
  private final Map<String, Object> content;

  private Overlay(String name, Map<String, Object> content) {
    this.name = name;
    this.content = content;
  }

  static Overlay read(Path specs, String file) {
    String name = "specs/" + file;
    Map<String, Object> content = DocumentReader.read(specs.resolve(file), name);
    if (!(content.get("actions") instanceof List<?>)) {
      throw new SpecException(name + ": no actions");
    }
    return new Overlay(name, content);
  }

  Contract contract() {
    if (!(content.get("x-contract") instanceof Map<?, ?>)) {
      throw new SpecException(name + ": no x-contract");
    }
    return Contract.of(Tree.map(content.get("x-contract")));
  }

  /** Changes the document itself. */
  void applyTo(Map<String, Object> document, String documentName) {
    int index = 0;
    for (Object action : Tree.list(content.get("actions"))) {
      apply(Tree.map(action), ++index, document, documentName);
    }
  }

  private void apply(
      Map<String, Object> action, int index, Map<String, Object> document, String documentName) {
    boolean removes = Boolean.TRUE.equals(action.get("remove"));
    String target = Objects.requireNonNullElse(action.get("target"), "").toString();
    Object update = action.get("update");
    String label =
        "%s: action %d (%s %s)".formatted(name, index, removes ? "remove" : "update", target);
    if (target.isEmpty() || removes == (update != null)) {
      throw new SpecException(label + " needs a target and either update or remove");
    }
    List<Object> found = nodesAt(document, target, label);
    if (found.isEmpty()) {
      if (!Boolean.TRUE.equals(action.get("x-optional"))) {
        throw new SpecException(label + " finds nothing in " + documentName);
      }
    } else if (removes) {
      JsonPath.parse((Object) document).delete(target);
    } else {
      found.forEach(node -> update(node, update, label));
    }
  }

  /** The nodes themselves, not copies. */
  private static List<Object> nodesAt(Map<String, Object> document, String target, String label) {
    try {
      return Tree.list(JsonPath.using(EVERY_MATCH).parse((Object) document).<Object>read(target));
    } catch (InvalidPathException e) {
      throw new SpecException(label + ": " + e.getMessage());
    }
  }

  private static void update(@Nullable Object node, @Nullable Object change, String label) {
    if (node instanceof List<?>) {
      Tree.list(node).add(Tree.copy(change));
    } else if (node instanceof Map<?, ?> && change instanceof Map<?, ?>) {
      merge(Tree.map(node), Tree.map(change));
    } else {
      throw new SpecException(
          label + ": only an array, or an object with an object, can be updated");
    }
  }

  /** Copies the values it adds: one update may apply in many places, which must stay independent. */
  private static void merge(Map<String, Object> into, Map<String, Object> from) {
    from.forEach((key, value) -> {
      Object old = into.get(key);
      if (value instanceof Map<?, ?> && old instanceof Map<?, ?>) {
        merge(Tree.map(old), Tree.map(value));
      } else if (value instanceof List<?> && old instanceof List<?>) {
        Tree.list(old).addAll(Tree.list(Tree.copy(value)));
      } else {
        into.put(key, Tree.copy(value));
      }
    });
  }
}
