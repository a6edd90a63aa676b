package io.github.ckpt4j.specs;

import io.github.ckpt4j.specs.SpecException.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides which parts of a document may reach the generator.
 *
 * <p>The generator prints names, texts and vendor extensions into Java source with little or no escaping, and javac reads
 * unicode escapes even in comments, so each of them could become code. Therefore only the keywords named here are copied,
 * and every name and word is checked against a pattern. Descriptions, titles, defaults, patterns, enums, examples,
 * discriminators and extensions are omitted: no request and no model needs them.
 */
final class Grammar {
  private static final Pattern OPENAPI = Pattern.compile("3\\.[01]\\.[0-9]{1,2}");
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+_-]{0,40}");
  private static final Pattern SERVER =
      Pattern.compile("(https?://[0-9A-Za-z.-]+(:[0-9]{1,5})?)?(/[0-9A-Za-z._~{}-]*)*");
  private static final Pattern PATH =
      Pattern.compile("(/([0-9A-Za-z_-][0-9A-Za-z._-]{0,100}|\\{[0-9A-Za-z_]{1,100}\\}))+");
  private static final Pattern OPERATION_ID = Pattern.compile("[a-z][0-9A-Za-z]{0,100}");
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z_$.-]{1,100}");
  private static final Pattern MODEL = Pattern.compile("[A-Za-z][0-9A-Za-z_.-]{0,100}");
  private static final Pattern REF =
      Pattern.compile("#/components/(schemas|responses|requestBodies)/" + MODEL.pattern());
  private static final Pattern PARAMETER_REF =
      Pattern.compile("#/components/parameters/" + MODEL.pattern());
  private static final Pattern STATUS = Pattern.compile("default|[1-5]([0-9]{2}|XX)");
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[a-z]{1,20}/[0-9A-Za-z.+-]{1,80}(; ?charset=[0-9A-Za-z-]{1,20})?");
  private static final Pattern FORMAT = Pattern.compile("[0-9A-Za-z_-]{1,40}");
  private static final Pattern TYPE =
      Pattern.compile("object|array|string|integer|number|boolean|null");
  private static final Pattern IN = Pattern.compile("path|query|header|cookie");
  private static final Pattern STYLE =
      Pattern.compile("matrix|label|form|simple|spaceDelimited|pipeDelimited|deepObject");

  private final String name;
  private final Contract contract;
  private final List<Problem> problems = new ArrayList<>();
  private final Deque<String> pending = new ArrayDeque<>();
  private final Set<String> reached = new LinkedHashSet<>();

  /** @param name the name of the document in messages */
  Grammar(String name, Contract contract) {
    this.name = name;
    this.contract = contract;
  }

  List<Problem> problems() {
    return problems;
  }

  /** A new document with the contract's operations and the models they refer to. */
  Map<String, Object> keep(
      Map<String, Object> document, String vendor, Map<String, Operation> operations) {
    Map<String, Object> kept = new LinkedHashMap<>();
    kept.put("openapi", word("openapi", document.get("openapi"), OPENAPI));
    kept.put("info", info(vendor, document.get("info")));
    if (document.get("servers") instanceof List<?> servers) {
      kept.put("servers", each("servers", servers, this::server));
    }
    Map<String, Object> paths = new LinkedHashMap<>();
    contract.operations().forEach((id, names) -> {
      Operation operation = operations.get(id);
      if (operation != null) {
        String path = word("paths", operation.path(), PATH);
        Map<String, Object> item =
            Tree.map(paths.computeIfAbsent(path, any -> new LinkedHashMap<>()));
        item.put(operation.verb(), operation(id, operation, names));
      }
    });
    kept.put("paths", paths);
    kept.put("components", components(document));
    return kept;
  }

  /** Follows references within the document; nothing else is ever opened. */
  @Nullable
  Object resolve(Map<String, Object> document, Object ref) {
    String checked = String.valueOf(ref);
    if (!REF.matcher(checked).matches() && !PARAMETER_REF.matcher(checked).matches()) {
      refuse("$ref", "a reference to", ref);
      return null;
    }
    String[] steps = checked.split("/", 4);
    Object found = Tree.at(document, steps[1], steps[2], steps[3]);
    if (found == null) {
      refuse("$ref", "a reference to nothing:", ref);
    }
    return found;
  }

  void refuse(String where, String what, @Nullable Object foreign) {
    problems.add(new Problem(
        where, "%s: refused, %s has %s %s".formatted(name, where, what, Tree.shown(foreign))));
  }

  private Map<String, Object> info(String vendor, @Nullable Object info) {
    // The generator prints both into every file, where the vendor's own title is useless.
    Map<String, Object> kept = new LinkedHashMap<>();
    kept.put("title", vendor);
    kept.put("version", word("info", Tree.at(info, "version"), VERSION));
    return kept;
  }

  private Object server(String where, @Nullable Object server) {
    return Map.of("url", word(where, Tree.at(server, "url"), SERVER));
  }

  private Map<String, Object> operation(String id, Operation operation, List<String> names) {
    Map<String, Object> kept = new LinkedHashMap<>();
    kept.put("operationId", word("paths", id, OPERATION_ID));
    if (Boolean.TRUE.equals(operation.body().get("deprecated"))) {
      kept.put("deprecated", true);
    }
    // In the contract's order, which is that of the method's arguments: swapped strings would still
    // compile.
    kept.put(
        "parameters",
        each(id, names, (where, each) -> parameter(where, operation.parameters().get(each))));
    if (operation.body().get("requestBody") != null) {
      kept.put("requestBody", body(id, operation.body().get("requestBody")));
    }
    kept.put("responses", responses(id, operation.body().get("responses")));
    return kept;
  }

  private Object parameter(String where, @Nullable Object parameter) {
    Map<String, Object> kept = new LinkedHashMap<>();
    Tree.map(parameter).forEach((key, value) -> {
      switch (key) {
        case "name" -> kept.put(key, word(where, value, NAME));
        case "in" -> kept.put(key, word(where, value, IN));
        case "style" -> kept.put(key, word(where, value, STYLE));
        case "required", "explode", "allowReserved" -> kept.put(key, flag(where, value));
        case "schema" -> kept.put(key, schema(where, value));
        default -> {}
      }
    });
    return kept;
  }

  private Object responses(String where, @Nullable Object responses) {
    Map<String, Object> kept = new LinkedHashMap<>();
    Tree.map(responses).forEach((status, response) -> {
      String checked = word(where, status, STATUS);
      kept.put(checked, response(where, response));
    });
    return kept;
  }

  private Object response(String where, @Nullable Object response) {
    Object ref = Tree.at(response, "$ref");
    if (ref != null) {
      return reference(where, ref);
    }
    // OpenAPI requires a description; the vendor's is omitted like all others.
    Map<String, Object> kept = new LinkedHashMap<>(Map.of("description", "response"));
    kept.putAll(body(where, response));
    return kept;
  }

  private Map<String, Object> body(String where, @Nullable Object body) {
    Object ref = Tree.at(body, "$ref");
    if (ref != null) {
      return reference(where, ref);
    }
    Map<String, Object> kept = new LinkedHashMap<>();
    Map<String, Object> content = new LinkedHashMap<>();
    Tree.map(Tree.at(body, "content")).forEach((type, value) -> {
      Map<String, Object> media = new LinkedHashMap<>();
      if (Tree.map(value).containsKey("schema")) {
        media.put("schema", schema(where, Tree.at(value, "schema")));
      }
      content.put(word(where, type, MEDIA_TYPE), media);
    });
    if (!content.isEmpty()) {
      kept.put("content", content);
    }
    if (Tree.map(body).containsKey("required")) {
      kept.put("required", flag(where, Tree.at(body, "required")));
    }
    return kept;
  }

  private Object schema(String where, @Nullable Object schema) {
    if (!(schema instanceof Map<?, ?>)) {
      return flag(where, schema);
    }
    Object ref = Tree.at(schema, "$ref");
    if (ref != null) {
      return reference(where, ref);
    }
    Map<String, Object> kept = new LinkedHashMap<>();
    Tree.map(schema).forEach((key, value) -> {
      switch (key) {
        case "type" -> kept.put(key, type(where, value));
        case "format" -> kept.put(key, word(where, value, FORMAT));
        case "nullable" -> kept.put(key, flag(where, value));
        case "properties" -> kept.put(key, properties(where, value));
        case "required" ->
          kept.put(
              key,
              each(
                  where,
                  Tree.list(value).stream()
                      .filter(each -> contract.keeps(where, String.valueOf(each)))
                      .toList(),
                  (place, each) -> word(place, each, NAME)));
        case "items", "additionalProperties" -> kept.put(key, schema(where, value));
        case "allOf", "anyOf", "oneOf" ->
          kept.put(key, each(where, Tree.list(value), this::schema));
        default -> {}
      }
    });
    return kept;
  }

  private Object type(String where, @Nullable Object type) {
    return type instanceof List<?> types
        ? each(where, types, (place, each) -> word(place, each, TYPE))
        : word(where, type, TYPE);
  }

  /**
   * Fields that are not read are omitted: a field that is not parsed cannot fail a response, and is
   * not lost either.
   */
  private Map<String, Object> properties(String where, @Nullable Object properties) {
    Map<String, Object> kept = new LinkedHashMap<>();
    Tree.map(properties).forEach((property, schema) -> {
      String checked = word(where, property, NAME);
      if (contract.keeps(where, checked)) {
        kept.put(checked, schema(where + "." + checked, schema));
      }
    });
    return kept;
  }

  private Map<String, Object> reference(String where, Object ref) {
    String checked = word(where, ref, REF);
    if (REF.matcher(checked).matches() && reached.add(checked)) {
      pending.add(checked);
    }
    return Map.of("$ref", checked);
  }

  /** All referenced definitions, including those they reference themselves. */
  private Map<String, Object> components(Map<String, Object> document) {
    Map<String, Object> components = new TreeMap<>();
    while (!pending.isEmpty()) {
      String ref = pending.remove();
      String[] steps = ref.split("/", 4);
      Object found = resolve(document, ref);
      Object kept = switch (steps[2]) {
        case "schemas" -> schema(steps[3], found);
        case "responses" -> response(steps[3], found);
        default -> body(steps[3], found);
      };
      Tree.map(components.computeIfAbsent(steps[2], any -> new TreeMap<>())).put(steps[3], kept);
    }
    return components;
  }

  private <T> List<Object> each(
      String where, List<T> values, BiFunction<String, @Nullable T, Object> rule) {
    List<Object> kept = new ArrayList<>();
    values.forEach(value -> kept.add(rule.apply(where, value)));
    return kept;
  }

  private String word(String where, @Nullable Object value, Pattern pattern) {
    String text = Objects.requireNonNullElse(value, "").toString();
    if (pattern.matcher(text).matches()) {
      return text;
    }
    refuse(where, "a name or word that is not allowed:", text);
    return "refused";
  }

  private boolean flag(String where, @Nullable Object value) {
    if (value instanceof Boolean flag) {
      return flag;
    }
    refuse(where, "neither true nor false:", value);
    return false;
  }
}
