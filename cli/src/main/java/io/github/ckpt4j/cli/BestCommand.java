package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Comparison;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.JobListings.Listing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "best",
    description = "Show each job's best checkpoint by a metric.",
    footer = {
      "",
      "With --overall, jobs are judged by one metric that all of them report. Losses are comparable",
      "only if they were measured on the same validation data.",
      "",
      "Examples:",
      "  ckpt best openai:ftjob-abc123",
      "  ckpt best together:ft-1 --metric full_valid_loss",
      "  ckpt best together: openai: --overall",
      "  model=$(ckpt best openai:ftjob-abc123 -o name)",
    })
final class BestCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Mixin
  private final CheckpointFormatOption format = new CheckpointFormatOption();

  @Mixin
  private final MetricOption metric = new MetricOption();

  @Mixin
  private final MetricsFileOption file = new MetricsFileOption();

  @Mixin
  private final Filter filter = new Filter();

  @Option(names = "--overall", description = "Show only the best of all jobs.")
  private boolean overall;

  @Override
  public Integer call() {
    return overall
        ? overall()
        : new SelectionPrinter(ckpt, jobs, format, filter).best(1, metric.metric(), file);
  }

  private int overall() {
    Metric named = file.judging(metric.metric());
    JobListings listings = JobListings.from(ckpt, jobs, file, named, Listing::read);
    if (listings.isEmpty()) {
      return listings.code();
    }
    Metric by = MetricSelection.directed(listings.metric(named, ckpt.messages()));
    Map<JobRef, List<Checkpoint>> some = new LinkedHashMap<>();
    listings
        .checkpoints()
        .forEach(
            (job, all) -> some.put(job, filter.apply(all.stream(), ckpt.clock()).toList()));
    Checkpoint best = Comparison.of(by, some)
        .overall()
        .orElseThrow(() -> new NotFoundException("no matching checkpoint has a value of " + by));
    new SelectionPrinter(ckpt, jobs, format, filter).one(best, by);
    return listings.code();
  }
}
