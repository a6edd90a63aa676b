package io.github.ckpt4j.specs;

import io.github.ckpt4j.specs.SpecException.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The operations and fields of a vendor that the facade needs.
 *
 * @param operations the operations it calls, each with its parameters in the order of the Java method
 * @param fields the fields it reads, by model; all others are omitted
 * @param details the models whose other members it keeps for the user
 */
record Contract(
    Map<String, List<String>> operations, Map<String, List<String>> fields, List<String> details) {
  static Contract of(Map<String, Object> extension) {
    return new Contract(
        lists(extension.get("operations")),
        lists(extension.get("fields")),
        Tree.texts(extension.get("details")));
  }

  private static Map<String, List<String>> lists(@Nullable Object node) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    Tree.map(node).forEach((key, value) -> lists.put(key, Tree.texts(value)));
    return lists;
  }

  List<Problem> missingOperations(Map<String, Operation> byId, String document) {
    List<Problem> problems = new ArrayList<>();
    operations.forEach((id, names) -> {
      Operation operation = byId.get(id);
      if (operation == null) {
        problems.add(gone(document, id, "the operation " + id));
        return;
      }
      for (String name : names) {
        if (!operation.parameters().containsKey(name)) {
          problems.add(gone(document, id + "." + name, id + "(" + name + "), a parameter"));
        }
      }
      operation.parameters().forEach((name, parameter) -> {
        if (Boolean.TRUE.equals(parameter.get("required")) && !names.contains(name)) {
          problems.add(new Problem(
              id + "." + name,
              "%s: the facade needs %s without the parameter %s, which the document now requires"
                  .formatted(document, id, Tree.shown(name))));
        }
      });
    });
    return problems;
  }

  List<Problem> missingFields(Map<String, Object> content, String document) {
    List<Problem> problems = new ArrayList<>();
    fields.forEach((model, names) -> {
      Map<String, Object> properties =
          Tree.map(Tree.at(content, "components", "schemas", model, "properties"));
      for (String name : names) {
        if (!properties.containsKey(name)) {
          String place = model + "." + name;
          problems.add(gone(document, place, place));
        }
      }
    });
    return problems;
  }

  /** Whether a field belongs to the contract: any field of a model that it does not name. */
  boolean keeps(String model, String field) {
    List<String> names = fields.get(model);
    return names == null || names.contains(field);
  }

  boolean reads(String place) {
    int dot = place.indexOf('.');
    return dot > 0
        && Objects.requireNonNullElse(fields.get(place.substring(0, dot)), List.of())
            .contains(place.substring(dot + 1));
  }

  private static Problem gone(String document, String place, String what) {
    return new Problem(
        place, document + ": the facade needs " + what + ", which the document no longer has");
  }
}
