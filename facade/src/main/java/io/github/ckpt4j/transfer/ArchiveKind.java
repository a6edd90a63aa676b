package io.github.ckpt4j.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The kinds of archives that contain checkpoints, by file name extension. */
enum ArchiveKind {
  TAR(".tar"),
  TAR_GZ(".tar.gz"),
  TGZ(".tgz"),
  TAR_ZST(".tar.zst");

  private static final String TAR_CLASS =
      "org.apache.commons.compress.archivers.tar.TarArchiveInputStream";
  private static final String ZSTD_CLASS = "io.airlift.compress.zstd.ZstdInputStream";
  private static final int BUFFER = 64 * 1024;

  private final String suffix;

  ArchiveKind(String suffix) {
    this.suffix = suffix;
  }

  static Optional<ArchiveKind> of(String path) {
    return Stream.of(values()).filter(kind -> path.endsWith(kind.suffix)).findFirst();
  }

  /**
   * The optional library that is needed to read it, if that is not on the class path; else empty.
   */
  Optional<String> missingLibrary() {
    if (!isPresent(TAR_CLASS)) {
      return Optional.of("org.apache.commons:commons-compress");
    }
    return this == TAR_ZST && !isPresent(ZSTD_CLASS)
        ? Optional.of("io.airlift:aircompressor")
        : Optional.empty();
  }

  /** The bytes of the tar archive inside. */
  InputStream decompressed(InputStream in) throws IOException {
    return switch (this) {
      case TAR -> in;
      case TAR_GZ, TGZ -> new GZIPInputStream(in, BUFFER);
      case TAR_ZST -> new ZstdStream(in);
    };
  }

  private static boolean isPresent(String className) {
    try {
      Class.forName(className, false, ArchiveKind.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
