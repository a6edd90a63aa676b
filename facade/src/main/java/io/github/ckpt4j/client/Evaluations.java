package io.github.ckpt4j.client;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.MetricHistory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads your own evaluation of checkpoints from a file, to rank them by it.
 *
 * <pre>{@code
 * MetricHistory scores = Evaluations.read(Path.of("scores.jsonl"));
 * List<Checkpoint> joined = scores.join(client.list(job));
 * Checkpoint best = Checkpoints.best(joined, Metric.of("accuracy")).orElseThrow();
 * }</pre>
 *
 * <p>The file is in UTF-8 and contains one value in each row: JSON Lines, or CSV with a heading (as in
 * RFC 4180). A row has these fields, in any order and case; others are ignored:
 *
 * <ul>
 *   <li>the checkpoint: {@code id}, {@code model} or {@code step}; if a row has several, the first
 *     of these counts. {@code checkpoint} may be an id, a model name, or a step if it has digits
 *     only.
 *   <li>{@code job}, a reference such as {@code openai:ftjob-abc123}; optional. Without it, the row
 *       applies to any job that has such a checkpoint.
 *   <li>{@code metric}, the name. Names that differ only in case are one metric.
 *   <li>{@code value}, a decimal number, {@code NaN}, {@code Infinity} or {@code -Infinity}; in JSON
 *       the last three are strings.
 * </ul>
 *
 * <p>Every row must be valid: an error names the file and the line. A file may have up to 64 MiB,
 * 1,000,000 rows and 1,000 metrics.
 */
public final class Evaluations {
  private static final int MOST_BYTES = 64 << 20;
  private static final int MOST_ROWS = 1_000_000;
  private static final int MOST_METRICS = 1_000;
  private static final int LONGEST_SHOWN = 60;
  private static final Pattern STEP = Pattern.compile("-?\\d{1,18}");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,6})?");

  private final Path file;
  private final MetricHistory.Builder history = MetricHistory.builder();
  private final Map<String, Metric> metrics = new HashMap<>();
  private final Map<List<Object>, Integer> lines = new HashMap<>();
  private final Map<String, JobRef> jobs = new HashMap<>();
  private int rows;

  private Evaluations(Path file) {
    this.file = file;
  }

  /**
   * The evaluation in a file, for {@link MetricHistory#join(java.util.Collection)}.
   *
   * @throws CheckpointException of kind {@link Kind#INVALID_REQUEST} if the file cannot be read, or
   *     a row is invalid; the message names the file and the line
   */
  public static MetricHistory read(Path file) {
    return new Evaluations(file).read();
  }

  private MetricHistory read() {
    String text = text();
    try {
      EvaluationRows.read(text, this::add);
    } catch (EvaluationRows.MalformedException e) {
      throw failure(e.line(), String.valueOf(e.getMessage()), e);
    }
    if (rows == 0) {
      throw failure(0, "the file contains no evaluation", null);
    }
    return history.build();
  }

  private String text() {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw failure(0, "no such file", e);
    } catch (AccessDeniedException e) {
      throw failure(0, "permission denied", e);
    } catch (IOException e) {
      throw failure(
          0, Files.isDirectory(file) ? "is a directory" : String.valueOf(e.getMessage()), e);
    }
    if (bytes.length > MOST_BYTES) {
      throw failure(0, "larger than " + (MOST_BYTES >> 20) + " MiB", null);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw failure(lineAt(bytes, buffer.position()), "not valid UTF-8", e);
    }
  }

  private static int lineAt(byte[] bytes, int position) {
    int line = 1;
    for (int i = 0; i < position; i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    return line;
  }

  private void add(int line, Map<String, String> row) {
    if (++rows > MOST_ROWS) {
      throw malformed(line, "more than " + MOST_ROWS + " rows");
    }
    Metric metric = metric(line, required(line, row, "metric"));
    double value = value(line, required(line, row, "value"));
    JobRef job =
        Optional.ofNullable(row.get("job")).map(text -> job(line, text)).orElse(null);
    String name = name(row);
    Long step = name == null ? step(line, row) : null;
    String place = (name == null ? "s" + step : "n" + name) + (job == null ? "" : "\n" + job);
    Integer other = lines.putIfAbsent(List.of(metric, place), line);
    if (other != null) {
      throw malformed(line, "repeats line " + other + ": same checkpoint, same metric");
    }
    if (step == null) {
      history.evaluated(metric, job, String.valueOf(name), value);
    } else {
      history.evaluated(metric, job, step, value);
    }
  }

  private static @Nullable String name(Map<String, String> row) {
    if (row.containsKey("id")) {
      return row.get("id");
    }
    if (row.containsKey("model")) {
      return row.get("model");
    }
    String checkpoint = row.get("checkpoint");
    return checkpoint == null || STEP.matcher(checkpoint).matches() ? null : checkpoint;
  }

  private static Long step(int line, Map<String, String> row) {
    String step = row.getOrDefault("step", row.get("checkpoint"));
    if (step == null) {
      throw malformed(line, "no id, model or step, which names the checkpoint");
    }
    if (!STEP.matcher(step).matches()) {
      throw malformed(line, "step must be a whole number, not " + quoted(step));
    }
    return Long.valueOf(step);
  }

  private static String required(int line, Map<String, String> row, String field) {
    String text = row.get(field);
    if (text == null) {
      throw malformed(line, "no " + field);
    }
    return text;
  }

  private Metric metric(int line, String name) {
    Metric metric = metrics.computeIfAbsent(name.toLowerCase(Locale.ROOT), each -> Metric.of(name));
    if (metrics.size() > MOST_METRICS) {
      throw malformed(line, "more than " + MOST_METRICS + " metrics");
    }
    return metric;
  }

  private static double value(int line, String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> {
        if (!NUMBER.matcher(text).matches()) {
          throw malformed(line, "value must be a decimal number, not " + quoted(text));
        }
        double number = Double.parseDouble(text);
        if (!Double.isFinite(number)) {
          throw malformed(line, "value is too large: " + quoted(text));
        }
        yield number;
      }
    };
  }

  private JobRef job(int line, String text) {
    return jobs.computeIfAbsent(text, each -> {
      try {
        return JobRef.parse(text);
      } catch (IllegalArgumentException e) {
        throw malformed(line, String.valueOf(e.getMessage()));
      }
    });
  }

  private static EvaluationRows.MalformedException malformed(int line, String problem) {
    return new EvaluationRows.MalformedException(line, problem);
  }

  private static String quoted(String text) {
    String cut = text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    return "'" + cut + "'";
  }

  private CheckpointException failure(int line, String problem, @Nullable Throwable cause) {
    String place = line == 0 ? file + ": " : file + ", line " + line + ": ";
    return CheckpointException.builder(Kind.INVALID_REQUEST, place + problem)
        .cause(cause)
        .build();
  }
}
