package io.github.ckpt4j.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A file of tensors: the length of the header, the header as JSON, and the tensors' bytes. */
final class Safetensors {
  private static final Template HEADER = Template.of("files/safetensors");
  private static final Template TENSOR = Template.of("files/tensor");
  private static final int BYTES_PER_NUMBER = 2; // BF16

  private Safetensors() {}

  /**
   * @param tensors the shapes by name
   * @param prefix the number of bytes before the tensors; spaces pad the JSON
   */
  static Content of(Map<String, List<Long>> tensors, int prefix, long seed) {
    Map<String, Body> described = new LinkedHashMap<>();
    long end = 0;
    for (Map.Entry<String, List<Long>> tensor : tensors.entrySet()) {
      long start = end;
      end += BYTES_PER_NUMBER * tensor.getValue().stream().reduce(1L, (a, b) -> a * b);
      described.put(
          tensor.getKey(),
          TENSOR.with(
              new Values().set("shape", tensor.getValue()).set("offsets", List.of(start, end))));
    }
    byte[] json =
        HEADER.with(new Values().set("tensors", described)).text().getBytes(StandardCharsets.UTF_8);
    ByteBuffer header = ByteBuffer.allocate(prefix)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(prefix - Long.BYTES)
        .put(json);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return new Joined(List.of(Content.of(header.array()), new Noise(seed, end)));
  }
}
