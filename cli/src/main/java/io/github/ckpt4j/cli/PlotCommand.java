package io.github.ckpt4j.cli;

import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.JobListings.Listing;
import io.github.ckpt4j.cli.plot.ImagePlot;
import io.github.ckpt4j.cli.plot.PlotSeries;
import io.github.ckpt4j.cli.plot.TerminalPlot;
import io.github.ckpt4j.cli.print.HumanFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "plot",
    description = "Plot a metric by step, marking the best.",
    footer = {
      "",
      "Examples:",
      "  ckpt plot openai:ftjob-abc123",
      "  ckpt plot openai:ftjob-abc123 --events --metric train_loss",
      "  ckpt plot together:ft-1 together:ft-2 --metric train_loss --file loss.svg",
    })
final class PlotCommand implements Callable<Integer> {
  private static final String USUAL_SIZE = "1000x600";
  private static final int USUAL_WIDTH = 80;
  private static final int HEIGHT = 20;

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Draw into this file, a .png or .svg, instead of the terminal.")
  private @Nullable Path file;

  @Option(
      names = "--size",
      paramLabel = "WIDTHxHEIGHT",
      description =
          "The size of the picture (default 1000x600). It grows if the legend needs more room.")
  private @Nullable String size;

  @Option(
      names = "--events",
      description = "Also plot measurements between checkpoints (OpenAI and compatible).")
  private boolean events;

  @Mixin
  private final MetricOption metric = new MetricOption();

  @Mixin
  private final MetricsFileOption metrics = new MetricsFileOption();

  @Override
  public Integer call() throws IOException {
    ImagePlot.Kind kind = check();
    Metric named = metrics.judging(metric.metric());
    JobListings listings = JobListings.from(
        ckpt, jobs, metrics, named, events ? Listing::readWithEvents : Listing::read);
    if (listings.isEmpty()) {
      return listings.code();
    }
    Metric by = listings.metric(named, ckpt.messages());
    List<PlotSeries> curves = curves(listings, by);
    if (curves.isEmpty()) {
      throw new NotFoundException("no checkpoint has a step and a finite value of " + by);
    }
    String name = HumanFormat.text(by);
    if (file == null || kind == null) {
      int width = ckpt.width() == Terminal.UNLIMITED ? USUAL_WIDTH : ckpt.width();
      TerminalPlot.lines(curves, name, width, HEIGHT, ckpt.style()).forEach(ckpt.out()::line);
    } else {
      write(curves, name, kind, file);
    }
    return listings.code();
  }

  private List<PlotSeries> curves(JobListings listings, Metric by) {
    List<PlotSeries> curves = new ArrayList<>();
    listings.listings().forEach((job, listing) -> {
      PlotSeries curve = PlotSeries.of(job, listing.checkpoints(), listing.between(), by);
      if (!curve.steps().isEmpty()) {
        curves.add(curve);
      }
      if (events && listing.between().isEmpty()) {
        ckpt.messages().note(job + " reports no metrics between its checkpoints.");
      }
    });
    return curves;
  }

  /** Refuses impossible options before anything is requested; returns the kind of picture, if any. */
  private ImagePlot.@Nullable Kind check() {
    if (file == null) {
      if (size != null) {
        throw new IllegalArgumentException(
            "--size requires --file; a plot in the terminal has its size");
      }
      return null;
    }
    if (size != null && !size.matches("[1-9]\\d{2,3}x[1-9]\\d{2,3}")) {
      throw new IllegalArgumentException(
          "--size must look like 1000x600, from 100x100 to 9999x9999, not '" + size + "'");
    }
    OutputFile.check(file);
    return ImagePlot.Kind.of(file.toString());
  }

  private void write(List<PlotSeries> curves, String name, ImagePlot.Kind kind, Path to)
      throws IOException {
    String of = size == null ? USUAL_SIZE : size;
    int by = of.indexOf('x');
    int width = Integer.parseInt(of.substring(0, by));
    int height = Integer.parseInt(of.substring(by + 1));
    try {
      OutputFile.write(to, ImagePlot.of(curves, name, kind, width, height));
    } catch (LinkageError | InternalError e) {
      throw new IllegalStateException(
          "Java cannot draw text on this machine (" + e.getMessage() + "). Install fontconfig and a"
              + " font, such as fonts-dejavu-core, or plot into the terminal",
          e);
    }
    ckpt.messages().note("Wrote " + to + ".");
  }
}
