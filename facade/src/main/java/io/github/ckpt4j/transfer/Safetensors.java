package io.github.ckpt4j.transfer;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A safetensors file: eight bytes with the length of a JSON header, the header, and the tensors,
 * which fill the rest exactly. So the header alone shows whether a file is complete.
 */
final class Safetensors {
  /** The format's own limit. */
  private static final long LONGEST_HEADER = 100_000_000;

  private static final int MOST_TENSORS = 250_000;
  private static final int MOST_DIMENSIONS = 64;
  private static final String METADATA = "__metadata__";

  private Safetensors() {}

  /**
   * Reads the header, from the start of a file of {@code size} bytes, and reports what is wrong.
   *
   * @return the tensors by name
   * @throws DamagedException if the header cannot be read
   */
  static Map<String, Tensor> read(InputStream in, long size, Findings findings) throws IOException {
    if (size < Long.BYTES) {
      throw new DamagedException("has " + size + " bytes, too few for safetensors");
    }
    long length = ByteBuffer.wrap(in.readNBytes(Long.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong();
    if (length < 2 || length > LONGEST_HEADER) {
      throw new DamagedException("is not safetensors: the length of its header is impossible");
    }
    if (length > size - Long.BYTES) {
      throw new DamagedException("is truncated: it ends within the header");
    }
    Limited header = new Limited(in, length);
    Map<String, Tensor> tensors;
    try {
      tensors = JsonFiles.strict(header, Safetensors::tensors);
    } catch (DamagedException e) {
      throw new DamagedException("safetensors header: " + e.getMessage());
    }
    check(tensors, size - Long.BYTES - length, findings);
    return tensors;
  }

  private static Map<String, Tensor> tensors(JsonReader json) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Set<String> names = JsonFiles.names();
    json.beginObject();
    while (json.hasNext()) {
      String name = JsonFiles.name(json, names);
      if (name.equals(METADATA)) {
        metadata(json);
      } else if (names.size() > MOST_TENSORS) {
        throw new DamagedException("has more than " + MOST_TENSORS + " tensors");
      } else {
        tensors.put(name, tensor(name, json));
      }
    }
    json.endObject();
    return tensors;
  }

  private static void metadata(JsonReader json) throws IOException {
    Set<String> names = JsonFiles.names();
    json.beginObject();
    while (json.hasNext()) {
      JsonFiles.name(json, names);
      if (json.peek() != JsonToken.STRING) {
        throw new DamagedException("its metadata is not all text");
      }
      json.skipValue();
    }
    json.endObject();
  }

  private static Tensor tensor(String name, JsonReader json) throws IOException {
    String type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    Set<String> names = JsonFiles.names();
    json.beginObject();
    while (json.hasNext()) {
      switch (JsonFiles.name(json, names)) {
        case "dtype" -> type = text(json);
        case "shape" -> shape = numbers(json);
        case "data_offsets" -> offsets = numbers(json);
        default -> json.skipValue();
      }
    }
    json.endObject();
    if (type == null || shape == null || offsets == null || offsets.size() != 2) {
      throw new DamagedException(
          "tensor " + Names.quoted(name) + " lacks its type, shape or offsets");
    }
    return new Tensor(type, shape, offsets.get(0), offsets.get(1));
  }

  private static @Nullable String text(JsonReader json) throws IOException {
    if (json.peek() == JsonToken.STRING) {
      return json.nextString();
    }
    json.skipValue();
    return null;
  }

  private static @Nullable List<Long> numbers(JsonReader json) throws IOException {
    if (json.peek() != JsonToken.BEGIN_ARRAY) {
      json.skipValue();
      return null;
    }
    List<Long> numbers = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      // As text: the reader's own nextLong() accepts "5" and 5.0 too.
      String text = json.peek() == JsonToken.NUMBER ? json.nextString() : "";
      if (!text.matches("0|[1-9][0-9]{0,17}") || numbers.size() == MOST_DIMENSIONS) {
        throw new DamagedException("a shape or offset is not a list of whole numbers");
      }
      numbers.add(Long.parseLong(text));
    }
    json.endArray();
    return numbers;
  }

  private static void check(Map<String, Tensor> tensors, long room, Findings findings) {
    List<Entry<String, Tensor>> inOrder = new ArrayList<>(tensors.entrySet());
    inOrder.sort(
        Comparator.comparingLong((Entry<String, Tensor> each) -> each.getValue().begin())
            .thenComparingLong(each -> each.getValue().end()));
    long end = 0;
    for (Entry<String, Tensor> each : inOrder) {
      Tensor tensor = each.getValue();
      String name = "tensor " + Names.quoted(each.getKey());
      if (tensor.end() < tensor.begin()) {
        findings.problem(name + " ends before it begins");
      } else if (tensor.begin() < end) {
        findings.problem(name + " overlaps the one before it");
      } else if (tensor.begin() > end) {
        findings.problem("a gap of " + (tensor.begin() - end) + " bytes precedes " + name);
      }
      checkLength(name, tensor, findings);
      end = Math.max(end, tensor.end());
    }
    if (end > room) {
      findings.problem("is truncated: " + (end - room) + " bytes of its tensors are missing");
    } else if (end < room) {
      findings.problem((room - end) + " bytes follow its last tensor");
    }
  }

  private static void checkLength(String name, Tensor tensor, Findings findings) {
    if (!tensor.hasKnownType()) {
      findings.note(name + " has the unknown type " + Names.quoted(tensor.type())
          + "; its length was not checked");
      return;
    }
    Long bytes = tensor.bytes();
    if (bytes == null || bytes != tensor.end() - tensor.begin()) {
      findings.problem(name + " has " + (tensor.end() - tensor.begin())
          + " bytes; its type and shape need " + (bytes == null ? "another number" : bytes));
    }
  }
}
