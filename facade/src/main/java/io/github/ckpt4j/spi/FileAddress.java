package io.github.ckpt4j.spi;

import java.util.Objects;

/** The address of a file, from which it or a range of it can be read. */
public sealed interface FileAddress {
  /**
   * A path at the provider that supports the {@code Range} header.
   *
   * @param path as in {@link ApiRequest#path}
   */
  record Ranged(String path) implements FileAddress {
    public Ranged {
      Objects.requireNonNull(path, "path");
    }
  }

  /**
   * A path at the provider that includes the range; its response is exactly that range.
   *
   * @param path returns the path for a range
   */
  record Chunked(ChunkPath path) implements FileAddress {
    public Chunked {
      Objects.requireNonNull(path, "path");
    }
  }

  /**
   * A link that works without credentials for a while, such as a presigned URL of an object store.
   * It is a secret: it is read without any of the provider's headers, and never shown.
   *
   * @param url absolute, https
   */
  record Link(String url) implements FileAddress {
    public Link {
      Objects.requireNonNull(url, "url");
    }

    @Override
    public String toString() {
      return "Link[***]";
    }
  }

  /** Returns the path of a range of a file, as in {@link ApiRequest#path}. */
  @FunctionalInterface
  interface ChunkPath {
    /**
     * The path for these bytes.
     *
     * @param offset the first byte, from 0
     * @param length how many bytes, at least 1
     */
    String of(long offset, long length);
  }
}
