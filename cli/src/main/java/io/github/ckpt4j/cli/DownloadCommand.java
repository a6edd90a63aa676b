package io.github.ckpt4j.cli;

import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Download;
import io.github.ckpt4j.DownloadProgress;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.archive.Layout;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.DownloadOptions;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "download",
    description = "Download the weights of a checkpoint, and prove that they are whole.",
    footer = {
      "",
      "The same command again resumes after any interruption: Ctrl-C, a lost connection, a crash, a",
      "full disk. A file has its name once it is complete and its size and digest are right; until",
      "then it is NAME.part. manifest.json lists the files with their SHA-256; 'ckpt verify' checks",
      "them later. Not every provider offers weights: 'ckpt providers' shows which ones do.",
      "",
      "Exits with 0 if everything is on disk, with 3 if the checkpoint does not exist, with 4 without",
      "permission, with 1 after any other failure, and with 130 after Ctrl-C.",
      "",
      "Examples:",
      "  ckpt download together:ft-1 -d my-model --unpack",
      "  ckpt download oxen:me/repo/ft_2 --best valid_loss",
      "  ckpt download baseten:project/job --all-steps --limit-rate 50M",
    })
final class DownloadCommand implements Callable<Integer> {
  private static final List<String> COLUMNS =
      List.of("job", "id", "step", "directory", "files", "bytes", "bytes_fetched", "bytes_reused");

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Parameters(
      paramLabel = "JOB",
      completionCandidates = JobArguments.Prefixes.class,
      description = "A job reference.")
  private String job = "";

  @Mixin
  private final CheckpointChoice choice = new CheckpointChoice();

  @Option(
      names = {"-d", "--directory"},
      paramLabel = "DIR",
      description = "Where to put the files (default: a new directory named after the job and the"
          + " checkpoint). With --all-steps, a directory of directories.")
  private @Nullable Path directory;

  @Mixin
  private final TransferFlags flags = new TransferFlags();

  @Option(
      names = "--artifact",
      paramLabel = "FORM",
      defaultValue = "as-is",
      completionCandidates = Forms.class,
      description = "as-is, merged (the whole model) or adapter (default as-is). Only Together AI"
          + " offers a choice.")
  private Artifact artifact = Artifact.AS_IS;

  @Option(
      names = "--unpack",
      description = "Unpack the archive that Together AI sends, and delete it then.")
  private boolean unpack;

  @Mixin
  private final FormatOption format = new FormatOption(COLUMNS);

  @Override
  public Integer call() {
    choice.check();
    JobRef ref = PastedReference.read(job, ckpt.configuration());
    Metric best = choice.best();
    try (CheckpointClient client =
        best == null ? ckpt.client(UnaryOperator.identity()) : ckpt.clientForMetrics(best)) {
      List<Checkpoint> chosen = choice.of(ref, client.list(ref));
      TransferProgress progress = ckpt.messages().transfers(ckpt.clock());
      return ResumeHint.during(
          () -> downloadAll(client, chosen, progress),
          ckpt.messages(),
          progress,
          "Stopped. Nothing downloaded so far is lost: the same command resumes.");
    }
  }

  private int downloadAll(
      CheckpointClient client, List<Checkpoint> chosen, TransferProgress progress) {
    if (format.isTable()) {
      return downloadAll(client, chosen, progress, this::show);
    }
    try (RecordPrinter printer = format.printer(ckpt, COLUMNS)) {
      return downloadAll(
          client, chosen, progress, (each, done) -> printer.print(record(each, done)));
    }
  }

  /** Completes a form, as it is written on the command line. */
  static final class Forms implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("as-is", "merged", "adapter").iterator();
    }
  }

  /** Receives a checkpoint that is on disk. */
  @FunctionalInterface
  private interface Done {
    void accept(Checkpoint checkpoint, Download download);
  }

  private int downloadAll(
      CheckpointClient client, List<Checkpoint> chosen, TransferProgress progress, Done done) {
    int code = ExitCode.DONE;
    for (Checkpoint each : chosen) {
      Path target = target(each);
      ckpt.messages().note("Downloading " + name(each) + " to " + target);
      try {
        Download download = client.download(each, target, options(progress));
        progress.close();
        done.accept(each, download);
      } catch (CheckpointException e) {
        progress.close();
        int failed = ckpt.messages().failure(e);
        code = code == ExitCode.DONE ? failed : code;
      }
    }
    return code;
  }

  private DownloadOptions options(Consumer<DownloadProgress> progress) {
    DownloadOptions options =
        flags.applyTo(DownloadOptions.defaults()).artifact(artifact).onProgress(progress);
    return unpack ? options.unpack() : options;
  }

  /** A directory of its own for each checkpoint, unless the user has named one for the only one. */
  private Path target(Checkpoint checkpoint) {
    String name = Layout.name(checkpoint);
    if (directory == null) {
      String[] parts = Layout.folder(checkpoint.job()).split("/", -1);
      return Path.of(parts[parts.length - 1] + "-" + name);
    }
    return choice.isMany() ? directory.resolve(name) : directory;
  }

  private static String name(Checkpoint checkpoint) {
    return checkpoint.job()
        + (checkpoint.step() == null ? " " + checkpoint.id() : " step " + checkpoint.step());
  }

  private void show(Checkpoint checkpoint, Download download) {
    ckpt.out()
        .line(HumanFormat.text(name(checkpoint)) + ": "
            + HumanFormat.count(download.files().size(), "file") + ", "
            + HumanFormat.size(download.bytes()) + " ("
            + HumanFormat.size(download.bytesFetched()) + " fetched) in "
            + HumanFormat.text(download.directory()));
  }

  private static Map<String, @Nullable Object> record(Checkpoint checkpoint, Download download) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("job", checkpoint.job().toString());
    fields.put("id", checkpoint.id());
    fields.put("step", checkpoint.step());
    fields.put("directory", download.directory().toString());
    fields.put("files", download.files().size());
    fields.put("bytes", download.bytes());
    fields.put("bytes_fetched", download.bytesFetched());
    fields.put("bytes_reused", download.bytesReused());
    return fields;
  }
}
