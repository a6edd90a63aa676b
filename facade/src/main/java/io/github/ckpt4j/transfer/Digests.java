package io.github.ckpt4j.transfer;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import io.github.ckpt4j.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The digests of a file, computed while its bytes are read in order: SHA-256 and the provider's.
 */
final class Digests {
  private final Digester sha256;
  private final @Nullable Digester reported;

  private Digests(Digester sha256, @Nullable Digester reported) {
    this.sha256 = sha256;
    this.reported = reported;
  }

  /** @param expected the provider's digest; null if it reports none */
  static Digests of(@Nullable Digest expected) {
    return new Digests(
        new OfJdk(jdk(Digest.SHA_256)), expected == null ? null : digester(expected.algorithm()));
  }

  void update(byte[] bytes, int length) {
    sha256.update(bytes, length);
    if (reported != null) {
      reported.update(bytes, length);
    }
  }

  /** A copy of the current digests, which further bytes do not change. */
  Digests copy() {
    return new Digests(sha256.copy(), reported == null ? null : reported.copy());
  }

  /** The SHA-256 in lower-case hexadecimal. No bytes can be added afterwards. */
  String sha256() {
    return sha256.hex();
  }

  /** The digest by the provider's algorithm; null if it reports none or an unknown one. */
  @Nullable
  Digest reported(Digest expected) {
    return reported == null ? null : new Digest(expected.algorithm(), reported.hex());
  }

  private static @Nullable Digester digester(String algorithm) {
    return switch (algorithm) {
      case Digest.XXH3_128 -> new Xxh3(Hashing.xxh3_128().hashStream());
      case "md5", "sha-1", "sha-256", "sha-512" -> new OfJdk(jdk(algorithm));
      default -> null;
    };
  }

  /** A digest of the JDK, by a name that every JDK supports. */
  static MessageDigest jdk(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm.toUpperCase(Locale.ROOT));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every JVM has these.
    }
  }

  private interface Digester {
    void update(byte[] bytes, int length);

    Digester copy();

    String hex();
  }

  private record OfJdk(MessageDigest digest) implements Digester {
    @Override
    public void update(byte[] bytes, int length) {
      digest.update(bytes, 0, length);
    }

    @Override
    public Digester copy() {
      try {
        return new OfJdk((MessageDigest) digest.clone());
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException(e); // All of the JDK's digests can be copied.
      }
    }

    @Override
    public String hex() {
      return HexFormat.of().formatHex(digest.digest());
    }
  }

  private record Xxh3(HashStream128 stream) implements Digester {
    @Override
    public void update(byte[] bytes, int length) {
      stream.putBytes(bytes, 0, length);
    }

    @Override
    public Digester copy() {
      return new Xxh3(stream.copy());
    }

    @Override
    public String hex() {
      HashValue128 value = stream.get();
      HexFormat hex = HexFormat.of();
      return hex.toHexDigits(value.getMostSignificantBits())
          + hex.toHexDigits(value.getLeastSignificantBits());
    }
  }
}
