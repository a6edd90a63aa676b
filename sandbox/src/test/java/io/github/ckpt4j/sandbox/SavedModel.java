package io.github.ckpt4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Checks the files of a checkpoint by their formats' definitions, independent of the code that writes them. */
final class SavedModel {
  private static final String TARGETS = "target_modules";

  private SavedModel() {}

  /** Only the beginning of each file is read, so they may be huge. */
  static void check(Map<String, Content> files) {
    files.forEach((path, content) -> {
      if (path.endsWith(".safetensors")) {
        tensors(content);
      } else if (path.endsWith(".json")) {
        assertThat(json(content)).isNotNull();
      }
    });
    assertThat(files).containsKeys("tokenizer.json", "tokenizer_config.json");
    if (files.containsKey("adapter_config.json")) {
      checkAdapter(
          json(files.get("adapter_config.json")),
          Objects.requireNonNull(files.get("adapter_model.safetensors")));
    } else {
      assertThat(files).containsKey("config.json");
      checkShards(files);
    }
  }

  private static void checkAdapter(JsonObject config, Content weights) {
    long rank = config.get("r").getAsLong();
    Set<String> modules = new HashSet<>();
    tensors(weights).forEach((name, shape) -> {
      String[] parts = name.split("\\.", -1);
      modules.add(parts[parts.length - 3]);
      assertThat(shape.get(name.contains(".lora_A.") ? 0 : 1)).as(name).isEqualTo(rank);
    });
    List<String> targets = config.getAsJsonArray(TARGETS).asList().stream()
        .map(JsonElement::getAsString)
        .toList();
    assertThat(modules).containsExactlyInAnyOrderElementsOf(targets);
  }

  private static void checkShards(Map<String, Content> files) {
    Map<String, String> found = new HashMap<>();
    files.forEach((path, content) -> {
      if (path.endsWith(".safetensors")) {
        tensors(content)
            .keySet()
            .forEach(tensor -> assertThat(found.put(tensor, path)).isNull());
      }
    });
    assertThat(found).isNotEmpty();
    if (files.containsKey("model.safetensors.index.json")) {
      JsonObject index = json(files.get("model.safetensors.index.json"));
      Map<String, String> listed = new HashMap<>();
      index
          .getAsJsonObject("weight_map")
          .asMap()
          .forEach((tensor, file) -> listed.put(tensor, file.getAsString()));
      assertThat(listed).isEqualTo(found);
    } else {
      assertThat(Set.copyOf(found.values())).containsExactly("model.safetensors");
    }
  }

  /** The shapes of a file's tensors, which must cover it without gaps or overlaps. */
  static Map<String, List<Long>> tensors(Content file) {
    byte[] length = new byte[Long.BYTES];
    file.read(0, length, 0, length.length);
    long headerSize = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
    byte[] header = new byte[Math.toIntExact(headerSize)];
    file.read(Long.BYTES, header, 0, header.length);
    JsonObject tensors = json(Content.of(header));
    Map<String, List<Long>> shapes = new HashMap<>();
    List<List<Long>> spans = new ArrayList<>();
    tensors.asMap().forEach((name, tensor) -> {
      if (!name.equals("__metadata__")) {
        List<Long> shape = longs(tensor, "shape");
        List<Long> span = longs(tensor, "data_offsets");
        BigInteger numbers =
            shape.stream().map(BigInteger::valueOf).reduce(BigInteger.ONE, BigInteger::multiply);
        assertThat(tensor.getAsJsonObject().get("dtype").getAsString()).isEqualTo("BF16");
        assertThat(BigInteger.valueOf(span.get(1) - span.get(0)))
            .isEqualTo(numbers.multiply(BigInteger.TWO));
        shapes.put(name, shape);
        spans.add(span);
      }
    });
    long at = 0;
    spans.sort(Comparator.comparing(span -> span.get(0)));
    for (List<Long> span : spans) {
      assertThat(span.get(0)).isEqualTo(at);
      at = span.get(1);
    }
    assertThat(Long.BYTES + headerSize + at).isEqualTo(file.size());
    return shapes;
  }

  private static List<Long> longs(JsonElement object, String name) {
    return object.getAsJsonObject().getAsJsonArray(name).asList().stream()
        .map(JsonElement::getAsLong)
        .toList();
  }

  private static JsonObject json(Content content) {
    byte[] bytes = new byte[Math.toIntExact(content.size())];
    content.read(0, bytes, 0, bytes.length);
    return JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8)).getAsJsonObject();
  }
}
