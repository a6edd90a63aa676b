package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Download;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.archive.Catalog;
import io.github.ckpt4j.cli.archive.JobFiles;
import io.github.ckpt4j.cli.archive.Layout;
import io.github.ckpt4j.cli.archive.MetricsTable;
import io.github.ckpt4j.cli.archive.RecordLines;
import io.github.ckpt4j.cli.print.Records;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.DownloadOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes one job after another into an archive. */
final class JobArchiver {
  private static final String MANIFEST = "manifest.json";

  private final Ckpt ckpt;
  private final CheckpointClient client;
  private final Path archive;
  private final Catalog catalog;
  private final Weights weights;
  private final @Nullable Instant limit;
  private final DownloadOptions options;
  private final TransferProgress progress;

  /**
   * An archiver of jobs.
   *
   * @param limit only checkpoints that end until then; null for all
   * @param options how to download weights, with {@code progress} as their listener
   */
  JobArchiver(
      Ckpt ckpt,
      CheckpointClient client,
      Path archive,
      Catalog catalog,
      Weights weights,
      @Nullable Instant limit,
      DownloadOptions options,
      TransferProgress progress) {
    this.ckpt = ckpt;
    this.client = client;
    this.archive = archive;
    this.catalog = catalog;
    this.weights = weights;
    this.limit = limit;
    this.options = options;
    this.progress = progress;
  }

  /** Archives a job. Failures are part of the result. */
  ArchivedJob archive(JobContent content) {
    JobRef ref = content.job().ref();
    if (limit != null && content.checkpoints().stream().noneMatch(this::endsInTime)) {
      return ArchivedJob.skipped(ref);
    }
    try (JobFiles files = JobFiles.open(Layout.resolve(archive, ref))) {
      return new OneJob(content, files).archive();
    } catch (IOException e) {
      DiskException failure = DiskException.of("cannot write " + Layout.resolve(archive, ref), e);
      return ArchivedJob.failed(ref, String.valueOf(failure.getMessage()), ExitCode.FAILED);
    }
  }

  private boolean endsInTime(Checkpoint checkpoint) {
    Expiry expiry = checkpoint.expiry();
    return limit == null || (expiry != null && !expiry.at().isAfter(limit));
  }

  /** What became of a checkpoint's weights; what comes later in this list replaces what is before. */
  private enum Saved {
    FAILED("failed"),
    NOT_CHOSEN("not-chosen"),
    NOT_READY("not-ready"),
    NOT_OFFERED("not-offered"),
    SAVED("saved");

    private final String word;

    Saved(String word) {
      this.word = word;
    }

    /** Whether a record of this says more than the last record of the checkpoint. */
    boolean isMoreThan(@Nullable String recorded) {
      return recorded == null
          || Stream.of(values())
              .noneMatch(each -> each.word.equals(recorded) && each.compareTo(this) >= 0);
    }
  }

  /** The work on one job. */
  private final class OneJob {
    private final JobContent content;
    private final JobFiles files;
    private final List<String> errors = new ArrayList<>();
    private int code = ExitCode.DONE;
    private boolean changed;
    private int saved;
    private long bytes;
    private long fetched;

    OneJob(JobContent content, JobFiles files) {
      this.content = content;
      this.files = files;
    }

    ArchivedJob archive() throws IOException {
      content.errors().forEach(this::failed);
      int records = writeTexts();
      changed |= files.commit();
      Set<Checkpoint> chosen = Set.copyOf(weights.of(usable()));
      for (Checkpoint each : content.checkpoints()) {
        save(each, chosen.contains(each));
      }
      catalog.flush();
      ArchivedJob.State state = !errors.isEmpty()
          ? ArchivedJob.State.PARTIAL
          : changed ? ArchivedJob.State.UPDATED : ArchivedJob.State.UNCHANGED;
      return new ArchivedJob(
          content.job().ref(), state, records, saved, bytes, fetched, List.copyOf(errors), code);
    }

    private void failed(CheckpointException e) {
      errors.add(e.detail());
      code = code == ExitCode.DONE ? ExitCode.of(e) : code;
    }

