package io.github.ckpt4j.specs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Describes in words how one document differs from another. Both may be untrusted; the description is safe to print. */
final class SpecComparison {
  /** Documentation only: none of it changes a request or a response. */
  private static final Set<String> NOISE = Set.of(
      "description",
      "summary",
      "title",
      "example",
      "examples",
      "tags",
      "externalDocs",
      "security",
      "deprecated");

  /** One difference; the place, such as {@code Model.field}, is the changed part. */
  record Change(String place, String text) {}

  private final List<Change> changes = new ArrayList<>();

  private SpecComparison() {}

  static List<Change> of(Map<String, Object> before, Map<String, Object> after) {
    SpecComparison comparison = new SpecComparison();
    comparison.servers(before.get("servers"), after.get("servers"));
    Map<String, Object> pathsBefore = Tree.map(before.get("paths"));
    Map<String, Object> pathsAfter = Tree.map(after.get("paths"));
    for (String path : keys(pathsBefore, pathsAfter)) {
      comparison.path(path, Tree.map(pathsBefore.get(path)), Tree.map(pathsAfter.get(path)));
    }
    Map<String, Object> modelsBefore = Tree.map(Tree.at(before, "components", "schemas"));
    Map<String, Object> modelsAfter = Tree.map(Tree.at(after, "components", "schemas"));
    for (String model : keys(modelsBefore, modelsAfter)) {
      if (!modelsAfter.containsKey(model)) {
        comparison.add(model, " is gone");
      } else if (!modelsBefore.containsKey(model)) {
        comparison.add(model, " is new");
      } else {
        comparison.schema(model, modelsBefore.get(model), modelsAfter.get(model));
      }
    }
    return comparison.changes;
  }

  /** A field that only the newer document has. */
  static Change addedField(String place, @Nullable Object schema) {
    return new Change(place, Tree.shown(place) + " is new (" + shown(schema) + ")");
  }

  private void add(String place, String rest) {
    changes.add(new Change(place, Tree.shown(place) + rest));
  }

  private void servers(@Nullable Object before, @Nullable Object after) {
    String was = urls(before);
    String is = urls(after);
    if (!was.equals(is)) {
      add("the server", " was " + Tree.shown(was) + ", is " + Tree.shown(is));
    }
  }

  private static String urls(@Nullable Object servers) {
    return Tree.list(servers).stream()
        .map(server -> String.valueOf(Tree.at(server, "url")))
        .collect(Collectors.joining(", "));
  }

  private void path(String path, Map<String, Object> before, Map<String, Object> after) {
    for (String verb : Operation.VERBS) {
      String name = verb.toUpperCase(java.util.Locale.ROOT) + " " + path;
      if (before.containsKey(verb) && !after.containsKey(verb)) {
        add(name, " is gone");
      } else if (before.containsKey(verb)) {
        parameters(name, parameters(before, verb), parameters(after, verb));
        schema("the response of " + name, response(before, verb), response(after, verb));
        Set<String> statuses =
            new LinkedHashSet<>(Tree.map(Tree.at(after, verb, "responses")).keySet());
        statuses.removeAll(Tree.map(Tree.at(before, verb, "responses")).keySet());
        statuses.remove("200");
        statuses.forEach(
            status -> add(name, ": the response " + Tree.shown(status) + " is described"));
      }
    }
  }

  private void parameters(String name, Map<String, Object> before, Map<String, Object> after) {
    for (String parameter : keys(before, after)) {
      String shown = Tree.shown(parameter);
      boolean wasRequired = Boolean.TRUE.equals(Tree.at(before, parameter, "required"));
      boolean isRequired = Boolean.TRUE.equals(Tree.at(after, parameter, "required"));
      if (!after.containsKey(parameter)) {
        add(name, ": the parameter " + shown + " is gone");
      } else if (!before.containsKey(parameter)) {
        add(
            name,
            ": the %s parameter %s is new".formatted(isRequired ? "required" : "optional", shown));
      } else if (wasRequired != isRequired) {
        add(
            name,
            ": the parameter %s is %s"
                .formatted(shown, isRequired ? "required now" : "no longer required"));
      }
    }
  }

