package io.github.ckpt4j.cli;

import io.github.ckpt4j.JobEvent;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Records;
import io.github.ckpt4j.client.CheckpointClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "events",
    description = "Show what happened to a job, oldest first.",
    footer = {
      "",
      "OpenAI reports metrics between checkpoints, Baseten the lines of the job's log. Oxen.ai reports",
      "no events.",
      "",
      "Examples:",
      "  ckpt events openai:ftjob-abc123",
      "  ckpt events together:ft-1 --follow",
    })
final class EventsCommand implements Callable<Integer> {
  private static final Comparator<JobEvent> OLDEST_FIRST = Comparator.comparing(
      JobEvent::time, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()));

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Parameters(
      paramLabel = "JOB",
      completionCandidates = JobArguments.Prefixes.class,
      description = "A job reference.")
  private String job = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Continue until the job has ended.")
  private boolean follow;

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      description = "Polling interval of --follow (default 5s).")
  private Duration interval = Duration.ofSeconds(5);

  @Mixin
  private final FormatOption format = new FormatOption(Records.eventColumns());

  @Override
  public Integer call() throws InterruptedException {
    JobRef ref = PastedReference.read(job, ckpt.configuration());
    try (CheckpointClient client = ckpt.client(UnaryOperator.identity())) {
      if (format.isTable()) {
        show(client, ref, this::line);
        return ExitCode.DONE;
      }
      try (RecordPrinter printer = format.printer(ckpt, Records.eventColumns())) {
        show(client, ref, event -> printer.print(Records.of(ref, event)));
      }
      return ExitCode.DONE;
    }
  }

  private void show(CheckpointClient client, JobRef ref, Consumer<JobEvent> action)
      throws InterruptedException {
    Set<JobEvent> seen = new HashSet<>();
    while (true) {
      // Read the state before the events: events read after the end are complete.
      boolean last = !follow || client.job(ref).hasEnded();
      read(client, ref).stream().filter(event -> !follow || seen.add(event)).forEach(action);
      if (last) {
        return;
      }
      TimeUnit.NANOSECONDS.sleep(interval.toNanos());
    }
  }

  private static List<JobEvent> read(CheckpointClient client, JobRef ref) {
    try (Stream<JobEvent> events = client.events(ref)) {
      // Events with the same time keep the provider's order, reversed if that is newest first.
      List<JobEvent> all = events.collect(Collectors.toList());
      if (isNewestFirst(all)) {
        Collections.reverse(all);
      }
      all.sort(OLDEST_FIRST);
      return all;
    }
  }

  private static boolean isNewestFirst(List<JobEvent> events) {
    return events.size() > 1
        && OLDEST_FIRST.compare(events.get(0), events.get(events.size() - 1)) > 0;
  }

  private void line(JobEvent event) {
    String metrics = event.metrics().entrySet().stream()
        .map(each -> HumanFormat.text(each.getKey()) + " " + HumanFormat.number(each.getValue()))
        .collect(Collectors.joining("  "));
    String level = switch (event.level()) {
      case WARNING, ERROR -> event.level().name().toLowerCase(Locale.ROOT) + ": ";
      case DEBUG, INFO, UNKNOWN -> "";
    };
    String text = HumanFormat.time(event.time(), ckpt.clock())
        + "  "
        + level
        + HumanFormat.text(event.message())
        + (metrics.isEmpty() ? "" : "  " + metrics);
    ckpt.out().line(event.level() == JobEvent.Level.ERROR ? ckpt.style().bad(text) : text);
  }
}