    private List<Checkpoint> usable() {
      return content.checkpoints().stream().filter(Checkpoint::isUsable).toList();
    }

    /** Writes everything but the weights, and returns how many checkpoints the job has. */
    private int writeTexts() throws IOException {
      warnOfDamage();
      files.write(Layout.JOB, out -> write(out, JobContent.line(content.job())));
      int records = RecordLines.checkpoints(files, content.checkpoints());
      MetricsTable.write(files);
      if (content.eventsFailed()) {
        files.unlist(Layout.EVENTS);
      }
      if (content.events().isPresent()) {
        JobRef ref = content.job().ref();
        RecordLines.all(
            files,
            Layout.EVENTS,
            content.events().get().stream().map(event -> Records.of(ref, event)));
      }
      for (Map.Entry<String, String> each : content.resultFiles().entrySet()) {
        files.write(each.getKey(), out -> write(out, each.getValue()));
      }
      return records;
    }

    private void warnOfDamage() throws IOException {
      for (String each : List.of(Layout.CHECKPOINTS, Layout.EVENTS)) {
        if (files.isDamaged(each)) {
          ckpt.messages()
              .warn(Layout.folder(content.job().ref()) + "/" + each
                  + " was damaged, and is written again from what the provider still has");
        }
      }
    }

    private void save(Checkpoint checkpoint, boolean isChosen) throws IOException {
      boolean wanted = isChosen && endsInTime(checkpoint);
      Download download = null;
      Saved state = Saved.NOT_CHOSEN;
      if (!checkpoint.isUsable() && weights != Weights.NONE) {
        state = Saved.NOT_READY;
      } else if (wanted) {
        try {
          download = download(checkpoint);
          state = Saved.SAVED;
        } catch (CheckpointException e) {
          state = stateAfter(e);
        }
      }
      if (state.isMoreThan(catalog.weights(checkpoint))) {
        catalog.add(checkpoint, record(checkpoint, state, download));
        changed = true;
      }
      if (download != null) {
        catalog.flush();
      }
    }

    private Saved stateAfter(CheckpointException e) {
      switch (e.kind()) {
        case CANCELLED -> throw e;
        case UNSUPPORTED -> {
          return Saved.NOT_OFFERED;
        }
        case NOT_FOUND, CONFLICT, INVALID_REQUEST -> {
          // Some providers offer the weights of a job after its end only, and only if it succeeded.
          if (!content.job().hasEnded()) {
            return Saved.NOT_READY;
          }
          if (content.job().state() != Job.State.SUCCEEDED) {
            return Saved.NOT_OFFERED;
          }
        }
        default -> {}
      }
      failed(e);
      return Saved.FAILED;
    }

    private Download download(Checkpoint checkpoint) throws IOException {
      String path = Layout.weights(checkpoint);
      try {
        Download download = client.download(
            checkpoint, Layout.resolve(archive, checkpoint.job()).resolve(path), options);
        files.list(path + "/" + MANIFEST);
        changed |= files.commit();
        saved++;
        bytes += download.bytes();
        fetched += download.bytesFetched();
        return download;
      } finally {
        progress.close();
      }
    }

    private Map<String, @Nullable Object> record(
        Checkpoint checkpoint, Saved state, @Nullable Download download) {
      Job job = content.job();
      Map<String, @Nullable Object> fields = new LinkedHashMap<>(Records.of(checkpoint));
      fields.remove("details"); // In checkpoints.jsonl; each provider's have other types.
      fields.put("job_name", job.name());
      fields.put("base_model", job.baseModel());
      fields.put("directory", Layout.folder(job.ref()));
      fields.put("weights", state.word);
      fields.put(
          "weights_directory",
          download == null ? null : Layout.folder(job.ref()) + "/" + Layout.weights(checkpoint));
      fields.put("weights_files", download == null ? null : download.files().size());
      fields.put("weights_bytes", download == null ? null : download.bytes());
      fields.put("archived_at", ckpt.clock().instant());
      return fields;
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
