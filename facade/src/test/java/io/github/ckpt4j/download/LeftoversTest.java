package io.github.ckpt4j.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Download;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.DownloadOptions;
import io.github.ckpt4j.sandbox.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Downloads into directories that an earlier download left and that were damaged since. No damage
 * makes a file wrong, and nothing outside the directory changes.
 */
final class LeftoversTest {
  private static final Sandbox SANDBOX = FileCase.startSandbox();
  private static final DownloadOptions OPTIONS =
      DownloadOptions.defaults().connections(2).partBytes(1 << 20);

  @TempDir
  private Path temporary;

  @AfterAll
  static void end() {
    SANDBOX.close();
  }

  private interface Damage {
    void to(Path directory, Path file) throws IOException;
  }

  /**
   * A kind of damage.
   *
   * @param error the kind of error that ends the download; null if the damage is repaired
   */
  private record Leftover(
      String name, boolean isComplete, @Nullable Kind error, Damage damage) {
    /** Whether nothing shows any longer that files with their final names belong to the download. */
    boolean isForgotten() {
      return error == Kind.INVALID_REQUEST && !name.contains("another");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Arguments> leftovers() {
    return Stream.of(
            unfinished("nothing else", (directory, part) -> {}),
            unfinished("a partial file that is cut", (directory, part) -> cut(part)),
            unfinished("a partial file that is longer", (directory, part) -> lengthen(part)),
            unfinished("a partial file with a wrong bit", (directory, part) -> flip(part, 1000)),
            unfinished(
                "a partial file of zeros",
                (directory, part) -> Files.write(part, new byte[(int) Files.size(part)])),
            unfinished("no partial file", (directory, part) -> Files.delete(part)),
            unfinished("a link in place of the partial file", (directory, part) -> link(part)),
            refused("a directory in place of the partial file", Kind.STORAGE, (directory, part) -> {
              Files.delete(part);
              Files.createDirectories(part.resolve("inside"));
            }),
            unknown("no journal", (directory, part) -> Files.delete(journal(directory))),
            unknown(
                "an empty journal",
                (directory, part) -> Files.write(journal(directory), new byte[0])),
            unfinished("a journal that is cut", (directory, part) -> cut(journal(directory))),
            unfinished(
                "a journal of the first lines only",
                (directory, part) -> Files.write(
                    journal(directory),
                    Files.readAllLines(journal(directory)).stream()
                        .filter(each -> each.contains("\"version\"") || each.contains("\"own\""))
                        .toList())),
            unfinished(
                "a journal with a wrong bit",
                (directory, part) -> flip(journal(directory), Files.size(journal(directory)) - 20)),
            unfinished(
                "a journal with a wrong first line",
                (directory, part) -> flip(journal(directory), 20)),
            unknown(
                "a journal of random bytes",
                (directory, part) -> Files.write(
                    journal(directory),
                    "\u0000\u00ff\n{}\n\n[".repeat(99).getBytes(StandardCharsets.UTF_8))),
            refused(
                "a journal of a later version",
                Kind.STORAGE,
                (directory, part) ->
                    Files.writeString(journal(directory), line("{\"version\":2}"))),
            refused(
                "a journal of another checkpoint",
                Kind.INVALID_REQUEST,
                (directory, part) -> Files.writeString(
                    journal(directory),
                    line("{\"version\":1,\"job\":\"oxen:a/b/c\","
                        + "\"checkpoint\":\"1\",\"artifact\":\"AS_IS\"}"))),
            complete("a file that is cut", null, (directory, file) -> cut(file)),
            complete("a file that is longer", null, (directory, file) -> lengthen(file)),
            complete("no file", null, (directory, file) -> Files.delete(file)),
            complete("a link in place of a file", null, (directory, file) -> link(file)),
            complete("a directory in place of a file", Kind.STORAGE, (directory, file) -> {
              Files.delete(file);
              Files.createDirectories(file.resolve("inside"));
            }),
            complete(
                "no manifest",
                Kind.INVALID_REQUEST,
                (directory, file) -> Files.delete(manifest(directory))),
            complete(
                "a manifest that is cut",
                Kind.BAD_RESPONSE,
                (directory, file) -> cut(manifest(directory))),
            complete(
                "a manifest of a later version",
                Kind.BAD_RESPONSE,
                (directory, file) -> Files.writeString(manifest(directory), "{\"version\": 2}")),
            complete(
                "a partial file of nobody",
                null,
                (directory, file) -> Files.writeString(directory.resolve("other.part"), "x")))
        .flatMap(leftover ->
            FileCase.all(SANDBOX).stream().map(subject -> Arguments.of(leftover, subject)));
  }

  private static Leftover unfinished(String name, Damage damage) {
    return new Leftover(name, false, null, damage);
  }

  /** Refused if files have their final names, as they may be somebody else's. */
  private static Leftover unknown(String name, Damage damage) {
    return new Leftover(name, false, Kind.INVALID_REQUEST, damage);
  }

  private static Leftover refused(String name, Kind error, Damage damage) {
    return new Leftover(name, false, error, damage);
  }

  private static Leftover complete(String name, @Nullable Kind error, Damage damage) {
    return new Leftover(name, true, error, damage);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("leftovers")
  void noDamageMakesAFileWrong(Leftover leftover, FileCase subject) throws IOException {
    Path directory = temporary.resolve("checkpoint");
    try (FileScenario scenario = new FileScenario(subject, true)) {
      if (!leftover.isComplete()) {
        scenario.range((to, normal, exchange) -> to.reset());
      }
      try (CheckpointClient client = scenario.client().build()) {
        Path file = directory.resolve(prepared(client, subject, directory));
        leftover.damage().to(directory, file);
        if (leftover.isComplete() && leftover.name().startsWith("a partial")) {
          assertThat(download(client, subject, directory).bytesFetched()).isZero();
          Files.delete(directory.resolve("other.part"));
        }
        scenario.heal();
        boolean isOnlyPart =
            Truth.of(directory).keySet().stream().allMatch(each -> each.endsWith(".part"));
        if (leftover.error() == null || (leftover.isForgotten() && isOnlyPart)) {
          download(client, subject, directory);
          assertThat(Truth.of(directory)).isEqualTo(subject.truth());
        } else {
          assertThat(failure(client, subject, directory).kind()).isEqualTo(leftover.error());
        }
        Path outside = temporary.resolve("outside");
        if (Files.exists(outside)) {
          assertThat(outside).hasContent("mine");
        }
      }
    }
  }

  /** Leaves a directory; returns the name of its partial file, or else of its largest. */
  private static String prepared(CheckpointClient client, FileCase subject, Path directory)
      throws IOException {
    try {
      client.download(subject.checkpoint(), directory, OPTIONS.connections(1));
    } catch (CheckpointException e) {
      assertThat(e.kind()).isEqualTo(Kind.NETWORK);
    }
    String largest = "";
    for (String each : Truth.of(directory).keySet()) {
      long size = Files.size(directory.resolve(each));
      if (each.endsWith(".part")) {
        return each;
      }
      largest = largest.isEmpty() || size > Files.size(directory.resolve(largest)) ? each : largest;
    }
    return largest;
  }

  private static Download download(CheckpointClient client, FileCase subject, Path directory) {
    return client.download(subject.checkpoint(), directory, OPTIONS);
  }

  private static CheckpointException failure(
      CheckpointClient client, FileCase subject, Path directory) {
    return catchThrowableOfType(
        CheckpointException.class, () -> download(client, subject, directory));
  }

  private static Path journal(Path directory) {
    return directory.resolve(".ckpt4j").resolve("journal");
  }

  private static Path manifest(Path directory) {
    return directory.resolve("manifest.json");
  }

  private static String line(String json) {
    CRC32C crc = new CRC32C();
    crc.update(json.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) crc.getValue()) + " " + json + "\n";
  }

  private static void cut(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
  }

  private static void lengthen(Path file) throws IOException {
    Files.write(file, new byte[5000], StandardOpenOption.APPEND);
  }

  private static void flip(Path file, long at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) at] ^= 4;
    Files.write(file, bytes);
  }

  private static void link(Path file) throws IOException {
    Path outside = file.resolveSibling("../outside").normalize();
    Files.writeString(outside, "mine");
    Files.delete(file);
    Files.createSymbolicLink(file, outside);
  }
}
