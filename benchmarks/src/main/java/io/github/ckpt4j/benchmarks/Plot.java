package io.github.ckpt4j.benchmarks;

import io.github.ckpt4j.benchmarks.Figures.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Plots how cost grows with the size of a page, the length of a job and the number of jobs. */
final class Plot {
  private Plot() {}

  static void save(Figures figures, Path file) throws IOException {
    XYChart pages = chart("One page", "checkpoints on it", "µs for each");
    for (String contender :
        List.of(Contender.FLOOR, Contender.BARE, Contender.CKPT4J, Contender.OPENAI_JAVA)) {
      draw(
          pages,
          contender,
          Report.PAGES,
          size -> figures
              .get("onePage checkpoints=%d contender=%s", size, contender)
              .times(1.0 / size));
    }
    XYChart jobs = chart("One job, streamed in 32 MB of heap", "checkpoints of it", "");
    draw(
        jobs,
        "whole process, s",
        Report.JOBS,
        size -> figures.get("smallHeap checkpoints=%d", size).times(0.001));
    draw(
        jobs,
        "heap at the end, MB",
        Report.JOBS,
        size -> figures.get("smallHeap checkpoints=%d lateMegabytes", size));
    XYChart many = chart("Many jobs, 50 ms per response", "jobs at once", "jobs per second");
    draw(many, "ckpt4j", Report.CONCURRENT, concurrent -> {
      int count = concurrent * Report.SEQUENTIAL_RESPONSES;
      Figure millis = figures.get("listAll concurrent=%d jobs=%d", concurrent, count);
      return new Figure(count * 1000.0, 0).over(millis);
    });
    draw(
        many,
        "ideal",
        Report.CONCURRENT,
        concurrent -> new Figure(concurrent * 1000.0 / ManyJobsBenchmark.LATENCY_MILLIS, 0));
    BitmapEncoder.saveBitmap(List.of(pages, jobs, many), 1, 3, file.toString(), BitmapFormat.PNG);
  }

  private static XYChart chart(String title, String x, String y) {
    XYChart chart = new XYChartBuilder()
        .width(480)
        .height(400)
        .title(title)
        .xAxisTitle(x)
        .yAxisTitle(y)
        .theme(ChartTheme.Matlab)
        .build();
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    return chart;
  }

  private static void draw(
      XYChart chart, String name, List<Integer> sizes, IntFunction<Figure> figure) {
    List<Figure> figures = sizes.stream().map(figure::apply).toList();
    chart.addSeries(
        name,
        sizes,
        figures.stream().map(Figure::mean).toList(),
        figures.stream().map(Plot::bar).toList());
  }

  /** The error, cut so that the bar stays above zero, which a logarithmic axis does not have. */
  private static double bar(Figure figure) {
    return Math.min(figure.error(), 0.99 * figure.mean());
  }
}
