package io.github.ckpt4j.cli;

import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Records;
import io.github.ckpt4j.cli.print.Table;
import io.github.ckpt4j.cli.print.Table.Column;
import io.github.ckpt4j.client.CheckpointClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "jobs",
    description = "List jobs, newest first.",
    footer = {
      "",
      "Without a reference, lists the jobs of every provider that has a key. -o ref prints one",
      "reference per line, for pipes.",
      "",
      "Examples:",
      "  ckpt jobs",
      "  ckpt jobs together: oxen:ox/farm --state running,succeeded",
      "  ckpt jobs openai: --since 7d -o ref | ckpt best -",
    })
final class JobsCommand implements Callable<Integer> {
  private static final Comparator<Job> NEWEST_FIRST = Comparator.comparing(
      Job::createdAt, Comparator.nullsLast(Comparator.<Instant>reverseOrder()));

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Mixin
  private final GaugeFormatOption format = new GaugeFormatOption(Records.jobColumns());

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only jobs created since this age (2h, 7d), date or instant.")
  private @Nullable SinceOption since;

  @Option(
      names = "--metadata",
      paramLabel = "KEY=VALUE",
      description = "Only jobs with this metadata (OpenAI and compatible providers).")
  private Map<String, String> metadata = new LinkedHashMap<>();

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "Show at most N jobs.")
  private @Nullable Integer limit;

  @Override
  public Integer call() {
    if (limit != null && limit < 0) {
      throw new IllegalArgumentException("--limit must be 0 or more, not " + limit);
    }
    if (jobs.isEmpty()) {
      jobs.chooseAll();
    }
    jobs.parse(ckpt);
    List<Job> found = new ArrayList<>();
    int code = read(found);
    List<Job> shown = found.stream()
        .sorted(NEWEST_FIRST)
        .limit(limit == null ? Long.MAX_VALUE : limit)
        .toList();
    int exit = jobs.exitCode(code);
    if (format.format() == Format.OPENMETRICS) {
      Gauges gauges = new Gauges(ckpt.clock().instant());
      shown.forEach(gauges::state);
      gauges.write(ckpt.out(), exit);
    } else {
      print(shown);
    }
    return exit;
  }

  private int read(List<Job> found) {
    try (CheckpointClient client = ckpt.client(UnaryOperator.identity());
        Progress progress = ckpt.messages().progress("Listing jobs")) {
      List<JobQuery> queries = jobs.queries().stream().map(this::narrowed).toList();
      JobFinder listed = JobFinder.find(ckpt, client, queries);
      found.addAll(listed.jobs());
      int named =
          ckpt.forEach(client, jobs.named(), CheckpointClient::job, (ref, job) -> found.add(job));
      progress.stop();
      return listed.code() == ExitCode.DONE ? named : listed.code();
    }
  }

  private JobQuery narrowed(JobQuery query) {
    JobQuery narrowed = since == null ? query : query.createdSince(since.at(ckpt.clock()));
    for (Map.Entry<String, String> each : metadata.entrySet()) {
      narrowed = narrowed.metadata(each.getKey(), each.getValue());
    }
    return narrowed;
  }

  private void print(List<Job> shown) {
    if (format.isTable()) {
      if (shown.isEmpty()) {
        ckpt.messages().note("No jobs found.");
      } else {
        ckpt.print(table(shown), format.format());
      }
      return;
    }
    try (RecordPrinter printer = format.printer(ckpt, Records.jobColumns())) {
      shown.forEach(job -> printer.print(Records.of(job)));
    }
  }

  private Table table(List<Job> shown) {
    Table table = new Table(List.of(
        Column.text("JOB", 0),
        Column.text("STATE", 0),
        Column.text("CREATED", 4),
        Column.text("BASE MODEL", 3),
        Column.text("NAME", 2),
        Column.text("RESULT", 1)));
    for (Job job : shown) {
      table.row(
          List.of(
              HumanFormat.text(job.ref()),
              job.state().name().toLowerCase(Locale.ROOT),
              HumanFormat.time(job.createdAt(), ckpt.clock()),
              HumanFormat.text(job.baseModel()),
              HumanFormat.text(job.name()),
              HumanFormat.text(job.resultModel())),
          JobCommand.paint(job, ckpt.style()));
    }
    return table;
  }
}
