package io.github.ckpt4j.spi;

import java.util.Objects;

/** Where to read a file, or a range of it. */
public sealed interface FileAddress {
  /**
   * A path of the provider that understands the header {@code Range}.
   *
   * @param path as in {@link ApiRequest#path}
   */
  record Ranged(String path) implements FileAddress {
    public Ranged {
      Objects.requireNonNull(path, "path");
    }
  }

  /**
   * A path of the provider that has the range in itself; its response is exactly that range.
   *
   * @param path gives the path for a range
   */
  record Chunked(ChunkPath path) implements FileAddress {
    public Chunked {
      Objects.requireNonNull(path, "path");
    }
  }

  /**
   * A link that works without credentials for a while, such as a presigned URL of an object store. It
   * is a secret: it is read without any header of the provider, and shown nowhere.
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

  /** Gives the path of a range of a file, as in {@link ApiRequest#path}. */
  @FunctionalInterface
  interface ChunkPath {
    /**
     * The path of these bytes.
     *
     * @param offset the first byte, from 0
     * @param length how many bytes, at least 1
     */
    String of(long offset, long length);
  }
}
