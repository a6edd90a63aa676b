package io.github.ckpt4j.cli.archive;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Lines on disk, in a file that vanishes with this object or the process: a job may have millions of
 * checkpoints and events.
 */
public final class Spool implements Closeable {
  private static final int MOST_HELD_BACK = 1 << 16;

  private final FileChannel channel;
  private final ByteArrayOutputStream heldBack = new ByteArrayOutputStream();
  private long size;

  private Spool(FileChannel channel) {
    this.channel = channel;
  }

  /** An empty one, with its file below the root of an archive. */
  public static Spool create(Path root) throws IOException {
    Path state = Files.createDirectories(root.resolve(JobFiles.STATE));
    return new Spool(FileChannel.open(
        state.resolve("spool-" + UUID.randomUUID()),
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.DELETE_ON_CLOSE));
  }

  /** Lines one after another, which stay readable until the spool is closed. */
  public final class Lines {
    private final long from;
    private long to;

    private Lines() {
      from = size;
      to = size;
    }

    /** Adds a line; before any other lines are begun. */
    public void add(String line) throws IOException {
      append(line);
      to = size;
    }

    /** Passes on each line. */
    public void forEach(JobFiles.LineAction action) throws IOException {
      write();
      channel.position(from);
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8))) {
        for (long at = from; at < to; ) {
          String line = lines.readLine();
          if (line == null) {
            throw new IOException("a file of the archive became shorter while it was read");
          }
          at += line.getBytes(StandardCharsets.UTF_8).length + 1L;
          action.accept(line);
        }
      }
    }

    /** Reads on from the channel's position, and leaves the channel open. */
    private InputStream open() {
      return new FilterInputStream(Channels.newInputStream(channel)) {
        @Override
        public void close() {}
      };
    }
  }

  /** Begins lines. */
  public Lines lines() {
    return new Lines();
  }

  /** Adds a line, and returns where it begins. */
  long append(String line) throws IOException {
    long at = size;
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    heldBack.writeBytes(bytes);
    size += bytes.length;
    if (heldBack.size() > MOST_HELD_BACK) {
      write();
    }
    return at;
  }

  /** The line that begins here. */
  String read(long at, int length) throws IOException {
    write();
    ByteBuffer line = ByteBuffer.allocate(length);
    while (line.hasRemaining()) {
      if (channel.read(line, at + line.position()) < 0) {
        throw new IOException("a file of the archive became shorter while it was read");
      }
    }
    return new String(line.array(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void write() throws IOException {
    if (heldBack.size() == 0) {
      return;
    }
    channel.position(channel.size());
    ByteBuffer bytes = ByteBuffer.wrap(heldBack.toByteArray());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    heldBack.reset();
  }
}
