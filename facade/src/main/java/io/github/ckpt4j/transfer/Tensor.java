package io.github.ckpt4j.transfer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One tensor of a safetensors file, as its header describes it.
 *
 * @param type the type of its numbers: {@code F32}, {@code BF16}
 * @param shape its dimensions; none for a single number
 * @param begin where its bytes begin, counted from the end of the header
 * @param end where they end, exclusive
 */
record Tensor(String type, List<Long> shape, long begin, long end) {
  private static final Map<String, Integer> BITS = Map.ofEntries(
      Map.entry("F4", 4),
      Map.entry("F6_E2M3", 6),
      Map.entry("F6_E3M2", 6),
      Map.entry("BOOL", 8),
      Map.entry("U8", 8),
      Map.entry("I8", 8),
      Map.entry("F8_E5M2", 8),
      Map.entry("F8_E4M3", 8),
      Map.entry("F8_E8M0", 8),
      Map.entry("F8_E5M2FNUZ", 8),
      Map.entry("F8_E4M3FNUZ", 8),
      Map.entry("I16", 16),
      Map.entry("U16", 16),
      Map.entry("F16", 16),
      Map.entry("BF16", 16),
      Map.entry("I32", 32),
      Map.entry("U32", 32),
      Map.entry("F32", 32),
      Map.entry("I64", 64),
      Map.entry("U64", 64),
      Map.entry("F64", 64),
      Map.entry("C64", 64));

  boolean hasKnownType() {
    return BITS.containsKey(type);
  }

  /**
   * How many bytes its type and shape need; null if that is not a whole number of bytes below 2^63.
   */
  @Nullable
  Long bytes() {
    try {
      long bits = BITS.getOrDefault(type, 0);
      for (long dimension : shape) {
        bits = Math.multiplyExact(bits, dimension);
      }
      return bits % 8 == 0 ? bits / 8 : null;
    } catch (ArithmeticException e) {
      return null;
    }
  }
}
