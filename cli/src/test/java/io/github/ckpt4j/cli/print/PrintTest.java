package io.github.ckpt4j.cli.print;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.cli.print.Table.Column;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values and layouts, one by one. */
final class PrintTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-02-11T12:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource({"0,0 B", "999,999 B", "1000,1.0 kB", "999950,1.0 MB", "5368709120,5.4 GB"})
  void sizes(long bytes, String text) {
    assertThat(HumanFormat.size(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0.74911,0.7491",
    "0,0.0000",
    "0.0000123,1.230e-05",
    "123456789,1.235e+08",
    "NaN,NaN",
    "-Infinity,-Infinity",
  })
  void numbers(double value, String text) {
    assertThat(HumanFormat.number(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-02-11T11:59:15Z,45 s ago",
    "2026-02-11T11:20:00Z,40 min ago",
    "2026-02-10T13:00:00Z,23 h ago",
    "2026-02-10T12:00:00Z,2026-02-10 12:00Z",
    "2026-02-11T12:00:01Z,2026-02-11 12:00Z",
  })
  void times(Instant time, String text) {
    assertThat(HumanFormat.time(time, CLOCK)).isEqualTo(text);
  }

  @Test
  void foreignTextCannotControlTerminal() {
    assertThat(HumanFormat.text("a\u001b[2Jb\nc\u202ed")).isEqualTo("a [2Jb c d");
    assertThat(HumanFormat.text(" ")).isEqualTo("-");
  }

  @Test
  void cutsTheMiddle() {
    assertThat(HumanFormat.cut("ft-dc07b30c-8203:100", 11)).isEqualTo("ft-dc…3:100");
    assertThat(HumanFormat.cut("short", 5)).isEqualTo("short");
    assertThat(HumanFormat.cut("🙂🙂🙂🙂🙂", 3)).isEqualTo("🙂…🙂");
    assertThat(HumanFormat.cut("long", 1)).isEqualTo("…");
  }

  @Test
  void wrapsAtSpaces() {
    assertThat(HumanFormat.wrap("one two three four", 9)).isEqualTo("one two\nthree\nfour");
  }

  @Test
  void sparklines() {
    assertThat(Sparkline.of(new double[] {3, 2, 1, 2}, 9)).isEqualTo("█▅▁▅");
    assertThat(Sparkline.of(new double[] {1, Double.NaN, 2}, 9)).isEqualTo("▁·█");
    assertThat(Sparkline.of(new double[] {1, 1, 3, 3}, 2)).isEqualTo("▁█");
    assertThat(Sparkline.of(new double[] {5, 5}, 9)).isEqualTo("▅▅");
    assertThat(Sparkline.of(new double[] {}, 9)).isEmpty();
  }

  @Test
  void tableLeavesOutEmptyAndUnimportantColumnsAndCutsNone() {
    Table table = new Table(List.of(
        Column.number("N", 0),
        Column.text("NAME", 2),
        Column.text("EMPTY", 3),
        Column.text("MORE", 1)));
    table.row(List.of("1", "a-rather-long-name", "-", "something"));

    assertThat(table.lines(80, Style.PLAIN))
        .containsExactly("N  NAME                MORE", "1  a-rather-long-name  something");
    assertThat(table.lines(27, Style.PLAIN)).containsExactly("N  NAME", "1  a-rather-long-name");
    assertThat(table.lines(15, Style.PLAIN)).containsExactly("N  MORE", "1  something");
    assertThat(table.lines(3, Style.PLAIN)).containsExactly("N", "1");
  }

  @Test
  void tableKeepsRequiredColumnsWhateverTheWidth() {
    Table table = new Table(List.of(Column.text("KEY", 0), Column.text("MORE", 1)));
    table.row(List.of("not set: TOGETHER_API_KEY", "x"));

    assertThat(table.fits(10)).isFalse();
    assertThat(table.lines(10, Style.PLAIN)).containsExactly("KEY", "not set: TOGETHER_API_KEY");
  }

  @Test
  void csvQuotesWhatNeedsIt() {
    assertThat(printed(Format.CSV, List.of("a", "b", "c.d"), 1))
        .isEqualTo("a,b,c.d\n\"one, \"\"two\"\"\",,NaN\n");
    assertThat(printed(Format.CSV, List.of("a", "b"), 0)).isEqualTo("a,b\n");
  }

  @Test
  void jsonKeepsNonFiniteNumbers() {
    String object = "{\"a\":\"one, \\\"two\\\"\",\"b\":null,\"c\":{\"d\":\"NaN\",\"e\":1}}";

    assertThat(printed(Format.JSONL, List.of(), 1)).isEqualTo(object + "\n");
    assertThat(printed(Format.JSON, List.of(), 2))
        .isEqualTo("[\n" + object + ",\n" + object + "\n]\n");
    assertThat(printed(Format.JSON, List.of(), 0)).isEqualTo("[]\n");
  }

  private static Map<String, Object> record() {
    Map<String, Object> inner = new LinkedHashMap<>();
    inner.put("d", Double.NaN);
    inner.put("e", 1);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("a", "one, \"two\"");
    fields.put("b", null);
    fields.put("c", inner);
    return fields;
  }

  private static String printed(Format format, List<String> columns, int records) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (RecordPrinter printer = format.printer(new Output(bytes), columns)) {
      for (int i = 0; i < records; i++) {
        printer.print(record());
      }
    }
    return bytes.toString(UTF_8);
  }
}
