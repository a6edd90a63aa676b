package io.github.ckpt4j.transfer;

import io.github.ckpt4j.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Reads a file once, to compute its SHA-256 and check its structure. */
final class FileReading {
  private static final int BUFFER = 256 * 1024;

  private FileReading() {}

  /**
   * Reports the size, the SHA-256 and the structure of a file. A file that cannot be read is
   * reported as a problem.
   *
   * @throws ClosedByInterruptException if the thread is interrupted
   */
  static void read(Path file, String path, Contents contents, Findings findings)
      throws IOException {
    // Only a stream on a channel stops when its thread is interrupted; other file streams do not.
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      long size = channel.size();
      findings.size(size);
      MessageDigest sha256 = Digests.jdk(Digest.SHA_256);
      InputStream in = new DigestInputStream(Channels.newInputStream(channel), sha256);
      Structure.check(path, in, size, contents, findings);
      drain(in);
      findings.sha256(HexFormat.of().formatHex(sha256.digest()));
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      findings.problem("cannot be read: " + e.getMessage());
    }
  }

  static void drain(InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER];
    int read = 0;
    while (read >= 0) {
      read = in.read(buffer);
    }
  }
}
