package io.github.ckpt4j.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes archives, including malicious ones. */
final class Archives {
  private Archives() {}

  /** Adds entries to an archive. */
  @FunctionalInterface
  interface Entries {
    void addTo(TarArchiveOutputStream tar) throws IOException;
  }

  static byte[] tar(Map<String, byte[]> files) throws IOException {
    return tar(tar -> {
      for (Map.Entry<String, byte[]> each : files.entrySet()) {
        file(tar, each.getKey(), each.getValue());
      }
    });
  }

  static byte[] tar(Entries entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      entries.addTo(tar);
    }
    return bytes.toByteArray();
  }

  static void file(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  static void special(TarArchiveOutputStream tar, String name, byte type, String target)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
    entry.setLinkName(target);
    if (type == TarConstants.LF_CHR || type == TarConstants.LF_BLK) {
      entry.setDevMajor(1);
      entry.setDevMinor(3);
    }
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  static byte[] packed(String suffix, byte[] tar) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = switch (suffix) {
      case ".tar.gz", ".tgz" -> new GZIPOutputStream(bytes);
      case ".tar.zst" -> new ZstdOutputStream(bytes);
      default -> bytes;
    }) {
      out.write(tar);
    }
    return bytes.toByteArray();
  }

  /** A classic header with this name, byte for byte, for names that a library would correct. */
  static byte[] rawEntry(String name, byte[] content) {
    return rawEntry(name, content.length, content);
  }

  /** A classic header that claims a size. */
  static byte[] rawEntry(String name, long size, byte[] content) {
    byte[] header = new byte[512];
    byte[] nameBytes = name.getBytes(UTF_8);
    System.arraycopy(nameBytes, 0, header, 0, Math.min(100, nameBytes.length));
    put(header, 100, "0000644\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, "%011o\0".formatted(size));
    put(header, 136, "00000000000\0");
    put(header, 148, "        ");
    header[156] = '0';
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    byte[] padded = new byte[(content.length + 511) / 512 * 512];
    System.arraycopy(content, 0, padded, 0, content.length);
    return WeightFiles.concat(header, padded);
  }

  static byte[] end() {
    return new byte[1024];
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
