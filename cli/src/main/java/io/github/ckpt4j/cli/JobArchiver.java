package io.github.ckpt4j.cli;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Download;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.archive.Catalog;
import io.github.ckpt4j.cli.archive.JobFiles;
import io.github.ckpt4j.cli.archive.Layout;
import io.github.ckpt4j.cli.archive.Listing;
import io.github.ckpt4j.cli.archive.MetricsTable;
import io.github.ckpt4j.cli.archive.RecordLines;
import io.github.ckpt4j.cli.archive.WeightsState;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.DownloadOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes one job after another into an archive. */
final class JobArchiver {
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
    try (content) {
      if (!hasAnythingInTime(content)) {
        return ArchivedJob.skipped(ref);
      }
      try (JobFiles files = JobFiles.open(Layout.resolve(archive, ref))) {
        return new OneJob(content, files).archive();
      }
    } catch (IOException e) {
      DiskException failure = DiskException.of("cannot write " + Layout.resolve(archive, ref), e);
      return ArchivedJob.failed(ref, String.valueOf(failure.getMessage()), ExitCode.FAILED);
    }
  }

  private boolean hasAnythingInTime(JobContent content) throws IOException {
    if (limit == null) {
      return true;
    }
    boolean[] found = {false};
    content.listing().lines(line -> found[0] |= endsInTime(Listing.record(line)));
    return found[0];
  }

  private boolean endsInTime(JsonObject record) {
    return limit == null
        || (record.get("expires_at") instanceof JsonPrimitive end
            && !Instant.parse(end.getAsString()).isAfter(limit));
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
      Map<String, Checkpoint> offered = new HashMap<>();
      content.withWeights().forEach(each -> offered.put(each.id(), each));
      Set<Checkpoint> chosen = Set.copyOf(weights.of(usable()));
      content.listing().lines(line -> {
        JsonObject record = Listing.record(line);
        Checkpoint checkpoint = offered.get(record.get("id").getAsString());
        save(record, checkpoint, checkpoint != null && chosen.contains(checkpoint));
      });
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
      return content.withWeights().stream().filter(Checkpoint::isUsable).toList();
    }

    /** Writes everything but the weights, and returns how many checkpoints the job has. */
    private int writeTexts() throws IOException {
      warnOfDamage();
      files.write(Layout.JOB, out -> write(out, JobContent.line(content.job())));
      int records = RecordLines.checkpoints(files, content.listing());
      MetricsTable.write(files);
      if (content.eventsFailed()) {
        files.unlist(Layout.EVENTS);
      }
      if (content.events().isPresent()) {
        RecordLines.all(files, Layout.EVENTS, content.events().get());
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

    /** The checkpoint is null if its provider offers no weights. */
    private void save(JsonObject listed, @Nullable Checkpoint checkpoint, boolean isChosen)
        throws IOException {
      boolean inTime = endsInTime(listed);
      Download download = null;
      WeightsState state = WeightsState.NOT_CHOSEN;
      if (checkpoint == null) {
        state =
            weights == Weights.NONE || !inTime ? WeightsState.NOT_CHOSEN : WeightsState.NOT_OFFERED;
      } else if (!checkpoint.isUsable() && weights != Weights.NONE) {
        state = WeightsState.NOT_READY;
      } else if (isChosen && inTime) {
        try {
          download = download(checkpoint);
          state = WeightsState.SAVED;
        } catch (CheckpointException e) {
          state = stateAfter(e);
        }
      }
      String id = listed.get("id").getAsString();
      if (state.isMoreThan(catalog.weights(content.job().ref(), id))) {
        catalog.add(content.job().ref(), id, state, record(listed, state, download, checkpoint));
        changed = true;
      }
      if (download != null) {
        catalog.flush();
      }
    }

    private WeightsState stateAfter(CheckpointException e) {
      switch (e.kind()) {
        case CANCELLED -> throw e;
        case UNSUPPORTED -> {
          return WeightsState.NOT_OFFERED;
        }
        case NOT_FOUND, CONFLICT, INVALID_REQUEST -> {
          // Some providers offer the weights of a job after its end only, and only if it succeeded.
          if (!content.job().hasEnded()) {
            return WeightsState.NOT_READY;
          }
          if (content.job().state() != Job.State.SUCCEEDED) {
            return WeightsState.NOT_OFFERED;
          }
        }
        default -> {}
      }
      failed(e);
      return WeightsState.FAILED;
    }

    private Download download(Checkpoint checkpoint) throws IOException {
      String path = Layout.weights(checkpoint);
      try {
        Download download = client.download(
            checkpoint, Layout.resolve(archive, checkpoint.job()).resolve(path), options);
        files.list(path + "/" + Layout.MANIFEST);
        changed |= files.commit();
        saved++;
        bytes += download.bytes();
        fetched += download.bytesFetched();
        return download;
      } finally {
        progress.close();
      }
    }

    private JsonObject record(
        JsonObject listed,
        WeightsState state,
        @Nullable Download download,
        @Nullable Checkpoint checkpoint) {
      Job job = content.job();
      listed.remove("details"); // In checkpoints.jsonl; each provider's have other types.
      String folder = Layout.folder(job.ref());
      listed.addProperty("job_name", job.name());
      listed.addProperty("base_model", job.baseModel());
      listed.addProperty("directory", folder);
      listed.addProperty("weights", state.toString());
      listed.add("weights_directory", JsonNull.INSTANCE);
      listed.add("weights_files", JsonNull.INSTANCE);
      listed.add("weights_bytes", JsonNull.INSTANCE);
      if (download != null && checkpoint != null) {
        listed.addProperty("weights_directory", folder + "/" + Layout.weights(checkpoint));
        listed.addProperty("weights_files", download.files().size());
        listed.addProperty("weights_bytes", download.bytes());
      }
      listed.addProperty("archived_at", ckpt.clock().instant().toString());
      return listed;
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
