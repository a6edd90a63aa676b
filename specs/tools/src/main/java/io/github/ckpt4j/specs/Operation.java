package io.github.ckpt4j.specs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One operation of a document.
 *
 * @param parameters by name: the path's and its own, with references resolved
 */
record Operation(
    String path,
    String verb,
    Map<String, Object> body,
    Map<String, Map<String, Object>> parameters) {
  static final List<String> VERBS =
      List.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  /**
   * Removes the vendor's own names, since an overlay may give the same name to another operation.
   */
  static void removeIds(Map<String, Object> document) {
    for (Object item : Tree.map(document.get("paths")).values()) {
      for (String verb : VERBS) {
        if (Tree.at(item, verb) instanceof Map<?, ?> operation) {
          operation.remove("operationId");
        }
      }
    }
  }

  /** The operations with these ids; the document's other operations are ignored. */
  static Map<String, Operation> byId(
      Map<String, Object> document, Set<String> ids, Grammar grammar) {
    Map<String, Operation> byId = new LinkedHashMap<>();
    Tree.map(document.get("paths")).forEach((path, item) -> {
      for (String verb : VERBS) {
        Map<String, Object> body = Tree.map(Tree.at(item, verb));
        if (body.get("operationId") instanceof String id && ids.contains(id)) {
          Operation operation =
              new Operation(path, verb, body, parameters(document, Tree.map(item), body, grammar));
          if (byId.put(id, operation) != null) {
            // A duplicate could redirect our requests, whichever of the two counted.
            grammar.refuse("paths", "two operations with the id", id);
          }
        }
      }
    });
    return byId;
  }

  private static Map<String, Map<String, Object>> parameters(
      Map<String, Object> document,
      Map<String, Object> item,
      Map<String, Object> body,
      Grammar grammar) {
    List<Object> all = new ArrayList<>(Tree.list(item.get("parameters")));
    all.addAll(Tree.list(body.get("parameters")));
    Map<String, Map<String, Object>> byName = new LinkedHashMap<>();
    for (Object parameter : all) {
      Object ref = Tree.at(parameter, "$ref");
      Map<String, Object> resolved =
          Tree.map(ref == null ? parameter : grammar.resolve(document, ref));
      byName.put(String.valueOf(resolved.get("name")), resolved);
    }
    return byName;
  }
}
