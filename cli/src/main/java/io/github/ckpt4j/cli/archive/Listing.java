package io.github.ckpt4j.cli.archive;

import com.google.gson.JsonObject;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoint.Role;
import io.github.ckpt4j.cli.print.Json;
import io.github.ckpt4j.cli.print.Records;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The records of the checkpoints that a provider lists of a job. A job may have a million: the records
 * are on disk, in a file that vanishes with this object or the process, and in memory is an index.
 */
public final class Listing implements Closeable {
  private static final int MOST_HELD_BACK = 1 << 16;

  /** The order of every list. */
  private static final Comparator<Entry> BY_STEP = Comparator.comparingLong(
          (Entry each) -> each.step == null ? Long.MIN_VALUE : each.step)
      .thenComparing(Entry::createdAt, Comparator.nullsFirst(Comparator.naturalOrder()))
      .thenComparing(Entry::isFinal)
      .thenComparing(Entry::id);

  private final FileChannel channel;
  private final ByteArrayOutputStream heldBack = new ByteArrayOutputStream();
  private final List<Entry> entries = new ArrayList<>();
  private long size;

  /**
   * A record in the file.
   *
   * @param at where it begins
   */
  private record Entry(
      String id,
      @Nullable Long step,
      @Nullable Instant createdAt,
      boolean isFinal,
      boolean hasMetrics,
      long at,
      int length) {}

  private Listing(FileChannel channel) {
    this.channel = channel;
  }

  /** An empty one, with its file below the root of an archive. */
  public static Listing create(Path root) throws IOException {
    Path state = Files.createDirectories(root.resolve(JobFiles.STATE));
    return new Listing(FileChannel.open(
        state.resolve("listing-" + UUID.randomUUID()),
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.DELETE_ON_CLOSE));
  }

  /** Adds the record of a checkpoint. */
  public void add(Checkpoint checkpoint) throws IOException {
    byte[] record = Json.of(Records.of(checkpoint)).getBytes(StandardCharsets.UTF_8);
    entries.add(new Entry(
        checkpoint.id(),
        checkpoint.step(),
        checkpoint.createdAt(),
        checkpoint.role() == Role.FINAL,
        !checkpoint.metrics().isEmpty(),
        size,
        record.length));
    heldBack.writeBytes(record);
    size += record.length;
    if (heldBack.size() > MOST_HELD_BACK) {
      write();
    }
  }

  /** Ends adding, and sorts the records by step. */
  public void complete() throws IOException {
    write();
    entries.sort(BY_STEP);
  }

  /** How many records there are. */
  public int count() {
    return entries.size();
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

  /** Passes on each record as a line, in the order of steps. */
  public void lines(JobFiles.LineAction action) throws IOException {
    for (Entry each : entries) {
      action.accept(read(each));
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

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void write() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(heldBack.toByteArray());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    heldBack.reset();
  }

  private String read(Entry entry) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(entry.length);
    while (record.hasRemaining()) {
      if (channel.read(record, entry.at + record.position()) < 0) {
        throw new IOException("a list of checkpoints became shorter while it was read");
      }
    }
    return new String(record.array(), StandardCharsets.UTF_8);
  }
}
