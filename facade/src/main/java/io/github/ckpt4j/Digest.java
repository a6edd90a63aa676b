package io.github.ckpt4j;

import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;

/**
 * A digest of a file's bytes, as a provider reports it.
 *
 * @param algorithm its name in lower case: {@code xxh3-128}, {@code sha-256}, {@code md5}
 * @param value hexadecimal, in lower case; some providers omit leading zeros
 */
public record Digest(String algorithm, String value) implements Serializable {
  /** Oxen.ai's digest: 128-bit XXH3. */
  public static final String XXH3_128 = "xxh3-128";

  /** The digest that downloads compute themselves. */
  public static final String SHA_256 = "sha-256";

  public Digest {
    algorithm = Objects.requireNonNull(algorithm, "algorithm").toLowerCase(Locale.ROOT);
    value = Objects.requireNonNull(value, "value").toLowerCase(Locale.ROOT);
  }

  /** Whether both describe the same bytes: same algorithm, same value apart from leading zeros. */
  public boolean matches(Digest other) {
    return algorithm.equals(other.algorithm) && digits().equals(other.digits());
  }

  private String digits() {
    return value.replaceFirst("^0+(?=.)", "");
  }

  @Override
  public String toString() {
    return algorithm + ":" + value;
  }
}
