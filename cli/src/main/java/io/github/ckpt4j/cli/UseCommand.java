package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.Usage;
import io.github.ckpt4j.Usage.Deployment;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.client.CheckpointClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "use",
    description = "Show what to send to use a checkpoint, and how to train further from it.",
    footer = {
      "",
      "Nothing is deployed or changed. Commands read keys from environment variables. What the vendor",
      "documents is marked as such; the rest is assumed. What you have to fill in stands in <angle",
      "brackets>.",
      "",
      "Examples:",
      "  ckpt use openai:ftjob-abc123 best",
      "  ckpt use together:ft-1 300",
      "  ckpt use openai:ftjob-abc123 all -o promptfoo > providers.json",
    })
final class UseCommand implements Callable<Integer> {
  private static final String ALL = "all";

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
      index = "1..*",
      arity = "0..*",
      paramLabel = "CHECKPOINT",
      completionCandidates = Which.class,
      description = "Steps, ids, model names, best, latest or all (default latest).")
  private List<String> which = List.of();

  @Mixin
  private final MetricOption metric = new MetricOption();

  @Mixin
  private final MetricsFileOption file = new MetricsFileOption();

  @Mixin
  private final UseFormatOption format = new UseFormatOption(UsageRecords.FIELDS);

  /** Completes the words that stand for checkpoints. */
  static final class Which extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Which() {
      super(List.of(CheckpointReference.BEST, CheckpointReference.LATEST, ALL));
    }
  }

  @Override
  public Integer call() {
    List<CheckpointReference> references = references();
    boolean isJudged = references.stream().anyMatch(CheckpointReference::isBest);
    Metric named = isJudged ? file.judging(metric.metric()) : null;
    file.metrics();
    JobRef ref = references.get(0).job();
    try (CheckpointClient client = isJudged
            ? file.clientFor(ckpt, named)
            : ckpt.client(options -> file.isGiven() ? options : options.withoutMetrics());
        Progress progress = ckpt.messages().progress("Reading " + ref)) {
      List<Checkpoint> listed = client.list(ref);
      if (listed.isEmpty()) {
        throw NoCheckpoints.of(client, ref);
      }
      progress.stop();
      List<Checkpoint> all =
          file.join(Map.of(ref, listed), ckpt.messages()).getOrDefault(ref, listed);
      List<Checkpoint> chosen = new ArrayList<>();
      for (CheckpointReference each : references) {
        if (each.which().equals(ALL)) {
          all.stream()
              .filter(Checkpoint::isUsable)
              .sorted(Checkpoints.BY_STEP)
              .forEach(chosen::add);
        } else {
          chosen.add(each.find(all, Checkpoints.metrics(all), named, ckpt.messages()));
        }
      }
      ListedModels.add(ckpt, chosen);
      return print(client, chosen.stream().distinct().toList());
    }
  }

  private List<CheckpointReference> references() {
    if (which.size() <= 1) {
      return List.of(CheckpointReference.read(ckpt, job, which.isEmpty() ? null : which.get(0)));
    }
    return which.stream().map(each -> CheckpointReference.read(ckpt, job, each)).toList();
  }

  private int print(CheckpointClient client, List<Checkpoint> chosen) {
    if (format.format() == Format.PROMPTFOO) {
      return promptfoo(client, chosen);
    }
    if (format.isTable()) {
      String before = "";
      for (Checkpoint each : chosen) {
        ckpt.out().write(before);
        show(each, client.usage(each));
        before = "\n";
      }
      return ExitCode.DONE;
    }
    try (RecordPrinter printer = format.printer(ckpt, UsageRecords.COLUMNS)) {
      chosen.forEach(each -> printer.print(UsageRecords.of(each, client.usage(each))));
    }
    return ExitCode.DONE;
  }

  /** Leaves out what cannot be requested as it is. */
  private int promptfoo(CheckpointClient client, List<Checkpoint> chosen) {
    int code = ExitCode.DONE;
    try (RecordPrinter printer = Format.JSON.printer(ckpt.out(), List.of())) {
      for (Checkpoint each : chosen) {
        Usage usage = client.usage(each);
        if (usage.model() == null || usage.baseUrl().contains("<")) {
          code = ExitCode.FAILED;
          ckpt.messages()
              .warn(each.job() + ": " + each.id() + " must be deployed first. Hint: 'ckpt use "
                  + each.job() + " " + each.id() + "' shows how");
        } else {
          printer.print(UsageRecords.promptfoo(usage, Objects.requireNonNull(usage.model())));
        }
      }
    }
    return code;
  }

  private void show(Checkpoint checkpoint, Usage usage) {
    line(ckpt.style()
        .bold(HumanFormat.text(checkpoint.job())
            + (checkpoint.step() == null ? "" : "  step " + checkpoint.step())
            + "  " + HumanFormat.text(checkpoint.id())));
    line("  base URL  " + HumanFormat.text(usage.baseUrl()));
    line("  model     " + HumanFormat.text(usage.modelOrForm()));
    line("  deploy    " + words(usage.deployment()) + mark(usage.evidence()));
    if (!usage.deploy().isEmpty()) {
      section("Deploy it first:");
      usage.deploy().forEach(this::instruction);
    }
    section(usage.deployment() == Deployment.REQUIRED ? "Then send:" : "Send:");
    usage.curl().lines().forEach(each -> line("  " + each));
    Usage.Instruction resume = usage.resume();
    if (resume == null) {
      section("No way to train further from it is documented.");
    } else {
      section("Train further from it:");
      instruction(resume);
    }
  }

  private void section(String title) {
    line("");
    line(ckpt.style().bold(title));
  }

  private void instruction(Usage.Instruction instruction) {
    line("  " + HumanFormat.text(instruction.text()) + mark(instruction.evidence()));
    if (instruction.code() != null) {
      line("  " + HumanFormat.text(instruction.code()));
    }
  }

  private String mark(Usage.Evidence evidence) {
    return " " + ckpt.style().dim("(" + evidence.name().toLowerCase(Locale.ROOT) + ")");
  }

  private static String words(Deployment deployment) {
    return switch (deployment) {
      case NOT_NEEDED -> "not needed";
      case REQUIRED -> "required";
      case DONE -> "done";
      case UNKNOWN -> "unknown";
    };
  }

  private void line(String text) {
    ckpt.out().line(text);
  }
}
