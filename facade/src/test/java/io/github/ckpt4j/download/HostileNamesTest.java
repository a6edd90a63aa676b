package io.github.ckpt4j.download;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.DownloadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** Downloads lists of files with names invented by a server, good and bad. */
final class HostileNamesTest {
  private static final int TRIES = 400;
  private static final Gson JSON = new Gson();
  private static final byte[] CONTENT = {1, 2, 3};
  private static final MockWebServer SERVER = new MockWebServer();
  private static @Nullable CheckpointClient client;
  private static @Nullable Path temporary;
  private static volatile List<String> names = List.of();
  private static int complete;

  @BeforeContainer
  static void start() throws IOException {
    SERVER.setDispatcher(new Dispatcher() {
      @Override
      public MockResponse dispatch(RecordedRequest request) {
        return request.getUrl().encodedPath().contains("/checkpoint_files") ? list() : file();
      }
    });
    SERVER.start();
    client = CheckpointClient.builder()
        .apiKey("baseten", "key-of-this-test")
        .baseUrl("baseten", SERVER.url("/").toString())
        .allowPlainHttp()
        .build();
    temporary = Files.createTempDirectory("hostile");
  }

  @AfterContainer
  static void end() throws IOException {
    assertThat(complete).as("lists that were not refused").isBetween(TRIES / 20, TRIES / 2);
    Objects.requireNonNull(client).close();
    SERVER.close();
    try (Stream<Path> all = Files.walk(root())) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static Path root() {
    return Objects.requireNonNull(temporary);
  }

  private static MockResponse list() {
    List<Map<String, Object>> files = new ArrayList<>();
    for (String name : names) {
      files.add(Map.of(
          "url",
          SERVER.url("/store?X-Amz-Signature=1").toString(),
          "relative_file_name",
          "c/" + name,
          "node_rank",
          0,
          "size_bytes",
          CONTENT.length,
          "last_modified",
          "2026-05-01T00:00:00Z"));
    }
    return new MockResponse.Builder()
        .setHeader("Content-Type", "application/json")
        .body(escaped(JSON.toJson(Map.of("presigned_urls", files, "total_count", files.size()))))
        .build();
  }

  /** In ASCII, which can escape every character, even those that UTF-8 cannot encode. */
  private static String escaped(String json) {
    StringBuilder escaped = new StringBuilder();
    json.chars()
        .forEach(each ->
            escaped.append(each < 0x80 ? "" + (char) each : String.format("\\u%04x", each)));
    return escaped.toString();
  }

  private static MockResponse file() {
    return new MockResponse.Builder()
        .code(206)
        .headers(Headers.of("Content-Range", "bytes 0-2/3", "ETag", "\"1\""))
        .body(new okio.Buffer().write(CONTENT))
        .build();
  }

  @Provide
  Arbitrary<List<String>> lists() {
    Arbitrary<String> part = Arbitraries.frequencyOf(
        Tuple.of(
            6,
            Arbitraries.of(
                "a", "A", "b", "model", "Model", "c.json", "ä", "a\u0308", "ﬁ", "fi", "ß", "ss")),
        Tuple.of(
            3,
            Arbitraries.of(
                "..",
                ".",
                "",
                "...",
                " ",
                "a ",
                "a.",
                "~",
                "-rf",
                "*",
                "nul",
                "NUL.txt",
                "com1",
                "con .x",
                "C:",
                "C:\\Windows",
                "\\\\host\\share",
                "a\\b",
                "..\\..\\x",
                "%2e%2e",
                "..%2f",
                "a:stream",
                "manifest.json",
                "MANIFEST.JSON",
                ".ckpt4j",
                "a.part",
                "model.part",
                "\u0000",
                "a\u0000b",
                "\u202e",
                "\n",
                "\u001b[31m",
                "x".repeat(250),
                "x".repeat(300),
                "\ud800",
                "ſ",
                "K",
                "İ",
                "ı")),
        Tuple.of(1, Arbitraries.strings().ofMinLength(1).ofMaxLength(8)));
    Arbitrary<String> name =
        part.list().ofMinSize(1).ofMaxSize(4).map(parts -> String.join("/", parts));
    return name.list().ofMinSize(1).ofMaxSize(5);
  }

  @Property(tries = TRIES)
  void nothingIsWrittenOutsideAndNothingIsMixedUp(@ForAll("lists") List<String> listed)
      throws IOException {
    names = listed;
    Path root = Files.createTempDirectory(root(), "case");
    Path directory = Files.createDirectory(root.resolve("inside"));
    Files.writeString(root.resolve("a"), "mine");
    boolean isComplete = download(directory);

    assertThat(below(root).stream().filter(each -> !each.startsWith(directory)))
        .as("outside")
        .containsExactly(root.resolve("a"));
    assertThat(root.resolve("a")).hasContent("mine");
    Set<String> files = new TreeSet<>();
    for (Path each : below(directory)) {
      assertThat(Files.isSymbolicLink(each)).isFalse();
      if (Files.isRegularFile(each)) {
        files.add(directory.relativize(each).toString());
      }
    }
    if (isComplete) {
      complete++;
      Set<String> expected = new TreeSet<>(listed);
      expected.add("manifest.json");
      assertThat(files).isEqualTo(expected).hasSize(listed.size() + 1);
      Set<String> folded = new HashSet<>();
      assertThat(files).allMatch(each -> folded.add(each.toLowerCase(Locale.ROOT)));
    } else {
      assertThat(files).as("a list is refused before its first file").isEmpty();
    }
  }

  private static boolean download(Path directory) {
    Checkpoint checkpoint = Checkpoint.builder(JobRef.parse("baseten:p/j"), "c").build();
    try {
      Objects.requireNonNull(client).download(checkpoint, directory, DownloadOptions.defaults());
      return true;
    } catch (CheckpointException e) {
      assertThat(e.kind()).isEqualTo(Kind.BAD_RESPONSE);
      assertThat(e.getMessage()).doesNotMatch("(?s).*[\\p{Cc}\\p{Cf}\\p{Cs}].*");
      return false;
    }
  }

  private static List<Path> below(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(each -> !each.equals(root) && !each.endsWith("inside")).toList();
    }
  }
}
