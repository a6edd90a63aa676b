package io.github.ckpt4j.cli;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.archive.Layout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of one job.
 *
 * @param checkpoints how many checkpoints the archive has of it
 * @param weights of how many checkpoints it has the weights that were chosen
 * @param bytes the size of these weights
 * @param bytesFetched how many bytes of weights this run has fetched
 * @param errors what could not be archived
 * @param code the exit code: that of the first error
 */
record ArchivedJob(
    JobRef job,
    State state,
    int checkpoints,
    int weights,
    long bytes,
    long bytesFetched,
    List<String> errors,
    int code) {
  static final List<String> COLUMNS = List.of(
      "job",
      "provider",
      "state",
      "directory",
      "checkpoints",
      "weights",
      "size_bytes",
      "bytes_fetched",
      "errors");

  /** How it ended. */
  enum State {
    /** Something is in the archive now that was not. */
    UPDATED,
    /** Everything was there. */
    UNCHANGED,
    /** Some of it could not be archived. */
    PARTIAL,
    /** None of it could be archived. */
    FAILED,
    /** It has no checkpoint that ends in time. */
    SKIPPED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static ArchivedJob failed(JobRef job, String error, int code) {
    return new ArchivedJob(job, State.FAILED, 0, 0, 0, 0, List.of(error), code);
  }

  static ArchivedJob skipped(JobRef job) {
    return new ArchivedJob(job, State.SKIPPED, 0, 0, 0, 0, List.of(), ExitCode.DONE);
  }

  Map<String, @Nullable Object> record() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("job", job.toString());
    fields.put("provider", job.provider());
    fields.put("state", state.toString());
    fields.put("directory", Layout.folder(job));
    fields.put("checkpoints", checkpoints);
    fields.put("weights", weights);
    fields.put("size_bytes", bytes);
    fields.put("bytes_fetched", bytesFetched);
    fields.put("errors", errors);
    return fields;
  }
}
