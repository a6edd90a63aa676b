package io.github.ckpt4j.cli;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.archive.Catalog;
import io.github.ckpt4j.cli.archive.Shard;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Table;
import io.github.ckpt4j.cli.print.Table.Column;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.DownloadOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "archive",
    description = "Save everything that the providers offer of many jobs, in one layout.",
    footer = {
      "",
      "DIR/PROVIDER/JOB has job.json, checkpoints.jsonl, metrics.csv, events.jsonl, results (the",
      "files of measurements that OpenAI makes), SHA256SUMS, and the weights in checkpoints. To",
      "DIR/catalog.jsonl one record per checkpoint is appended. Not every provider offers weights:",
      "'ckpt providers' shows which ones do.",
      "",
      "The same command again fetches only what is new, and resumes after any interruption. Nothing",
      "is deleted, also when a provider no longer lists it. --shard shares the jobs between workers",
      "by a hash of their references: start N of them, from 0/N to N-1/N.",
      "",
      "A job that cannot be archived is a row with its error, and sets the exit code; the others are",
      "archived.",
      "",
      "Examples:",
      "  ckpt archive --all -d archive --weights none",
      "  ckpt archive together: oxen:me/repo -d archive --weights best",
      "  ckpt archive --all -d archive --expiring-within 14d",
      "  ckpt archive --all -d /archive --shard $JOB_COMPLETION_INDEX/4",
    })
final class ArchiveCommand implements Callable<Integer> {
  /** How many jobs are read ahead while the weights of one arrive. */
  private static final int AHEAD = 8;

  private static final Duration LONGEST = Duration.ofHours(24);

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Option(
      names = {"-d", "--directory"},
      paramLabel = "DIR",
      required = true,
      description = "The archive, which is created if it is missing.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Path directory;

  @Option(
      names = "--weights",
      paramLabel = "WHICH",
      defaultValue = "all",
      description =
          "Of which checkpoints to save the weights: ${COMPLETION-CANDIDATES} (default all).")
  private Weights weights = Weights.ALL;

  @Option(
      names = "--expiring-within",
      paramLabel = "TIME",
      description = "Only jobs with a checkpoint that ends within this time, such as 14d, and only"
          + " the weights of such checkpoints.")
  private @Nullable Duration within;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description = "Only this share of the jobs, I from 0 to N-1.")
  private Shard shard = Shard.ALL;

  @Mixin
  private final TransferFlags flags = new TransferFlags();

  @Mixin
  private final FormatOption format = new FormatOption(ArchivedJob.COLUMNS);

  @Override
  public Integer call() throws IOException {
    List<JobRef> refs = jobs.read(ckpt).stream().filter(shard::includes).toList();
    TransferProgress progress = ckpt.messages().transfers(ckpt.clock());
    try (CheckpointClient client = ckpt.client(this::options);
        Catalog catalog = Catalog.open(directory)) {
      DownloadOptions options = flags.applyTo(DownloadOptions.defaults()).onProgress(progress);
      Instant limit = within == null ? null : ckpt.clock().instant().plus(within);
      JobArchiver archiver =
          new JobArchiver(ckpt, client, directory, catalog, weights, limit, options, progress);
      return ResumeHint.during(
          () -> jobs.exitCode(archive(client, refs, archiver)),
          ckpt.messages(),
          progress,
          "Stopped. Nothing archived so far is lost: the same command resumes.");
    } catch (IOException e) {
      throw DiskException.of("cannot write " + directory, e);
    }
  }

  /** Nobody waits for an archive, and a job may have a million checkpoints. */
  private CallOptions options(CallOptions usual) {
    CallOptions patient = ckpt.timeout() == null ? usual.timeout(LONGEST) : usual;
    return within == null ? patient : patient.withExpiry();
  }

  private int archive(CheckpointClient client, List<JobRef> refs, JobArchiver archiver) {
    if (format.isTable()) {
      List<ArchivedJob> rows = new ArrayList<>();
      int code = archive(client, refs, archiver, rows::add);
      ckpt.print(table(rows), format.format());
      return code;
    }
    try (RecordPrinter printer = format.printer(ckpt, ArchivedJob.COLUMNS)) {
      return archive(client, refs, archiver, each -> printer.print(each.record()));
    }
  }

  private int archive(
      CheckpointClient client,
      List<JobRef> refs,
      JobArchiver archiver,
      Consumer<ArchivedJob> action) {
    int code = ExitCode.DONE;
    Iterator<JobRef> left = refs.iterator();
    Deque<CompletableFuture<JobContent>> ahead = new ArrayDeque<>();
    for (JobRef ref : refs) {
      while (ahead.size() < AHEAD && left.hasNext()) {
        JobRef next = left.next();
        ahead.add(client.async(scoped -> JobContent.read(scoped, next, directory)));
      }
      ArchivedJob row = archive(ref, ahead.remove(), archiver);
      if (row.state() != ArchivedJob.State.SKIPPED) {
        action.accept(row);
      }
      code = code == ExitCode.DONE ? row.code() : code;
    }
    return code;
  }

  private ArchivedJob archive(
      JobRef ref, CompletableFuture<JobContent> content, JobArchiver archiver) {
    try {
      return archiver.archive(content.join());
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof CheckpointException failure) {
        return ArchivedJob.failed(ref, failure.detail(), ExitCode.of(failure));
      }
      String reason = cause instanceof DiskException ? cause.getMessage() : null;
      return ArchivedJob.failed(
          ref, reason == null ? String.valueOf(cause) : reason, ExitCode.FAILED);
    }
  }

  private Table table(List<ArchivedJob> rows) {
    Table table = new Table(List.of(
        Column.text("JOB", 0),
        Column.text("ARCHIVED", 0),
        Column.number("CHECKPOINTS", 3),
        Column.number("WEIGHTS", 2),
        Column.number("SIZE", 2),
        Column.number("FETCHED", 4),
        Column.text("ERROR", 1)));
    for (ArchivedJob each : rows) {
      table.row(List.of(
          HumanFormat.text(each.job()),
          each.state().toString(),
          HumanFormat.count(each.checkpoints()),
          HumanFormat.count(each.weights()),
          HumanFormat.size(each.bytes()),
          HumanFormat.size(each.bytesFetched()),
          HumanFormat.text(each.errors().isEmpty() ? null : String.join("; ", each.errors()))));
    }
    return table;
  }
}
