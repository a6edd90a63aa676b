package io.github.ckpt4j.sandbox;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A provider's response with placeholders. It is parsed once, so filling it in a million times is
 * fast.
 *
 * <ul>
 *   <li>{@code "${name}"} is replaced by a value of any type, {@code "a-${name}-b"} by text.
 *   <li>The member {@code "key?condition"} is written only where the value of {@code condition} is
 *       neither absent, null nor false.
 *   <li>{@code "*": "${name}"} stands for all members of a map, such as the metrics of a
 *       checkpoint.
 * </ul>
 */
record Template(Node root) {

  /** A part of a template. */
  sealed interface Node {}

  /** A constant, as JSON. */
  record Constant(String json) implements Node {}

  /** A placeholder that a value of any type replaces. */
  record Slot(String name) implements Node {}

  /** Text with placeholders: every second part is a placeholder's name. */
  record Text(List<String> parts) implements Node {}

  record ArrayNode(List<Node> items) implements Node {}

  record ObjectNode(List<Member> members) implements Node {
    /**
     * Whether any member name may occur, so that adding an unknown one would change the meaning.
     */
    boolean isMap() {
      return members.stream().anyMatch(Member::isSpread);
    }
  }

  record Member(String name, @Nullable String condition, Node value) {
    boolean isSpread() {
      return name.equals("*");
    }
  }

  /** Reads {@code <vendor>/<name>.json}. */
  static Template of(String path) {
    try (InputStream in =
            Objects.requireNonNull(Template.class.getResourceAsStream(path + ".json"), path);
        InputStreamReader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      return new Template(parse(JsonParser.parseReader(reader)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Body with(Values values) {
    return new Body(this, values);
  }

  private static Node parse(JsonElement json) {
    if (json instanceof JsonObject object) {
      List<Member> members = new ArrayList<>();
      for (Map.Entry<String, JsonElement> member : object.entrySet()) {
        String[] key = member.getKey().split("\\?", 2);
        members.add(new Member(key[0], key.length > 1 ? key[1] : null, parse(member.getValue())));
      }
      return new ObjectNode(List.copyOf(members));
    }
    if (json instanceof JsonArray array) {
      return new ArrayNode(array.asList().stream().map(Template::parse).toList());
    }
    if (json.isJsonPrimitive() && json.getAsString().contains("${")) {
      List<String> parts = List.of(json.getAsString().split("\\$\\{|}", -1));
      boolean whole =
          parts.size() == 3 && parts.get(0).isEmpty() && parts.get(2).isEmpty();
      return whole ? new Slot(parts.get(1)) : new Text(parts);
    }
    return new Constant(json.toString());
  }
}
