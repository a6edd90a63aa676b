package io.github.ckpt4j.transfer;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointFile;
import io.github.ckpt4j.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a download on disk: a line for each file that it is going to write, each file
 * started, each extent saved and each file completed. Only the first are forced to disk, so that
 * the files can always be recognized as the download's own. Each line has a checksum, and so does
 * each extent: after a power failure, any bytes that did not reach the disk are fetched again.
 */
final class Journal implements Closeable {
  static final String FILE = "journal";
  static final int VERSION = 1;
  static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private final Path file;
  private final FileChannel channel;
  private final AtomicInteger next;

  private Journal(Path file, FileChannel channel, int next) {
    this.file = file;
    this.channel = channel;
    this.next = new AtomicInteger(next);
  }

  /**
   * Opens a journal to append to it; a new one gets the checkpoint's identity as its first line.
   *
   * @param next the first number that no file in it has
   */
  static Journal open(Path state, Checkpoint checkpoint, Artifact artifact, int next) {
    Path file = state.resolve(FILE);
    try {
      FileChannel channel = FileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
      Journal journal = new Journal(file, channel, next);
      if (channel.size() == 0) {
        journal.append(identity(checkpoint, artifact));
      } else {
        journal.write("\n"); // The last line may be incomplete.
      }
      return journal;
    } catch (IOException e) {
      throw StorageErrors.of("cannot write " + file, e);
    }
  }

  private static JsonObject identity(Checkpoint checkpoint, Artifact artifact) {
    JsonObject line = new JsonObject();
    line.addProperty("version", VERSION);
    line.addProperty("job", checkpoint.job().toString());
    line.addProperty("checkpoint", checkpoint.id());
    line.addProperty("artifact", artifact.name());
    return line;
  }

  /** Records, durably, which files the download is going to write. */
  void plan(List<String> paths) {
    for (String path : paths) {
      JsonObject line = new JsonObject();
      line.addProperty("own", path);
      append(line);
    }
    try {
      channel.force(true);
    } catch (IOException e) {
      throw StorageErrors.of("cannot write " + file, e);
    }
  }

  /** Records that a file is started from its first byte, and gives it a number. */
  int begin(CheckpointFile begun, long size) {
    int number = next.getAndIncrement();
    JsonObject line = new JsonObject();
    line.addProperty("file", number);
    line.addProperty("path", begun.path());
    line.addProperty("size", size);
    Digest digest = begun.digest();
    if (digest != null) {
      line.addProperty("digest", digest.toString());
    }
    append(line);
    return number;
  }

  void validator(int number, @Nullable String validator) {
    JsonObject line = new JsonObject();
    line.addProperty("file", number);
    line.addProperty("validator", validator);
    append(line);
  }

  void saved(int number, Extent extent) {
    JsonObject line = new JsonObject();
    line.addProperty("file", number);
    line.addProperty("from", extent.from());
    line.addProperty("until", extent.until());
    line.addProperty("crc", extent.crc());
    append(line);
  }

  /** Records that a file is complete, and has or gets its final name. */
  void complete(Manifest.Entry entry) {
    JsonObject line = new JsonObject();
    line.add("complete", Manifest.json(entry));
    append(line);
  }

  private void append(JsonObject line) {
    String json = GSON.toJson(line);
    write(checksum(json) + " " + json + "\n");
  }

  static String checksum(String json) {
    CRC32C crc = new CRC32C();
    crc.update(json.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private synchronized void write(String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw StorageErrors.of("cannot write " + file, e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
