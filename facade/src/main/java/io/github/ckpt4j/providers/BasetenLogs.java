package io.github.ckpt4j.providers;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobEvent;
import io.github.ckpt4j.JobEventPage;
import io.github.ckpt4j.baseten.model.TrainingJobLogV1;
import io.github.ckpt4j.baseten.model.TrainingJobV1;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A position in the logs of a job. Baseten returns at most a thousand lines of at most seven days,
 * by time in milliseconds; lines have no id. So a position is a time window, and the number of
 * lines at its start that are already known.
 *
 * @param start the start of the window, in milliseconds since 1970; -1 if the job has no creation
 *     time, which leaves the window to Baseten
 * @param known the last time at which the job is known to have existed, in milliseconds
 * @param ended whether the job had ended by then
 * @param last the time of the last line that was read, in nanoseconds
 * @param atLast how many lines of exactly that time were read
 */
record BasetenLogs(long start, long known, boolean ended, long last, int atLast) {
  private static final long LINES = 1000;
  private static final long WINDOW = Duration.ofDays(7).toMillis();

  /** Lines may be written after the last change of an ended job. */
  private static final long GRACE = Duration.ofMinutes(1).toMillis();

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** A line and its time in nanoseconds; null if it has none. */
  record Line(@Nullable Long nanos, JobEvent event) {
    static Line of(TrainingJobLogV1 wire) {
      Long nanos = nanos(wire.getTimestamp());
      Instant time = nanos == null
          ? null
          : Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L);
      return new Line(
          nanos,
          new JobEvent(
              null,
              time,
              EventLevels.of(wire.getLevel()),
              null,
              wire.getMessage() == null ? "" : wire.getMessage(),
              null,
              Map.of()));
    }

    private static @Nullable Long nanos(@Nullable String text) {
      try {
        return text == null ? null : Long.valueOf(text);
      } catch (NumberFormatException e) {
        return null; // The line is kept without a time.
      }
    }
  }

  /** The position before the first line of a job. */
  static JobEventPage first(TrainingJobV1 job, boolean ended) {
    Instant created = Times.parse(job.getCreatedAt());
    Instant updated = Times.parse(job.getUpdatedAt());
    long start = created == null ? -1 : created.toEpochMilli();
    long known = updated == null ? start : updated.toEpochMilli() + GRACE;
    return new JobEventPage(List.of(), new BasetenLogs(start, known, ended, 0, 0).cursor());
  }

  /** Reads the text that {@link #cursor} wrote. */
  static BasetenLogs parse(String cursor) {
    String[] parts = cursor.split(",", -1);
    try {
      return new BasetenLogs(
          Long.parseLong(parts[0]),
          Long.parseLong(parts[1]),
          Boolean.parseBoolean(parts[2]),
          Long.parseLong(parts[3]),
          Integer.parseInt(parts[4]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw CheckpointException.builder(
              Kind.INVALID_REQUEST, "the cursor is not a cursor of Baseten's logs")
          .cause(e)
          .build();
    }
  }

  @Nullable
  Long startMillis() {
    return start < 0 ? null : start;
  }

  /** Null for a window that ends now. */
  @Nullable
  Long endMillis() {
    if (start < 0) {
      return null;
    }
    long end = start + WINDOW;
    return end <= known ? Long.valueOf(end) : ended && known > start ? known : null;
  }

  long limit() {
    return LINES;
  }

  /** The new lines of a response, and the position after them. */
  JobEventPage page(List<Line> lines) {
    List<JobEvent> fresh = new ArrayList<>(lines.size());
    long reached = last;
    int atReached = 0;
    for (Line line : lines) {
      long at = line.nanos() == null ? reached : line.nanos();
      if (at < last) {
        continue;
      }
      if (at > reached) {
        reached = at;
        atReached = 0;
      }
      atReached++;
      if (at > last || atReached > atLast) {
        fresh.add(line.event());
      }
    }
    return new JobEventPage(fresh, next(lines.size(), fresh.isEmpty(), reached, atReached));
  }

  private @Nullable String next(int lines, boolean nothingNew, long reached, int atReached) {
    if (lines >= LINES) {
      if (nothingNew) {
        throw CheckpointException.builder(
                Kind.UNSUPPORTED,
                "the job wrote more than " + LINES + " lines in one millisecond, and Baseten"
                    + " does not return the rest")
            .build();
      }
      return new BasetenLogs(reached / NANOS_PER_MILLI, known, ended, reached, atReached).cursor();
    }
    Long end = endMillis();
    return end == null || (ended && end >= known)
        ? null
        : new BasetenLogs(
                end,
                known,
                ended,
                reached,
                reached == last ? Math.max(atReached, atLast) : atReached)
            .cursor();
  }

  private String cursor() {
    return start + "," + known + "," + ended + "," + last + "," + atLast;
  }
}
