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
      List<Checkpoint> listed = withExpiry(client).list(ref);
      if (listed.isEmpty()) {
        throw NoCheckpoints.of(client, ref);
      }
      progress.stop();
      List<Checkpoint> all =
          file.join(Map.of(ref, listed), ckpt.messages()).getOrDefault(ref, listed);
      checkpoint = find(ref, all, named)
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

  private Optional<Checkpoint> find(JobRef ref, List<Checkpoint> all, @Nullable Metric named) {
    return switch (which) {
      case "latest" -> Checkpoints.latest(all);
      case "best" -> Checkpoints.best(all, MetricSelection.judging(named, ref, all));
      default -> byName(all).or(() -> byStep(all));
    };
  }

  private Optional<Checkpoint> byName(List<Checkpoint> all) {
    return all.stream()
        .filter(each -> each.id().equals(which))
        .findFirst()
        .or(() -> all.stream().filter(each -> which.equals(each.modelName())).findFirst());
  }

  private Optional<Checkpoint> byStep(List<Checkpoint> all) {
    Matcher matcher = STEP.matcher(which);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long step = Long.parseLong(matcher.group(1));
    Optional<Checkpoint> found = Checkpoints.atStep(all, step);
    List<String> others = all.stream()
        .filter(each -> each.step() != null && each.step() == step)
        .filter(each -> !each.equals(found.orElse(null)))
        .map(Checkpoint::id)
        .toList();
    if (!others.isEmpty()) {
      ckpt.messages()
          .note("Other checkpoints at step " + step + ": " + String.join(", ", others) + ".");
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
