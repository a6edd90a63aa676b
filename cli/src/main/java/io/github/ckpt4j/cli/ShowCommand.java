package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.Details;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Records;
import io.github.ckpt4j.client.CheckpointClient;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
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
      "  ckpt show ft-1:300",
    })
final class ShowCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Parameters(
      index = "0",
      paramLabel = "JOB",
      completionCandidates = JobArguments.Prefixes.class,
      description = "A job reference, or the model name of a checkpoint that was shown lately.")
  private String job = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "CHECKPOINT",
      completionCandidates = Which.class,
      description = "A step, an id, a model name, best or latest (default latest).")
  private @Nullable String which;

  @Mixin
  private final CheckpointFormatOption format = new CheckpointFormatOption();

  @Mixin
  private final MetricOption metric = new MetricOption();

  @Mixin
  private final MetricsFileOption file = new MetricsFileOption();

  @Option(
      names = "--expiry",
      description = "Show when the checkpoint ends, by everything that is known.")
  private boolean expiry;

  /** Completes the words that stand for a checkpoint. */
  static final class Which implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of(CheckpointReference.BEST, CheckpointReference.LATEST).iterator();
    }
  }

  @Override
  public Integer call() {
    CheckpointReference reference = CheckpointReference.read(ckpt, job, which);
    JobRef ref = reference.job();
    Metric named = reference.isBest() ? file.judging(metric.metric()) : null;
    file.metrics();
    Checkpoint checkpoint;
    try (CheckpointClient client = client(reference, named);
        Progress progress = ckpt.messages().progress("Reading " + ref)) {
      Seen seen = new Seen();
      List<Checkpoint> some = candidates(withExpiry(client), reference, named, seen, progress);
      progress.stop();
      checkpoint = reference.find(some, seen.metrics(), named, ckpt.messages());
    }
    ListedModels.add(ckpt, List.of(checkpoint));
    print(checkpoint);
    return ExitCode.DONE;
  }

  private CheckpointClient client(CheckpointReference reference, @Nullable Metric named) {
    return reference.isBest() ? file.clientFor(ckpt, named) : ckpt.client(UnaryOperator.identity());
  }

  private CheckpointClient withExpiry(CheckpointClient client) {
    return expiry ? client.with(client.options().withExpiry()) : client;
  }

  /** Keeps only what may be shown, unless a file has values for all checkpoints. */
  private List<Checkpoint> candidates(
      CheckpointClient client,
      CheckpointReference reference,
      @Nullable Metric named,
      Seen seen,
      Progress progress) {
    try (Stream<Checkpoint> stream = client.stream(reference.job())) {
      Stream<Checkpoint> all = file.isGiven() ? joined(reference.job(), stream, progress) : stream;
      List<Checkpoint> candidates = reference.candidates(all.peek(seen::add), named);
      if (seen.count() == 0) {
        throw NoCheckpoints.of(client, reference.job());
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

  private void print(Checkpoint checkpoint) {
    if (format.isTable()) {
      new Details(ckpt.clock(), ckpt.style()).lines(checkpoint, expiry).forEach(ckpt.out()::line);
      return;
    }
    try (RecordPrinter printer =
        format.printer(ckpt, Records.checkpointColumns(checkpoint.metrics().keySet()))) {
      printer.print(Records.of(checkpoint));
    }
  }
}
