package io.github.ckpt4j.sandbox;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The CSV file that OpenAI creates from a job's measurements. */
final class ResultFile {
  private static final List<String> COLUMNS =
      List.of("train_loss", "train_mean_token_accuracy", "valid_loss", "valid_mean_token_accuracy");

  /** The file of a job with a million checkpoints would not fit in memory. */
  private static final int MAX_ROWS = 10_000;

  private ResultFile() {}

  static String id(SandboxJob job) {
    return "file-" + Ids.letters(job.seed(), 1, 22);
  }

  /** A row for each checkpoint, or for as many as fit, evenly spaced; an empty cell for a missing value. */
  static Response of(Run run) {
    int rows = Math.min(run.saved(), MAX_ROWS);
    String csv = IntStream.rangeClosed(1, rows)
        .mapToObj(row -> row(run.job().checkpoint((int) ((long) run.saved() * row / rows) - 1)))
        .collect(Collectors.joining("", "step," + String.join(",", COLUMNS) + "\n", ""));
    return Response.file(200, Content.of(csv), "text/csv");
  }

  private static String row(SandboxCheckpoint checkpoint) {
    return COLUMNS.stream()
        .map(column -> checkpoint.metrics().get(column))
        .map(value -> value == null || !Double.isFinite(value) ? "" : PythonNumber.of(value))
        .collect(Collectors.joining(",", checkpoint.step() + ",", "\n"));
  }
}
