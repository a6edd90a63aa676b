package io.github.ckpt4j.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An uncompressed archive. Its paths have at most a hundred characters. */
final class Tar {
  private static final int BLOCK = 512;

  /** The largest size in eleven octal digits; GNU tar writes larger ones in binary. */
  private static final long OCTAL_LIMIT = 1L << 33;

  private Tar() {}

  /** @param folder the folder that contains all files, with a slash at its end; or empty */
  static Content of(List<StoredFile> files, String folder) {
    List<Content> parts = new ArrayList<>();
    if (!folder.isEmpty()) {
      parts.add(header(folder, 0, '5', files.get(0).modified()));
    }
    for (StoredFile file : files) {
      parts.add(header(folder + file.path(), file.size(), '0', file.modified()));
      parts.add(file.content());
      parts.add(Content.of(new byte[Math.floorMod(-file.size(), BLOCK)]));
    }
    parts.add(Content.of(new byte[2 * BLOCK]));
    return new Joined(parts);
  }

  private static Content header(String path, long size, char type, Instant modified) {
    byte[] header = new byte[BLOCK];
    put(header, 0, path);
    put(header, 100, type == '5' ? "0000755" : "0000644");
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    if (size < OCTAL_LIMIT) {
      put(header, 124, octal(size, 11));
    } else {
      header[124] = (byte) 0x80;
      for (int i = 0; i < Long.BYTES; i++) {
        header[135 - i] = (byte) (size >>> (Byte.SIZE * i));
      }
    }
    put(header, 136, octal(modified.getEpochSecond(), 11));
    put(header, 148, "        "); // counts as spaces in the checksum
    header[156] = (byte) type;
    put(header, 257, "ustar");
    put(header, 263, "00");
    int sum = 0;
    for (byte b : header) {
      sum += Byte.toUnsignedInt(b);
    }
    put(header, 148, octal(sum, 6) + "\0 ");
    return Content.of(header);
  }

  private static void put(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }

  private static String octal(long value, int digits) {
    String text = Long.toOctalString(value);
    return "0".repeat(digits - text.length()) + text;
  }
}
