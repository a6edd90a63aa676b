package io.github.ckpt4j.cli.plot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.cli.print.Style;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

  private static List<Integer> colors(BufferedImage picture) {
    return IntStream.range(0, picture.getWidth() * picture.getHeight())
        .mapToObj(i -> new Color(picture.getRGB(i % picture.getWidth(), i / picture.getWidth())))
        .map(color -> color.getRGB() & 0xFFFFFF)
        .distinct()
        .toList();
  }
}
