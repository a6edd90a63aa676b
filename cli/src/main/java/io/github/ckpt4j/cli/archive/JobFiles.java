package io.github.ckpt4j.cli.archive;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of one job. {@code SHA256SUMS} lists them; a folder without it was left by an
 * interrupted run, and the next run completes it. Each file is written elsewhere and moved to its
 * place when it is complete.
 */
public final class JobFiles implements Closeable {
  /** The list of the files with their SHA-256, in the format of {@code sha256sum}. */
  static final String SUMS = "SHA256SUMS";

  /** The directory for locks and unfinished files. */
  static final String STATE = ".ckpt4j";

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)");

  private final Path folder;
  private final Map<String, String> sums;
  private final Map<String, Boolean> damaged = new HashMap<>();
  private final Map<String, Path> staged = new LinkedHashMap<>();
  private final Map<String, String> next;
  private final FileChannel lock;

  private JobFiles(Path folder, FileChannel lock) throws IOException {
    this.folder = folder;
    this.lock = lock;
    this.sums = sums(folder);
    this.next = new TreeMap<>(sums);
  }

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Receives lines one by one. */
  @FunctionalInterface
  public interface LineAction {
    void accept(String line) throws IOException;
  }

  /**
   * Opens the folder of a job, and creates it if it is missing.
   *
   * @throws IOException if another process has it open
   */
  public static JobFiles open(Path folder) throws IOException {
    Path state = Files.createDirectories(folder.resolve(STATE));
    FileChannel channel = FileChannel.open(
        state.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock held = channel.tryLock();
    if (held == null) {
      channel.close();
      throw new IOException("another run is archiving the job");
    }
    return new JobFiles(folder, channel);
  }

  /** The paths of the files of a job that an earlier run completed. */
  public static Map<String, String> complete(Path folder) throws IOException {
    Map<String, String> complete = sums(folder);
    complete.keySet().removeIf(path -> !Files.isRegularFile(folder.resolve(path)));
    return complete;
  }

  /** Whether a file differs from what an earlier run wrote. Reads the file only once. */
  public boolean isDamaged(String path) throws IOException {
    Boolean known = damaged.get(path);
    if (known == null) {
      Path file = folder.resolve(path);
      String sum = sums.get(path);
      known = sum != null && Files.isRegularFile(file) && !sum.equals(Sha256.of(file));
      damaged.put(path, known);
    }
    return known;
  }

  /** Passes on the lines of a file as an earlier run wrote them; none if it is missing or damaged. */
  public void lines(String path, LineAction action) throws IOException {
    Path file = folder.resolve(path);
    if (Files.isRegularFile(file) && !isDamaged(path)) {
      read(file, action);
    }
  }

  /** Passes on the lines of a file that this run wrote but did not commit yet. */
  void written(String path, LineAction action) throws IOException {
    read(Objects.requireNonNull(staged.get(path), path), action);
  }

  private static void read(Path file, LineAction action) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        action.accept(line);
      }
    }
  }

  /** Writes a file, until {@link #commit} moves it to its place. */
  public void write(String path, Content content) throws IOException {
    Path file = folder.resolve(STATE).resolve("new-" + staged.size());
    MessageDigest sha256 = Sha256.digest();
    try (FileChannel channel = FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
        OutputStream out = new BufferedOutputStream(
            new DigestOutputStream(Channels.newOutputStream(channel), sha256))) {
      content.writeTo(out);
      out.flush();
      channel.force(true);
    }
    staged.put(path, file);
    next.put(path, Sha256.hex(sha256));
  }

  /** Lists a file that is already in its place. */
  public void list(String path) throws IOException {
    next.put(path, Sha256.of(folder.resolve(path)));
  }

  /** Removes a file from the list, so that the next run writes it again; the file stays. */
  public void unlist(String path) {
    next.remove(path);
  }

  /**
   * Moves the written files to their places.
   *
   * @return whether anything changed
   */
  public boolean commit() throws IOException {
    boolean changed = false;
    for (Map.Entry<String, Path> each : staged.entrySet()) {
      Path target = folder.resolve(each.getKey());
      if (isThere(target, Objects.requireNonNull(next.get(each.getKey())))) {
        Files.delete(each.getValue());
      } else {
        // From here on, the old list would be wrong.
        Durable.delete(folder.resolve(SUMS));
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        Durable.move(each.getValue(), target);
        changed = true;
      }
    }
    staged.clear();
    if (!next.equals(sums(folder))) {
      writeSums();
      changed = true;
    }
    return changed;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  private void writeSums() throws IOException {
    StringBuilder list = new StringBuilder();
    next.forEach((path, sum) -> list.append(sum).append("  ").append(path).append('\n'));
    Path file = folder.resolve(STATE).resolve("new-sums");
    Files.writeString(file, list);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Durable.move(file, folder.resolve(SUMS));
  }

  private static boolean isThere(Path file, String sha256) throws IOException {
    return Files.isRegularFile(file) && sha256.equals(Sha256.of(file));
  }

  private static Map<String, String> sums(Path folder) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    Path list = folder.resolve(SUMS);
    if (Files.isRegularFile(list)) {
      for (String line : Files.readAllLines(list)) {
        Matcher sum = LINE.matcher(line);
        if (sum.matches()) {
          sums.put(sum.group(2), sum.group(1));
        }
      }
    }
    return sums;
  }
}
