package io.github.ckpt4j.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this library, for the {@code User-Agent} header. */
final class LibraryVersion {
  private LibraryVersion() {}

  /**
   * The version; {@code unknown} in a program that was packaged without this library's resources.
   */
  static String current() {
    try (InputStream in = LibraryVersion.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
