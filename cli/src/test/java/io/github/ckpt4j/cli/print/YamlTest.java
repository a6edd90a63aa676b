package io.github.ckpt4j.cli.print;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.yaml.snakeyaml.Yaml;

/** Readers of YAML 1.1 and of YAML 1.2 read the written values. */
final class YamlTest {
  private static String yaml(List<Map<String, Object>> records) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (RecordPrinter printer = Format.YAML.printer(new Output(bytes), List.of())) {
      records.forEach(printer::print);
    }
    return bytes.toString(UTF_8);
  }

  private static void assertRead(Object value) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("first", 1);
    record.put("value", value);
    record.put("last", "x");
    List<Map<String, Object>> records = List.of(record, record);
    String yaml = yaml(records);

    Object old = new Yaml().load(yaml);
    assertThat(old).as(yaml).isEqualTo(records);
    assertThat(new Load(LoadSettings.builder().build()).loadFromString(yaml))
        .as(yaml)
        .isEqualTo(records);
    assertThat(yaml.codePoints().filter(point -> point != '\n')).noneMatch(SafeText::isUnsafe);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "openai:ftjob-1",
        "null",
        "Null",
        "~",
        "true",
        "yes",
        "No",
        "on",
        "y",
        "1",
        "-1",
        "1.5",
        "1e5",
        "0x1f",
        "0o17",
        "1:30",
        "1_000",
        ".inf",
        ".nan",
        "2026-02-11",
        "2026-02-11T12:00:00Z",
        "- a",
        "a: b",
        "a #b",
        "#a",
        "? a",
        "[a]",
        "{a}",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "%a",
        "@a",
        "`a",
        "'a'",
        "\"a\"",
        "a\\b",
        "a\nb",
        "a\tb",
        "\r",
        "\u0000",
        "\u001b[31m",
        "\u0085",
        "\u2028",
        "\ufeff",
        "\u202e",
        "é",
        "日本",
        "\ud83d\ude00",
        "\udb40\udc01",
        "=",
        "<<",
        "---",
        "...",
        "e1",
        "a.b/c-d_1",
      })
  void everyTextIsReadAsItIs(String text) {
    assertRead(text);
    assertRead(Map.of(text, text));
  }

  @Test
  void numbersAndNestedValuesKeepTheirKind() {
    for (Object value : Arrays.<Object>asList(
        0,
        -5,
        0.5,
        -0.25,
        1e-7,
        1.5e300,
        true,
        false,
        null,
        List.of(),
        Map.of(),
        List.of(1, "a", List.of(2, List.of()), Map.of("k", List.of(Map.of("l", 1)))),
        Map.of("a", Map.of("b", Map.of())))) {
      assertRead(value);
    }
  }

  @Test
  void nonFiniteNumbersHaveTheirOwnWords() {
    assertThat(yaml(List.of(Map.of("v", Double.NaN)))).isEqualTo("- v: .nan\n");
    assertThat(yaml(List.of(Map.of("v", Double.NEGATIVE_INFINITY)))).isEqualTo("- v: -.inf\n");
    List<Map<String, Object>> read = new Yaml().load("- v: .inf\n");
    assertThat(read.get(0).get("v")).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void noRecordsAreAnEmptySequence() {
    assertThat(yaml(List.of())).isEqualTo("[]\n");
  }

  @Property(tries = 500)
  void anyRecordIsReadAsItIs(@ForAll("values") Object value) {
    assertRead(value);
  }

  @Provide
  Arbitrary<Object> values() {
    Arbitrary<Object> scalars = Arbitraries.oneOf(
        Arbitraries.strings()
            .ofMaxLength(12)
            .filter(text -> text.codePoints()
                .noneMatch(c -> (c >= 0xd800 && c <= 0xdfff) || c == 0xfffe || c == 0xffff))
            .map(text -> (Object) text),
        Arbitraries.integers().map(number -> (Object) number),
        Arbitraries.doubles().map(number -> (Object) number),
        Arbitraries.of(true, false).map(bool -> (Object) bool));
    return Arbitraries.recursive(
        () -> scalars,
        inner -> Arbitraries.oneOf(
            inner.list().ofMaxSize(3).map(list -> (Object) new ArrayList<>(list)),
            Arbitraries.maps(Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(5), inner)
                .ofMaxSize(3)
                .map(map -> (Object) new LinkedHashMap<>(map))),
        3);
  }
}
