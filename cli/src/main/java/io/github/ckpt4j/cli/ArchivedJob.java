package io.github.ckpt4j.cli;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.archive.Layout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of archiving one job.
 *
 * @param checkpoints the number of its checkpoints in the archive
 * @param weights the number of checkpoints whose chosen weights are in the archive
 * @param bytes the size of these weights
 * @param bytesFetched how many bytes of weights this run fetched
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
    /** The run added something to the archive. */
    UPDATED,
    /** Everything was in the archive already. */
    UNCHANGED,
    /** Some of it could not be archived. */
    PARTIAL,
    /** None of it could be archived. */
    FAILED,
    /** No checkpoint of the job ends in time. */
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