  private static Map<String, Object> parameters(Map<String, Object> item, String verb) {
    List<Object> all = new ArrayList<>(Tree.list(item.get("parameters")));
    all.addAll(Tree.list(Tree.at(item, verb, "parameters")));
    Map<String, Object> byName = new LinkedHashMap<>();
    for (Object parameter : all) {
      if (Tree.at(parameter, "name") instanceof String name) {
        byName.put(name, parameter);
      }
    }
    return byName;
  }

  private static @Nullable Object response(Map<String, Object> item, String verb) {
    return Tree.map(Tree.at(item, verb, "responses", "200", "content")).values().stream()
        .map(media -> Tree.at(media, "schema"))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private void schema(String place, @Nullable Object before, @Nullable Object after) {
    if (before instanceof Map<?, ?> && after instanceof Map<?, ?>) {
      form(place, oneForm(before), oneForm(after));
    } else if (!Objects.equals(before, after)) {
      add(place, ": was " + shown(before) + ", is " + shown(after));
    }
  }

  private void form(String place, Map<String, Object> before, Map<String, Object> after) {
    for (String key : keys(before, after)) {
      Object was = before.get(key);
      Object is = after.get(key);
      if (NOISE.contains(key) || key.startsWith("x-") || Objects.equals(was, is)) {
        continue;
      }
      switch (key) {
        case "properties" -> properties(place, Tree.map(was), Tree.map(is));
        case "required" -> {
          without(is, was).forEach(field -> add(place + "." + field, " is always present now"));
          without(was, is).forEach(field -> add(place + "." + field, " may be absent now"));
        }
        case "nullable" ->
          add(place, Boolean.TRUE.equals(is) ? " may be null now" : " is never null now");
        case "enum" ->
          add(
              place,
              ": new words %s, removed words %s"
                  .formatted(Tree.shown(without(is, was)), Tree.shown(without(was, is))));
        case "items" -> schema(place + "[]", was, is);
        default -> add(place, ": " + Tree.shown(key) + " was " + shown(was) + ", is " + shown(is));
      }
    }
  }

  private void properties(String place, Map<String, Object> before, Map<String, Object> after) {
    for (String field : keys(before, after)) {
      String name = place + "." + field;
      if (!after.containsKey(field)) {
        add(name, " is gone");
      } else if (!before.containsKey(field)) {
        changes.add(addedField(name, after.get(field)));
      } else {
        schema(name, before.get(field), after.get(field));
      }
    }
  }

  /** Converts to the form of OpenAPI 3.0, which marks nullable types with a flag; 3.1 lists null as a type. */
  static Map<String, Object> oneForm(@Nullable Object schema) {
    Map<String, Object> result = new LinkedHashMap<>(Tree.map(schema));
    for (String union : List.of("anyOf", "oneOf")) {
      List<Object> all = Tree.list(result.get(union));
      List<Object> others =
          all.stream().filter(each -> !"null".equals(Tree.at(each, "type"))).toList();
      if (others.size() == 1 && all.size() == 2) {
        result.remove(union);
        result.putAll(Tree.map(others.get(0)));
        result.put("nullable", true);
      }
    }
    if (result.get("type") instanceof List<?> types) {
      List<?> others = types.stream().filter(type -> !"null".equals(type)).toList();
      result.put("type", others.size() == 1 ? String.valueOf(others.get(0)) : others);
      if (others.size() < types.size()) {
        result.put("nullable", true);
      }
    }
    return result;
  }

  private static List<String> without(@Nullable Object all, @Nullable Object those) {
    List<String> removed = Tree.texts(those);
    return Tree.texts(all).stream().filter(text -> !removed.contains(text)).toList();
  }

  private static Set<String> keys(Map<String, Object> before, Map<String, Object> after) {
    Set<String> keys = new LinkedHashSet<>(before.keySet());
    keys.addAll(after.keySet());
    return keys;
  }

  private static String shown(@Nullable Object node) {
    if (node == null) {
      return "absent";
    }
    if (node instanceof Map<?, ?> map) {
      String ref = String.valueOf(Tree.at(map, "$ref"));
      Object type = Tree.at(map, "type");
      return Tree.shown(
          map.containsKey("$ref")
              ? ref.substring(ref.lastIndexOf('/') + 1)
              : type != null ? type : map.keySet());
    }
    return Tree.shown(node);
  }
}
