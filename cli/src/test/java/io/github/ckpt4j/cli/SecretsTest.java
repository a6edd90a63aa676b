package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No message contains a value from the configuration, however malformed the file is. */
final class SecretsTest {
  private static final String CANARY = "sk-proj-CANARY-0123456789";
  private static final List<String> RIGHT = List.of("[openai]", "api-key = \"" + CANARY + "\"");

  @TempDir
  private Path home;

  static Stream<String> malformed() {
    String key = CANARY;
    List<String> values = List.of(
        key,
        "\"" + key,
        key + "\"",
        "'" + key,
        "'" + key + "\"",
        "\"" + key + "'",
        "“" + key + "”",
        "„" + key + "“",
        "«" + key + "»",
        "\"" + key + "\" " + key,
        "\"" + key + "\"" + key,
        "\"" + key + "\\q\"",
        "\"\\u12" + key + "\"",
        "[\"" + key + "\"]",
        "{ x = \"" + key + "\"",
        "{ " + key + " = \"x\" }",
        "\"\"\"" + key,
        "\"" + key + "\u0001\"",
        "2026-01-01" + key,
        "0x" + key,
        "true " + key,
        "");
    Stream<String> asValue = values.stream()
        .flatMap(value -> Stream.of(
            "[openai]\napi-key = " + value,
            "[profiles.work.openai]\napi-key = " + value,
            "profile = " + value,
            "openai.api-key = " + value,
            "openai = { api-key = " + value + " }",
            "[openai]\n" + key + " = " + value,
            value));
    Stream<String> elsewhere = Stream.of(
        "[" + key + "]",
        "[[" + key + "]]",
        "[" + key,
        "[openai." + key + "]",
        "[openai." + key + ".x]\ny = \"z\"",
        "[profiles." + key + "]",
        "[profiles." + key + "." + key + "]",
        "profiles = \"" + key + "\"",
        "profiles." + key + " = \"x\"",
        "profile = \"" + key + "\"",
        "[openai]\n" + key,
        "[openai]\n\"" + key + "\" = \"x\"",
        "[openai]\nkey = \"" + key + "\"",
        "[openai]\napi-key = \"" + key + "\"\napi-key = \"" + key + "\"",
        "openai = \"" + key + "\"",
        "api-key = \"" + key + "\"",
        "[openai]\napi-key: " + key,
        "{\"openai\": {\"api-key\": \"" + key + "\"}}",
        "OPENAI_API_KEY=" + key,
        "[".repeat(20_000) + key,
        "a.".repeat(20_000) + key + " = \"x\"",
        "openai = " + "{ openai = ".repeat(20_000) + key);
    return Stream.of(asValue, elsewhere, mutations()).flatMap(each -> each);
  }

  /** A valid file with one character removed, doubled or replaced, once at each position. */
  private static Stream<String> mutations() {
    String right = "profile = \"work\"\n" + String.join("\n", RIGHT)
        + "\n[profiles.work.openai]\nbase-url = 'https://" + CANARY + "/v1'\n";
    Random random = new Random(1);
    return Stream.iterate(0, at -> at < right.length(), at -> at + 1).map(at -> {
      String before = right.substring(0, at);
      String after = right.substring(at + 1);
      char odd = "\"'[]{}=.\\\n #\u0000\u201c,".charAt(random.nextInt(15));
      return switch (random.nextInt(3)) {
        case 0 -> before + after;
        case 1 -> before + right.charAt(at) + right.charAt(at) + after;
        default -> before + odd + after;
      };
    });
  }

