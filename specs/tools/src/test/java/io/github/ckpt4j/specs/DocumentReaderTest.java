package io.github.ckpt4j.specs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentReaderTest {
  @TempDir
  Path directory;

  @Test
  void readsYamlAndJsonAlike() throws IOException {
    assertThat(read("a: {b: [1, true, null, x, 2024-01-01, on]}"))
        .isEqualTo(read("{\"a\":{\"b\":[1,true,null,\"x\",\"2024-01-01\",\"on\"]}}"))
        .containsKey("a");
  }

  @Test
  void readsKeysAsText() throws IOException {
    assertThat(read("200: {true: 9007199254740993}"))
        .isEqualTo(Map.of("200", Map.of("true", new BigInteger("9007199254740993"))));
  }

  @Test
  void unfoldsAliases() throws IOException {
    assertThat(read("a: &x [1]\nb: *x")).extractingByKey("b").asString().isEqualTo("[1]");
  }

  static Stream<Arguments> hostile() {
    return Stream.of(
        Arguments.of("ten thousand million aliases", laughs(9), "nodes"),
        Arguments.of("aliases that stand for mappings", laughsOfMappings(9), "nodes"),
        Arguments.of("aliases in a key", laughs(2) + "z: {? *a2 : 1}\n", "a key that is not text"),
        Arguments.of("a list in itself", "a: &a [*a]", "nested"),
        Arguments.of("a mapping in itself", "&a {b: *a}", "nested"),
        Arguments.of("a list twice in itself", "a: &a [*a, *a]", "nested"),
        Arguments.of(
            "a thousand aliases and one", "a: &a []\nb: [" + "*a,".repeat(1001) + "]", "YAML"),
        Arguments.of("many brackets", "a: " + "[".repeat(20_000), "deeper"),
        Arguments.of("many braces", "a: " + "{a: ".repeat(20_000), "deeper"),
        Arguments.of("many dashes", "a:\n  " + "- ".repeat(20_000), "deeper"),
        Arguments.of("many question marks", "? ".repeat(20_000), "deeper"),
        Arguments.of("millions of empty lists", "a: [" + "[],".repeat(1_500_000) + "]", "nodes"),
        Arguments.of("more than 16 MiB", "a: " + "x".repeat(17 << 20), "larger"),
        Arguments.of("a script engine", "a: !!javax.script.ScriptEngineManager [x]", "YAML"),
        Arguments.of("a tag of its own", "a: !thing {}", "type"),
        Arguments.of("a set", "a: !!set {x}", "type"),
        Arguments.of("binary text", "a: !!binary aGk=", "type"),
        Arguments.of("a number that is none", "a: !!int x", "number"),
        Arguments.of("no object", "[1]", "object"),
        Arguments.of("nothing", "", "object"),
        Arguments.of("two documents", "a: 1\n---\nb: 1", "YAML"),
        Arguments.of("HTML", "<html>&nbsp;\n<b>: [</html>", "YAML"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  @Timeout(20)
  void refuses(String name, String content, String reason) {
    assertThatThrownBy(() -> read(content))
        .as(name)
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("the document: ")
        .hasMessageContaining(reason)
        .hasMessageMatching("[ -~]{1,300}");
  }

  @Test
  void refusesAFileThatIsMissing() {
    assertThatThrownBy(() -> DocumentReader.read(directory.resolve("none"), "none"))
        .hasMessage("none: no such file");
  }

  /** A few bytes, in which each level stands for ten of the previous one. */
  static String laughs(int levels) {
    StringBuilder text = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int level = 1; level <= levels; level++) {
      text.append(
          "a%d: &a%d [%s]\n".formatted(level, level, ("*a" + (level - 1) + ",").repeat(10)));
    }
    return text.toString();
  }

  private static String laughsOfMappings(int levels) {
    StringBuilder text = new StringBuilder("a0: &a0 {a: x, b: x, c: x, d: x}\n");
    for (int level = 1; level <= levels * 2; level++) {
      text.append("a%d: &a%d {a: *a%d, b: *a%d, c: *a%d, d: *a%d}\n"
          .formatted(level, level, level - 1, level - 1, level - 1, level - 1));
    }
    return text.toString();
  }

  private Map<String, Object> read(String content) throws IOException {
    return DocumentReader.read(
        Files.writeString(directory.resolve("document"), content), "the document");
  }
}
