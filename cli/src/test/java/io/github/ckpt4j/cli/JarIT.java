package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The distributed jar. */
final class JarIT {
  private static final int JAVA_8 = 52;

  /** Java cannot store older classes in an archive, but reads and verifies them at each start. */
  @Test
  void everyClassOfPicocliCanBeArchived() throws IOException {
    List<String> old = new ArrayList<>();
    int read = 0;
    try (JarFile jar = new JarFile(Path.of("target", "ckpt.jar").toFile())) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (entry.getName().matches("picocli/.*[.]class")) {
          read++;
          if (version(jar, entry) < JAVA_8) {
            old.add(entry.getName());
          }
        }
      }
    }
    assertThat(read).isGreaterThan(100);
    assertThat(old).isEmpty();
  }

  private static int version(JarFile jar, JarEntry entry) throws IOException {
    try (DataInputStream in = new DataInputStream(jar.getInputStream(entry))) {
      in.skipNBytes(6);
      return in.readUnsignedShort();
    }
  }
}