  @Test
  void malformedFilesShowNothingOfTheirContents() throws IOException {
    for (String text : (Iterable<String>) malformed()::iterator) {
      write(text.getBytes(StandardCharsets.UTF_8));
      // Without a provider's response: the command only reads the file.
      Cli.Result result = cli().run("providers", "--debug", "-o", "wide", "--profile", "other");

      assertThat(result.out() + result.err()).as(text).doesNotContain("CANARY", "0123456789");
      assertThat(result.code()).as(text).isIn(0, 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "wide", "json", "csv"})
  void validFilesShowNoKeys(String format) throws IOException {
    write(String.join("\n", RIGHT).getBytes(StandardCharsets.UTF_8));

    Cli.Result result = cli().run("providers", "--debug", "-o", format);

    assertThat(result.code()).isZero();
    assertThat(result.out() + result.err()).doesNotContain("CANARY");
  }

  @Test
  void passwordsInUrlsAreNotShown() {
    Cli cli = cli().set("OPENAI_BASE_URL", "https://me:" + CANARY + "@localhost/v1?key=" + CANARY);

    for (String format : List.of("table", "wide", "json")) {
      assertThat(cli.run("providers", "-o", format).out())
          .contains("https://localhost/v1")
          .doesNotContain("CANARY");
    }
  }

  @Test
  void byteOrderMarkAndWindowsLinesAreAccepted() throws IOException {
    write(("\ufeff" + String.join("\r\n", RIGHT) + "\r\n").getBytes(StandardCharsets.UTF_8));

    Cli.Result result = cli().run("providers", "-o", "json");

    assertThat(result.out()).contains("\"key_from\":\"" + file());
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1"})
  void otherEncodingsAreNamed(String charset) throws IOException {
    write(("# é\n" + String.join("\n", RIGHT)).getBytes(Charset.forName(charset)));

    Cli.Result result = cli().run("providers");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains("is not UTF-8. Hint: choose UTF-8")
        .doesNotContain("Exception", "CANARY");
  }

  @Test
  void readableKeyGivesOneWarning() throws IOException {
    write(String.join("\n", RIGHT).getBytes(StandardCharsets.UTF_8));
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(cli().run("providers").err()).containsOnlyOnce("readable by all users");

    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
    assertThat(cli().run("providers").err()).isEmpty();

    write("[openai]\norganization = 'org-1'".getBytes(StandardCharsets.UTF_8));
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(cli().run("providers").err()).isEmpty();
  }

  @Test
  void lineAndSettingAreNamed() throws IOException {
    write(("# one\n[openai]\napi-key = " + CANARY).getBytes(StandardCharsets.UTF_8));

    assertThat(cli().run("providers").err())
        .contains("line 3: column 11: openai.api-key: the value is not a quoted string");
  }

  @ParameterizedTest
  @MethodSource("valid")
  void readsValidToml(String text, String path, String value) throws Exception {
    assertThat(TomlReader.read(text))
        .filteredOn(entry -> entry.value() != null)
        .singleElement()
        .satisfies(entry -> {
          assertThat(String.join("/", entry.path())).isEqualTo(path);
          assertThat(entry.value()).isEqualTo(value);
        });
  }

  static Stream<Arguments> valid() {
    return Stream.of(
            new String[] {"a = \"b\"", "a", "b"},
            new String[] {"a='b' # c", "a", "b"},
            new String[] {"[ a . \"b c\" ]\n d = 'e'", "a/b c/d", "e"},
            new String[] {"a.b.'c' = 'd'", "a/b/c", "d"},
            new String[] {"a = { b = 'c' }", "a/b", "c"},
            new String[] {"[a]\nb = { c.d = 'e', }", "a/b/c/d", "e"},
            new String[] {"a = '\\n'", "a", "\\n"},
            new String[] {"a = \"\\t\\\"\\\\\\u00e9\\U0001F600\"", "a", "\t\"\\é😀"},
            new String[] {"a = '''\nb\n'c'''", "a", "b\n'c"},
            new String[] {"a = \"\"\"b\\\n   c\"\"\"", "a", "bc"},
            new String[] {"a = \"\"\"b\"\"\"\"", "a", "b\""},
            new String[] {"\r\n\r\na = 'b'\r\n# end", "a", "b"})
        .map(each -> Arguments.of((Object[]) each));
  }

  @Test
  void depthIsBounded() {
    assertThatThrownBy(() -> TomlReader.read("a = {a = ".repeat(50_000)))
        .isInstanceOf(TomlReader.SyntaxException.class);
  }

  private Cli cli() {
    return new Cli().environment(Map.of("HOME", home.toString()));
  }

  private Path file() {
    return home.resolve(".config").resolve("ckpt").resolve("config.toml");
  }

  private void write(byte[] bytes) throws IOException {
    Files.createDirectories(file().getParent());
    Files.write(file(), bytes);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
  }
}
