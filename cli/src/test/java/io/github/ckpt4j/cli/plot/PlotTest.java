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
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of curves. How they look, a person has to see; this is whether they are pictures. */
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
        .endsWith("</svg>\n");
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
  @CsvSource({
    "0,1000,0,0",
    "0,1000,5,500",
    "0,200000,1,'100,000'",
    "0,100000000,5,50 M",
    "0,74e9,7,70 G",
    "0,2e20,1,1e20",
    "0.1,0.9,5,0.6",
    "0,2e-7,1,1e-7",
    "-1e300,1e300,0,-1e300",
  })
  void labelsAreRound(double min, double max, double scaled, String label) {
    Axis axis = new Axis(min, max);
    assertThat(axis.label(scaled)).isEqualTo(label);
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
