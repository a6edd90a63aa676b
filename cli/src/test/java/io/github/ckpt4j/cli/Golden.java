package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares outputs with files in {@code src/test/resources/golden}. {@code mvn test
 * -Dgolden.update=true} updates them, for a person to review the difference.
 */
final class Golden {
  private static final Path DIRECTORY = Path.of("src", "test", "resources", "golden");

  private Golden() {}

  static void check(String name, String actual) {
    if (Boolean.getBoolean("golden.update")) {
      write(name, actual);
    }
    assertThat(actual).as("golden/%s", name).isEqualTo(read(name));
  }

  private static void write(String name, String text) {
    try {
      Files.createDirectories(DIRECTORY);
      Files.writeString(DIRECTORY.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(String name) {
    if (Boolean.getBoolean("golden.update")) {
      try {
        return Files.readString(DIRECTORY.resolve(name));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      return in == null ? "(no such file)" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
