package io.github.ckpt4j.cli.archive;

import com.google.gson.JsonObject;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoint.Role;
import io.github.ckpt4j.cli.print.Json;
import io.github.ckpt4j.cli.print.Records;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of the checkpoints that a provider lists of a job: on disk, with an index in memory. */
public final class Listing {
  /** The order of every list. */
  private static final Comparator<Entry> BY_STEP = Comparator.comparingLong(Entry::step)
      .thenComparing(Entry::createdAt, Comparator.nullsFirst(Comparator.naturalOrder()))
      .thenComparing(Entry::isFinal)
      .thenComparing(Entry::id);

  private final Spool spool;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * A record on disk.
   *
   * @param step the lowest number there is if it has none
   * @param at where it begins
   */
  private record Entry(
      String id,
      long step,
      @Nullable Instant createdAt,
      boolean isFinal,
      boolean hasMetrics,
      long at,
      int length) {}

  /** An empty one. */
  public Listing(Spool spool) {
    this.spool = spool;
  }

  /** Adds the record of a checkpoint. */
  public void add(Checkpoint checkpoint) throws IOException {
    String record = Json.of(Records.of(checkpoint));
    entries.add(new Entry(
        checkpoint.id(),
        checkpoint.step() == null ? Long.MIN_VALUE : checkpoint.step(),
        checkpoint.createdAt(),
        checkpoint.role() == Role.FINAL,
        !checkpoint.metrics().isEmpty(),
        spool.append(record),
        record.getBytes(StandardCharsets.UTF_8).length));
  }

  /** Sorts the records by step. */
  public void sort() {
    entries.sort(BY_STEP);
  }

  /** Receives the id of a checkpoint, and whether it has metrics. */
  @FunctionalInterface
  interface IndexAction {
    void accept(String id, boolean hasMetrics);
  }

  /** Passes on what is in memory. */
  void forEachId(IndexAction action) {
    entries.forEach(each -> action.accept(each.id, each.hasMetrics));
  }

  /** Passes on each record as a line. */
  public void lines(JobFiles.LineAction action) throws IOException {
    for (Entry each : entries) {
      action.accept(spool.read(each.at, each.length));
    }
  }

  /** The parsed record of a line. */
  public static JsonObject record(String line) {
    JsonObject record = RecordLines.parse(line);
    if (record == null) {
      throw new IllegalStateException("a record that this process wrote");
    }
    return record;
  }
}
