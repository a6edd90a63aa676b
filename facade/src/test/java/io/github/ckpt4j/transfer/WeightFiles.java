package io.github.ckpt4j.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Small model files, as trainers write them. */
final class WeightFiles {
  private static final String MODULE = "base_model.model.model.layers.0.self_attn.";

  private WeightFiles() {}

  /** A safetensors file of F32 tensors of these shapes. */
  static byte[] safetensors(Map<String, long[]> shapes) {
    StringBuilder header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
    long end = 0;
    for (Map.Entry<String, long[]> each : shapes.entrySet()) {
      long begin = end;
      end += 4 * LongStream.of(each.getValue()).reduce(1, (a, b) -> a * b);
      header.append(",\"%s\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
          .formatted(each.getKey(), joined(each.getValue()), begin, end));
    }
    byte[] data = new byte[Math.toIntExact(end)];
    new Random(7).nextBytes(data);
    return safetensors(header.append('}').toString(), data);
  }

  static byte[] safetensors(String header, byte[] data) {
    byte[] json = header.getBytes(UTF_8);
    return ByteBuffer.allocate(8 + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(data)
        .array();
  }

  /** A LoRA adapter of rank 4 for two modules. */
  static Map<String, byte[]> adapter() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("adapter_config.json", adapterConfig(4, "q_proj", "v_proj"));
    files.put("adapter_model.safetensors", safetensors(loraShapes(4, "q_proj", "v_proj")));
    files.put("tokenizer_config.json", "{\"model_max_length\": 4096}".getBytes(UTF_8));
    files.put("tokenizer.json", "{\"version\": \"1.0\", \"scale\": NaN}".getBytes(UTF_8));
    return files;
  }

  static Map<String, long[]> loraShapes(int rank, String... modules) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (String module : modules) {
      shapes.put(MODULE + module + ".lora_A.weight", new long[] {rank, 16});
      shapes.put(MODULE + module + ".lora_B.weight", new long[] {8, rank});
    }
    return shapes;
  }

  static byte[] adapterConfig(int rank, String... modules) {
    return "{\"peft_type\":\"LORA\",\"r\":%d,\"target_modules\":[\"%s\"],\"modules_to_save\":null}"
        .formatted(rank, String.join("\",\"", modules))
        .getBytes(UTF_8);
  }

  /** A model in two shards. */
  static Map<String, byte[]> sharded() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("config.json", "{\"model_type\":\"llama\"}".getBytes(UTF_8));
    files.put("model-00001-of-00002.safetensors", safetensors(Map.of("a", new long[] {3, 5})));
    files.put("model-00002-of-00002.safetensors", safetensors(Map.of("b", new long[] {7})));
    files.put(
        "model.safetensors.index.json",
        index("a", "model-00001-of-00002.safetensors", "b", "model-00002-of-00002.safetensors"));
    files.put("tokenizer.model", new byte[] {1, 2, 3});
    return files;
  }

  static byte[] index(String... tensorsAndFiles) {
    StringBuilder map = new StringBuilder();
    for (int i = 0; i < tensorsAndFiles.length; i += 2) {
      map.append(i == 0 ? "" : ",")
          .append("\"%s\":\"%s\"".formatted(tensorsAndFiles[i], tensorsAndFiles[i + 1]));
    }
    return "{\"metadata\":{\"total_size\":1},\"weight_map\":{%s}}"
        .formatted(map)
        .getBytes(UTF_8);
  }

  static byte[] bytes(Map<String, byte[]> files, String name) {
    return Objects.requireNonNull(files.get(name), name);
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static String joined(long[] shape) {
    return LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining(","));
  }
}
