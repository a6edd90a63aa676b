package io.github.ckpt4j.sandbox;

import com.google.gson.stream.JsonWriter;
import io.github.ckpt4j.sandbox.Template.ArrayNode;
import io.github.ckpt4j.sandbox.Template.Constant;
import io.github.ckpt4j.sandbox.Template.Member;
import io.github.ckpt4j.sandbox.Template.Node;
import io.github.ckpt4j.sandbox.Template.ObjectNode;
import io.github.ckpt4j.sandbox.Template.Slot;
import io.github.ckpt4j.sandbox.Template.Text;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Writes bodies as JSON, item by item: a list may be larger than memory if its items are created as
 * they are written.
 */
final class BodyWriter implements Closeable {
  private final JsonWriter json;
  private final @Nullable Random random;

  /** @param random shuffles members and adds unknown ones; null writes the template unchanged */
  BodyWriter(Writer out, @Nullable Random random) {
    this.json = new JsonWriter(new BufferedWriter(out));
    this.random = random;
  }

  void write(Body body) throws IOException {
    write(body.template().root(), body.values());
  }

  @Override
  public void close() throws IOException {
    json.close();
  }

  private void write(Node node, Values values) throws IOException {
    if (node instanceof ObjectNode object) {
      writeObject(object, values);
    } else if (node instanceof Slot slot) {
      writeValue(values.get(slot.name()));
    } else if (node instanceof Text text) {
      json.value(filled(text, values));
    } else if (node instanceof ArrayNode array) {
      json.beginArray();
      for (Node item : array.items()) {
        write(item, values);
      }
      json.endArray();
    } else {
      json.jsonValue(((Constant) node).json());
    }
  }

  private void writeObject(ObjectNode object, Values values) throws IOException {
    json.beginObject();
    for (Member member : shuffled(object.members())) {
      if (member.isSpread() && member.value() instanceof Slot slot) {
        writeMembers((Map<?, ?>) Objects.requireNonNull(values.get(slot.name())));
      } else if (member.condition() == null || values.meets(member.condition())) {
        json.name(member.name());
        write(member.value(), values);
      }
      if (random != null && !object.isMap()) {
        writeUnknownMember(random);
      }
    }
    json.endObject();
  }

  private void writeMembers(Map<?, ?> members) throws IOException {
    for (Map.Entry<?, ?> member : shuffled(members.entrySet())) {
      json.name((String) member.getKey());
      writeValue(member.getValue());
    }
  }

  private void writeValue(@Nullable Object value) throws IOException {
    if (value instanceof Body body) {
      write(body);
    } else if (value instanceof Iterable<?> items) {
      json.beginArray();
      for (Object item : items) {
        writeValue(item);
      }
      json.endArray();
    } else if (value instanceof Double number) {
      json.jsonValue(PythonNumber.of(number));
    } else if (value instanceof Number number) {
      json.value(number);
    } else if (value instanceof Boolean bool) {
      json.value(bool);
    } else {
      json.value(value == null ? null : value.toString());
    }
  }

  private static String filled(Text text, Values values) {
    StringBuilder filled = new StringBuilder();
    for (int i = 0; i < text.parts().size(); i++) {
      String part = text.parts().get(i);
      filled.append(i % 2 == 0 ? part : values.get(part));
    }
    return filled.toString();
  }

  private <T> Iterable<T> shuffled(java.util.Collection<T> all) {
    if (random == null) {
      return all;
    }
    List<T> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  private void writeUnknownMember(Random random) throws IOException {
    switch (random.nextInt(8)) {
      case 0 -> json.name("unknown \u00fc" + random.nextInt()).beginArray().endArray();
      case 1 -> json.name("x" + random.nextInt()).value("\"},{");
      case 2 -> json.name("x" + random.nextInt()).nullValue();
      default -> {}
    }
  }
}
