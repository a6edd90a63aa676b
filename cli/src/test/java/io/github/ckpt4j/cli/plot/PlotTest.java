package io.github.ckpt4j.cli.plot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.ckpt4j.cli.print.Style;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of curves. Only a person can judge their looks; these tests check that they are pictures. */
final class PlotTest {
  private static final List<PlotSeries> CURVES = List.of(
      new PlotSeries("openai:ftjob-1", List.of(1.0, 2.0, 3.0), List.of(3.0, 1.0, 2.0), 1),
      new PlotSeries("together:ft-1", List.of(2.0), List.of(2.5), null));

  @BeforeAll
  static void withoutDisplay() {
    System.setProperty("java.awt.headless", "true");
  }

  @Test
  void png() throws IOException {
    byte[] bytes = ImagePlot.of(CURVES, "valid_loss", ImagePlot.Kind.PNG, 640, 400);

    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(bytes));
    assertThat(picture.getWidth()).isEqualTo(640);
    assertThat(picture.getHeight()).isEqualTo(400);
    assertThat(colors(picture)).contains(0x0072B2, 0xD55E00);
  }

  @Test
  void svg() throws IOException {
    byte[] bytes = ImagePlot.of(CURVES, "valid_loss", ImagePlot.Kind.SVG, 640, 400);

    assertThat(new String(bytes, UTF_8))
        .contains("<svg", "viewBox=\"0 0 640 400\"", "rgb(0,114,178)")
        .contains(",sans-serif")
        .endsWith("</svg>\n");
  }

  @Test
  void textInSvgIsText() throws IOException {
    String svg = svg(CURVES, 640, 400);

    assertThat(texts(svg))
        .contains("valid_loss over steps", "step", "1.0", "1.5", "2.0", "3.0", "1", "2", "3")
        .contains("1 openai:ftjob-1, best 1.0000 at step 2", "2 together:ft-1");
    // Only curves, points, stars and samples are paths; letters are not.
    assertThat(svg.split("<path", -1)).hasSizeLessThan(30);
  }

  @ParameterizedTest
  @CsvSource({"1000, 600", "400, 300", "150, 100", "100, 100"})
  void legendIsWholeAtEverySize(int width, int height) throws IOException {
    String name = "oxen:" + "n".repeat(50) + "/" + "r".repeat(50) + "/ft_";
    List<PlotSeries> curves = IntStream.range(0, 12)
        .mapToObj(
            i -> new PlotSeries(name + i, List.of(1.0, 2.0, 3.0), List.of(3.0, 1.0, 2.0 + i), 1))
        .toList();

    String svg = svg(curves, width, height);

    String all = String.join("", texts(svg)).replace(" ", "");
    assertThat(IntStream.range(0, 12))
        .allSatisfy(i ->
            assertThat(all).contains(i + 1 + name.replace(" ", "") + i + ",best1.0000atstep2"));
    assertThat(svg).doesNotContain("…");
    Matcher bottom = Pattern.compile("<text [^>]*y=\"([\\d.]+)\"").matcher(svg);
    Matcher size = Pattern.compile("viewBox=\"0 0 (\\d+) (\\d+)\"").matcher(svg);
    assertThat(size.find()).isTrue();
    assertThat(bottom
            .results()
            .mapToDouble(each -> Double.parseDouble(each.group(1)))
            .max()
            .orElseThrow())
        .isLessThan(Integer.parseInt(size.group(2)));
    assertThat(Integer.parseInt(size.group(1))).isEqualTo(width);
  }

  @Test
  void curvesInPicturesDifferWithoutColor() throws IOException {
    List<PlotSeries> curves = IntStream.range(0, 15)
        .mapToObj(i -> new PlotSeries("job" + i, List.of(1.0, 2.0), List.of(1.0 * i, 2.0), null))
        .toList();

    Set<List<Object>> marks = IntStream.range(0, 15)
        .mapToObj(Marks::of)
        .map(each -> List.<Object>of(Arrays.toString(each.stroke().getDashArray()), each.corners()))
        .collect(Collectors.toSet());

    assertThat(marks).hasSize(15);
    assertThat(texts(svg(curves, 640, 400))).contains("1", "15", "15 job14");
  }

  private static String svg(List<PlotSeries> curves, int width, int height) throws IOException {
    return new String(ImagePlot.of(curves, "valid_loss", ImagePlot.Kind.SVG, width, height), UTF_8);
  }

  private static List<String> texts(String svg) {
    return Pattern.compile("<text [^>]*>([^<]*)</text>")
        .matcher(svg)
        .results()
        .map(each -> each.group(1))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 80, 200})
  void terminal(int width) {
    List<String> lines = TerminalPlot.lines(CURVES, "valid_loss", width, 20, Style.PLAIN);

    assertThat(lines).hasSizeLessThanOrEqualTo(20);
    assertThat(lines.subList(0, lines.size() - 2))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
    assertThat(String.join("\n", lines.subList(1, lines.size() - 2))).containsOnlyOnce("★");
  }

  @Test
  void kindIsInTheName() {
    assertThat(ImagePlot.Kind.of("a/b.PNG")).isEqualTo(ImagePlot.Kind.PNG);
    assertThatThrownBy(() -> ImagePlot.Kind.of("loss.gif")).hasMessageContaining(".png or .svg");
  }

  static Stream<Arguments> absurd() {
    List<Double> values = List.of(
        0.0,
        0.5,
        -0.5,
        1e17,
        1e20,
        1e300,
        -1e300,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.MIN_VALUE,
        1e-300,
        1e-20);
    List<Double> steps =
        List.of(0.0, 1.0, -1.0, 1e15, (double) Long.MAX_VALUE, (double) Long.MIN_VALUE);
    return Stream.concat(
        values.stream().flatMap(a -> values.stream().map(b -> Arguments.of(1.0, 2.0, a, b))),
        steps.stream()
            .flatMap(
                a -> steps.stream().filter(b -> b > a).map(b -> Arguments.of(a, b, 0.5, 0.7))));
  }

  @ParameterizedTest
  @MethodSource("absurd")
  void plotsEndForEveryValue(double step, double next, double value, double other) {
    List<PlotSeries> curves = List.of(
        new PlotSeries("a", List.of(step, next), List.of(value, other), 0),
        new PlotSeries("b", List.of(step), List.of(value), null));

    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
      ImagePlot.of(curves, "loss", ImagePlot.Kind.SVG, 300, 200);
      assertThat(TerminalPlot.lines(curves, "loss", 80, 20, Style.PLAIN)).hasSize(20);
    });
  }

  @Test
  void millionPointsAreThinnedToThePicture() {
    int count = 1_000_000;
    List<Double> steps = IntStream.range(0, count).mapToObj(i -> (double) i).toList();
    List<Double> values = IntStream.range(0, count)
        .mapToObj(i -> i == 654_321 ? -5.0 : Math.sin(i / 1000.0))
        .toList();
    PlotSeries curve = new PlotSeries("a", steps, values, 654_321);

    PlotSeries thinned = curve.thinned(Axis.steps(List.of(curve)), 1000);

    assertThat(thinned.steps()).hasSizeLessThanOrEqualTo(4001).isSorted();
    assertThat(Collections.min(thinned.values())).isEqualTo(-5.0);
    assertThat(Collections.max(thinned.values())).isEqualTo(Collections.max(values));
    assertThat(thinned.values().get(Objects.requireNonNull(thinned.best()))).isEqualTo(-5.0);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> ImagePlot.of(List.of(curve), "loss", ImagePlot.Kind.PNG, 1000, 600));
  }

  @Test
  void numbersAreTheSameInEveryLocale() throws IOException {
    Locale usual = Locale.getDefault();
    byte[] bytes = ImagePlot.of(CURVES, "valid_loss", ImagePlot.Kind.SVG, 640, 400);
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      assertThat(ImagePlot.of(CURVES, "valid_loss", ImagePlot.Kind.SVG, 640, 400))
          .isEqualTo(bytes);
      assertThat(String.join("\n", TerminalPlot.lines(CURVES, "valid_loss", 80, 20, Style.PLAIN)))
          .doesNotContainPattern("[٠-٩]");
    } finally {
      Locale.setDefault(usual);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          0      | 1000   | true  | 0 200 400 600 800 1,000
          0      | 200000 | true  | 0 50,000 100,000 150,000 200,000
          40     | 1000   | true  | 200 400 600 800 1,000
          0      | 1e8    | true  | 0 20_M 40_M 60_M 80_M 100_M
          5e5    | 1.6e6  | true  | 0.5_M 1.0_M 1.5_M
          0      | 74e9   | true  | 0 20_G 40_G 60_G
          1      | 3      | true  | 1 2 3
          1      | 2      | true  | 1 2
          7      | 7      | true  | 7
          0.7431 | 1.7072 | false | 0.8 1.0 1.2 1.4 1.6
          0.1    | 0.9    | false | 0.2 0.4 0.6 0.8
          -0.5   | 0.5    | false | -0.4 -0.2 0 0.2 0.4
          0.0003 | 0.001  | false | 0.0004 0.0006 0.0008 0.0010
          0      | 2e-7   | false | 0 0.5e-7 1.0e-7 1.5e-7 2.0e-7
          0      | 2e20   | false | 0 0.5e20 1.0e20 1.5e20 2.0e20
          -1e300 | 1e300  | false | -1.0e300 -0.5e300 0 0.5e300 1.0e300
          0.75   | 0.75   | false | 0.75
          """)
  void ticksAreRoundAndEven(double min, double max, boolean isWhole, String labels) {
    assertThat(new Axis(min, max, isWhole).ticks(5).stream().map(Axis.Tick::label))
        .containsExactly(Stream.of(labels.split(" ", -1))
            .map(each -> each.replace('_', ' '))
            .toArray(String[]::new));
  }

  @Property
  void ticksLieWithinTheRangeAndDiffer(
      @ForAll double one, @ForAll double other, @ForAll @IntRange(min = 1, max = 40) int most) {
    Axis axis = new Axis(Math.min(one, other), Math.max(one, other), false);

    List<Axis.Tick> ticks = axis.ticks(most);

    assertThat(ticks).isNotEmpty().hasSizeLessThanOrEqualTo(most + 1);
    assertThat(ticks).extracting(Axis.Tick::label).doesNotHaveDuplicates();
    assertThat(ticks)
        .allSatisfy(tick -> assertThat(tick.value()).isBetween(axis.min(), axis.max()));
  }

  @Test
  void terminalAxesAreReadable() {
    PlotSeries curve = new PlotSeries(
        "a",
        IntStream.rangeClosed(0, 100).mapToObj(i -> i * 10.0).toList(),
        IntStream.rangeClosed(0, 100).mapToObj(i -> i / 100.0).toList(),
        null);

    List<String> lines = TerminalPlot.lines(List.of(curve), "loss", 80, 20, Style.PLAIN);

    assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("0.2 ┤"));
    assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("1.0 ┤"));
    String steps = lines.get(lines.size() - 2);
    String ticks = lines.get(lines.size() - 3);
    assertThat(steps.strip().split(" +", -1)).startsWith("0", "200", "400", "600", "800", "1,000");
    assertThat(ticks.charAt(steps.indexOf("400") + 1)).isEqualTo('┴');
  }

  @Test
  void curvesCanBeToldApartWithoutColor() {
    List<String> lines = TerminalPlot.lines(CURVES, "valid_loss", 80, 20, Style.PLAIN);

    assertThat(String.join("\n", lines)).contains(" a openai:ftjob-1", " b together:ft-1");
    assertThat(lines).anySatisfy(line -> assertThat(line).contains("aaa"));
  }

  private static List<Integer> colors(BufferedImage picture) {
    return IntStream.range(0, picture.getWidth() * picture.getHeight())
        .mapToObj(i -> new Color(picture.getRGB(i % picture.getWidth(), i / picture.getWidth())))
        .map(color -> color.getRGB() & 0xFFFFFF)
        .distinct()
        .toList();
  }
}
