package io.github.ckpt4j.cli.archive;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.print.Json;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The list of all checkpoints in an archive, {@code catalog.jsonl}. Records are only appended: the
 * last record of a checkpoint counts. Each line ends in its own checksum. Several processes may
 * append at once.
 */
public final class Catalog implements Closeable {
  /** The name of the file, at the root of an archive. */
  public static final String FILE = "catalog.jsonl";

  private static final int MOST_PROBLEMS = 20;
  private static final int BLOCK = 4096;
  private static final int MOST_HELD_BACK = 4 << 20;
  private static final Pattern LINE =
      Pattern.compile("(\\{.*),\"crc32\":\"([0-9a-f]{8})\"\\}", Pattern.DOTALL);

  private final FileChannel channel;
  private final ByteArrayOutputStream added = new ByteArrayOutputStream();

  /** The ranks of the states. */
  private final Fingerprints weights = new Fingerprints();

  private Catalog(FileChannel channel) {
    this.channel = channel;
  }

  /** Opens the catalog of an archive, and creates it if it is missing. */
  public static Catalog open(Path root) throws IOException {
    Files.createDirectories(root);
    FileChannel channel = FileChannel.open(
        root.resolve(FILE),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
    Catalog catalog = new Catalog(channel);
    FileLock lock = channel.lock();
    try {
      catalog.repair();
      catalog.read();
    } finally {
      lock.release();
    }
    return catalog;
  }

  /** The state of a checkpoint's weights in its last record; null if it has none. */
  public @Nullable WeightsState weights(JobRef job, String checkpoint) {
    return WeightsState.of(weights.get(key(job.toString(), checkpoint)));
  }

  /**
   * Adds the record of a checkpoint, which is on disk only after {@link #flush}.
   *
   * @param state the state of the weights, {@code weights} in the record
   */
  public void add(JobRef job, String checkpoint, WeightsState state, JsonObject record)
      throws IOException {
    String json = Json.of(record);
    String body = json.substring(0, json.length() - 1);
    added.writeBytes(
        (body + ",\"crc32\":\"" + crc32(body) + "\"}\n").getBytes(StandardCharsets.UTF_8));
    note(job.toString(), checkpoint, state);
    if (added.size() > MOST_HELD_BACK) {
      flush();
    }
  }

  /** Appends the added records; they are on disk when this returns. */
  public void flush() throws IOException {
    if (added.size() == 0) {
      return;
    }
    ByteBuffer lines = ByteBuffer.wrap(added.toByteArray());
    FileLock lock = channel.lock();
    try {
      repair();
      channel.position(channel.size());
      while (lines.hasRemaining()) {
        channel.write(lines);
      }
      channel.force(true);
      added.reset();
    } finally {
      lock.release();
    }
  }

  private void note(String job, String checkpoint, WeightsState state) {
    weights.put(key(job, checkpoint), state.rank());
  }

  private static String key(String job, String checkpoint) {
    return job + " " + checkpoint; // A reference has no spaces.
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /**
   * The problems of the catalog at the root of an archive: cut or changed lines, and jobs whose
   * folders are missing.
   */
  public static List<String> problems(Path root) throws IOException {
    List<String> problems = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(root.resolve(FILE))) {
      int number = 0;
      for (String line = lines.readLine();
          line != null && problems.size() < MOST_PROBLEMS;
          line = lines.readLine()) {
        number++;
        JsonObject record = record(line);
        if (record == null) {
          problems.add("line " + number + " is damaged");
        } else if (!Files.isDirectory(root.resolve(text(record, "directory")))) {
          problems.add("line " + number + ": the folder of " + text(record, "job") + " is missing");
        }
      }
    }
    return problems;
  }

  /** Cuts off an incomplete last line. */
  private void repair() throws IOException {
    long end = channel.size();
    while (end > 0) {
      int length = (int) Math.min(BLOCK, end);
      ByteBuffer block = ByteBuffer.allocate(length);
      for (long at = end - length; block.hasRemaining(); ) {
        int read = channel.read(block, at + block.position());
        if (read < 0) {
          throw new IOException(FILE + " became shorter while it was read");
        }
      }
      for (int i = length - 1; i >= 0; i--) {
        if (block.get(i) == '\n') {
          cut(end - length + i + 1);
          return;
        }
      }
      end -= length;
    }
    cut(0);
  }

  private void cut(long size) throws IOException {
    if (size < channel.size()) {
      channel.truncate(size);
      channel.force(true);
    }
  }

  private void read() throws IOException {
    channel.position(0);
    BufferedReader lines = new BufferedReader(
        new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonObject record = record(line);
      WeightsState state = record == null ? null : WeightsState.of(text(record, "weights"));
      if (record != null && state != null) {
        note(text(record, "job"), text(record, "id"), state);
      }
    }
  }

  /** The record of a line; null if the line is damaged. */
  private static @Nullable JsonObject record(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches() || !crc32(parts.group(1)).equals(parts.group(2))) {
      return null;
    }
    try {
      return JsonParser.parseString(line).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      return null; // Not ours, despite its checksum.
    }
  }

  private static String text(JsonObject record, String name) {
    JsonElement value = record.get(name);
    return value == null || value.isJsonNull() ? "" : value.getAsString();
  }

  private static String crc32(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }
}
