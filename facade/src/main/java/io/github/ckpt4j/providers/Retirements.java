package io.github.ckpt4j.providers;

import io.github.ckpt4j.Retirement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The published dates of {@code retirements.csv}, their only source. */
final class Retirements {
  /** From the root, because a shrinker may move this class to another package. */
  private static final List<Retirement> ALL = read("/io/github/ckpt4j/providers/retirements.csv");

  private Retirements() {}

  static List<Retirement> of(String provider) {
    return ALL.stream().filter(each -> each.provider().equals(provider)).toList();
  }

  private static List<Retirement> read(String file) {
    try (InputStream in = Retirements.class.getResourceAsStream(file);
        BufferedReader lines = new BufferedReader(
            new InputStreamReader(Objects.requireNonNull(in, file), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Retirement::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
