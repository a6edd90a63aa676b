package io.github.ckpt4j.cli;

import io.github.ckpt4j.Comparison;
import io.github.ckpt4j.cli.plot.ImagePlot;
import io.github.ckpt4j.cli.plot.PlotSeries;
import io.github.ckpt4j.cli.plot.TerminalPlot;
import io.github.ckpt4j.cli.print.HumanFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "plot",
    description = "Draws a metric of jobs over steps, the best of each marked.",
    footer = {
      "",
      "Examples:",
      "  ckpt plot openai:ftjob-abc123",
      "  ckpt plot together:ft-1 together:ft-2 --metric train_loss --file loss.svg",
    })
final class PlotCommand implements Callable<Integer> {
  private static final int USUAL_WIDTH = 80;
  private static final int HEIGHT = 20;

  private final Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Draw into this file, a .png or .svg; without it, into the terminal.")
  private @Nullable Path file;

  @Option(
      names = "--size",
      paramLabel = "WIDTHxHEIGHT",
      defaultValue = "1000x600",
      description = "The size of the picture; 1000x600 by default.")
  private String size = "1000x600";

  @Mixin
  private final MetricOption metric = new MetricOption();

  PlotCommand(Ckpt ckpt) {
    this.ckpt = ckpt;
  }

  @Override
  public Integer call() throws IOException {
    if (!size.matches("[1-9]\\d{1,3}x[1-9]\\d{1,3}")) {
      throw new IllegalArgumentException("--size is such as 1000x600, not '" + size + "'");
    }
    ImagePlot.Kind kind = file == null ? null : kind(file);
    JobListings gathered = JobListings.from(ckpt, jobs.read(ckpt.shell().in()));
    if (gathered.isEmpty()) {
      return gathered.code();
    }
    Comparison comparison = gathered.by(metric.metric(), ckpt.messages());
    List<PlotSeries> curves = PlotSeries.of(comparison);
    if (curves.isEmpty()) {
      throw new NotFoundException(
          "There is nothing to plot: no checkpoint has a step and a value of "
              + comparison.metric());
    }
    String name = HumanFormat.text(comparison.metric());
    if (file == null || kind == null) {
      int width = ckpt.width() == Terminal.UNLIMITED ? USUAL_WIDTH : ckpt.width();
      TerminalPlot.lines(curves, name, width, HEIGHT, ckpt.style()).forEach(ckpt.out()::line);
    } else {
      write(curves, name, kind, file);
    }
    return gathered.code();
  }

  /** The kind of picture; a file that cannot be written is refused before anything is asked. */
  private static ImagePlot.Kind kind(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isWritable(directory) || Files.isDirectory(file)) {
      throw new IllegalArgumentException("'" + file + "' is no file that can be written");
    }
    return ImagePlot.Kind.of(file.toString());
  }

  private void write(List<PlotSeries> curves, String name, ImagePlot.Kind kind, Path to)
      throws IOException {
    int by = size.indexOf('x');
    int width = Integer.parseInt(size.substring(0, by));
    int height = Integer.parseInt(size.substring(by + 1));
    try {
      Files.write(to, ImagePlot.of(curves, name, kind, width, height));
    } catch (LinkageError | InternalError e) {
      throw new IllegalStateException(
          "Java cannot draw text on this machine (" + e.getMessage() + "). Install fontconfig and a"
              + " font, such as fonts-dejavu-core, or plot into the terminal",
          e);
    }
    ckpt.messages().note("Wrote " + to + ".");
  }
}
