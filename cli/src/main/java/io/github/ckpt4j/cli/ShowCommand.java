package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.Details;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Records;
import io.github.ckpt4j.client.CheckpointClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "show",
    description = "Show one checkpoint in detail.",
    footer = {
      "",
      "Examples:",
      "  ckpt show openai:ftjob-abc123",
      "  ckpt show openai:ftjob-abc123 200",
      "  ckpt show baseten:project/job checkpoint-24",
    })
final class ShowCommand implements Callable<Integer> {
  private static final Pattern STEP = Pattern.compile("(?:step-?)?(\\d{1,18})");

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Parameters(
      index = "0",
      paramLabel = "JOB",
      completionCandidates = JobArguments.Prefixes.class,
      description = "A job reference.")
  private String job = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "CHECKPOINT",
      defaultValue = "latest",
      description = "A step, an id, a model name, best or latest (default latest).")
  private String which = "latest";

  @Mixin
  private final FormatOption format = new FormatOption();

  @Mixin
  private final MetricOption metric = new MetricOption();

  @Mixin
  private final MetricsFileOption file = new MetricsFileOption();

  @Option(
      names = "--expiry",
      description = "Show when the checkpoint ends, by everything that is known.")
  private boolean expiry;

  @Override
  public Integer call() {
    JobRef ref = PastedReference.read(job, ckpt.configuration().providers());
    Metric named = which.equals("best") ? file.judging(metric.metric()) : null;
    file.metrics();
    Checkpoint checkpoint;
    try (CheckpointClient client = client(named);
        Progress progress = ckpt.messages().progress("Reading " + ref)) {
      List<Checkpoint> candidates = candidates(withExpiry(client), ref, named, progress);
      progress.stop();
      checkpoint = chosen(candidates)
          .orElseThrow(() -> new NotFoundException(ref + " has no checkpoint '" + which
              + "'. Hint: 'ckpt list " + ref + " -o wide' lists them"));
    }
    print(checkpoint);
    return ExitCode.DONE;
  }

  private CheckpointClient client(@Nullable Metric named) {
    return which.equals("best")
        ? file.clientFor(ckpt, named)
        : ckpt.client(UnaryOperator.identity());
  }

  private CheckpointClient withExpiry(CheckpointClient client) {
    return expiry ? client.with(client.options().withExpiry()) : client;
  }

  /** Keeps only what may be shown, unless a file has values for all checkpoints. */
  private List<Checkpoint> candidates(
      CheckpointClient client, JobRef ref, @Nullable Metric named, Progress progress) {
    Seen seen = new Seen();
    try (Stream<Checkpoint> stream = client.stream(ref)) {
      Stream<Checkpoint> all = file.isGiven() ? joined(ref, stream, progress) : stream;
      List<Checkpoint> candidates = candidates(ref, all.peek(seen::add), seen, named);
      if (seen.count() == 0) {
        throw NoCheckpoints.of(client, ref);
      }
      return candidates;
    }
  }

  private Stream<Checkpoint> joined(JobRef ref, Stream<Checkpoint> stream, Progress progress) {
    List<Checkpoint> all = stream.toList();
    if (all.isEmpty()) {
      return Stream.of();
    }
    progress.stop();
    return file.join(Map.of(ref, all), ckpt.messages()).getOrDefault(ref, all).stream();
  }

  private List<Checkpoint> candidates(
      JobRef ref, Stream<Checkpoint> all, Seen seen, @Nullable Metric named) {
    return switch (which) {
      case "latest" -> all.collect(Checkpoints.toLatest()).stream().toList();
      case "best" -> {
        BestGathering best = new BestGathering(1, named);
        all.forEach(best::add);
        yield seen.count() == 0
            ? List.of()
            : best.best(MetricSelection.judging(named, ref, seen.metrics()));
      }
      default -> all.filter(this::isMeant).sorted(Checkpoints.BY_STEP).toList();
    };
  }

  private Optional<Checkpoint> chosen(List<Checkpoint> candidates) {
    return switch (which) {
      case "latest", "best" -> candidates.stream().findFirst();
      default -> byName(candidates).or(() -> byStep(candidates));
    };
  }

  private boolean isMeant(Checkpoint each) {
    return each.id().equals(which) || which.equals(each.modelName()) || isAtStep(each);
  }

  private boolean isAtStep(Checkpoint each) {
    Matcher step = STEP.matcher(which);
    return each.step() != null && step.matches() && each.step() == Long.parseLong(step.group(1));
  }

  private Optional<Checkpoint> byName(List<Checkpoint> all) {
    return all.stream()
        .filter(each -> each.id().equals(which))
        .findFirst()
        .or(() -> all.stream().filter(each -> which.equals(each.modelName())).findFirst());
  }

  private Optional<Checkpoint> byStep(List<Checkpoint> all) {
    Optional<Checkpoint> found = all.stream().filter(this::isAtStep).max(Checkpoints.BY_STEP);
    List<String> others = all.stream()
        .filter(this::isAtStep)
        .filter(each -> !each.equals(found.orElse(null)))
        .map(Checkpoint::id)
        .toList();
    if (!others.isEmpty()) {
      ckpt.messages()
          .note("Other checkpoints at step " + found.orElseThrow().step() + ": "
              + String.join(", ", others) + ".");
    }
    return found;
  }

  private void print(Checkpoint checkpoint) {
    Format as = format.format();
    if (as.isTable()) {
      new Details(ckpt.clock(), ckpt.style()).lines(checkpoint, expiry).forEach(ckpt.out()::line);
      return;
    }
    try (RecordPrinter printer =
        as.printer(ckpt.out(), Records.checkpointColumns(checkpoint.metrics().keySet()))) {
      printer.print(Records.of(checkpoint));
    }
  }
}
