package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Records;
import io.github.ckpt4j.cli.print.Table;
import io.github.ckpt4j.cli.print.Table.Column;
import io.github.ckpt4j.client.CheckpointClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "expiring",
    description = "List checkpoints that will be deleted or stop serving, soonest first.",
    footer = {
      "",
      "The source is 'provider' if the provider's API reports the end, and 'announced' if the vendor",
      "has published it for the base model. Checkpoints with an unknown end are not listed; that does",
      "not mean that they stay.",
      "",
      "Exits with 6 if something ends within the time or has ended, with 0 if nothing does, so that",
      "a scheduled run can act on it.",
      "",
      "Examples:",
      "  ckpt expiring --all",
      "  ckpt expiring openai: baseten: --within 30d -o json",
    })
final class ExpiringCommand implements Callable<Integer> {
  private static final List<String> COLUMNS =
      List.of("job", "provider", "expires_at", "checkpoints", "last", "source", "evidence");

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Option(
      names = "--within",
      paramLabel = "TIME",
      description = "List what ends within this time (default 14d).")
  private Duration within = Duration.ofDays(14);

  @Mixin
  private final GaugeFormatOption format = new GaugeFormatOption(COLUMNS);

  /**
   * The checkpoints of a job that end at the same time.
   *
   * @param last the one with the highest step
   */
  private record Ending(JobRef job, Expiry expiry, long checkpoints, Checkpoint last) {
    Ending plus(Ending other) {
      Checkpoint later = Checkpoints.BY_STEP.compare(last, other.last) < 0 ? other.last : last;
      return new Ending(job, expiry, checkpoints + other.checkpoints, later);
    }
  }

  /**
   * The checkpoints of a job that end.
   *
   * @param due those that end within the time
   * @param unknown how many checkpoints have an unknown end
   */
  private record Endings(Collection<Ending> due, long unknown) {
    /** Keeps one checkpoint for each end, as a job may have more than fit in memory. */
    static Endings read(CheckpointClient client, JobRef job, Instant limit) {
      Map<Expiry, Ending> due = new LinkedHashMap<>();
      long unknown = 0;
      try (Stream<Checkpoint> checkpoints = client.stream(job)) {
        for (Checkpoint each : (Iterable<Checkpoint>) checkpoints::iterator) {
          Expiry expiry = each.expiry();
          if (expiry == null) {
            unknown++;
          } else if (!expiry.at().isAfter(limit)) {
            due.merge(expiry, new Ending(job, expiry, 1, each), Ending::plus);
          }
        }
      }
      return new Endings(due.values(), unknown);
    }
  }

  @Override
  public Integer call() {
    if (jobs.isEmpty()) {
      jobs.chooseAll();
    }
    List<JobRef> refs = jobs.read(ckpt);
    List<Ending> endings = new ArrayList<>();
    long[] unknown = {0};
    int code;
    try (CheckpointClient client = ckpt.client(usual -> usual.withExpiry().withoutMetrics());
        Progress progress = ckpt.messages().progress("Reading " + jobsOf(refs), "job")) {
      Instant limit = ckpt.clock().instant().plus(within);
      code = ckpt.forEach(
          client, refs, (scoped, job) -> Endings.read(scoped, job, limit), (job, found) -> {
            progress.step();
            endings.addAll(found.due());
            unknown[0] += found.unknown();
          });
    }
    endings.sort(Comparator.comparing((Ending each) -> each.expiry().at())
        .thenComparing(each -> each.job().toString()));
    int failed = jobs.exitCode(code);
    if (format.format() == Format.OPENMETRICS) {
      gauges(endings).write(ckpt.out(), failed);
    } else {
      print(endings);
    }
    if (unknown[0] > 0) {
      ckpt.messages()
          .note("The end of " + HumanFormat.count(unknown[0], "checkpoint") + " is unknown.");
    }
    return failed != ExitCode.DONE ? failed : endings.isEmpty() ? ExitCode.DONE : ExitCode.DUE;
  }

  private static String jobsOf(List<JobRef> refs) {
    return HumanFormat.count(refs.size(), "job");
  }

  /** The earliest end of each job. */
  private Gauges gauges(List<Ending> endings) {
    Gauges gauges = new Gauges(ckpt.clock().instant());
    for (int i = endings.size() - 1; i >= 0; i--) {
      gauges.expiry(endings.get(i).job(), endings.get(i).expiry().at());
    }
    return gauges;
  }

  private void print(List<Ending> endings) {
    Format as = format.format();
    if (!format.isTable()) {
      try (RecordPrinter printer = format.printer(ckpt, COLUMNS)) {
        endings.forEach(each -> printer.print(record(each)));
      }
    } else if (endings.isEmpty()) {
      ckpt.messages().note("Nothing is known to end within " + left(within) + ".");
    } else {
      ckpt.print(table(endings), as);
    }
  }

  private static Map<String, @Nullable Object> record(Ending ending) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("job", ending.job().toString());
    fields.put("provider", ending.job().provider());
    fields.put("expires_at", ending.expiry().at());
    fields.put("checkpoints", ending.checkpoints());
    fields.put("last", name(ending.last()));
    fields.put("source", Records.source(ending.expiry()));
    fields.put("evidence", ending.expiry().evidence());
    return fields;
  }

  private static String name(Checkpoint checkpoint) {
    String model = checkpoint.modelName();
    return model == null ? checkpoint.id() : model;
  }

  private Table table(List<Ending> endings) {
    Table table = new Table(List.of(
        Column.text("ENDS", 0),
        Column.text("IN", 0),
        Column.text("JOB", 0),
        Column.number("CHECKPOINTS", 3),
        Column.text("SOURCE", 4),
        Column.text("LAST CHECKPOINT", 2),
        Column.text("EVIDENCE", 1)));
    Instant now = ckpt.clock().instant();
    for (Ending each : endings) {
      table.row(List.of(
          HumanFormat.time(each.expiry().at(), ckpt.clock()),
          left(Duration.between(now, each.expiry().at())),
          HumanFormat.text(each.job()),
          HumanFormat.count(each.checkpoints()),
          Records.source(each.expiry()),
          HumanFormat.text(name(each.last())),
          HumanFormat.text(each.expiry().evidence())));
    }
    return table;
  }

  private static String left(Duration time) {
    if (time.isNegative() || time.isZero()) {
      return "ended";
    }
    return time.toDays() > 0
        ? time.toDays() + "d"
        : time.toHours() > 0 ? time.toHours() + "h" : time.toMinutes() + "m";
  }
}
