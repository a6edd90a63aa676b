package io.github.ckpt4j.transfer;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.Checkpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The content of a directory's journal. A truncated or damaged line is ignored. */
final class Recorded {
  private @Nullable JsonObject identity;
  private int next;
  private final Set<String> own = new HashSet<>();
  private final Map<Integer, Begun> byNumber = new HashMap<>();
  private final Map<String, Begun> byPath = new HashMap<>();
  private final Map<String, Manifest.Entry> complete = new LinkedHashMap<>();

  /** A file that was started, and its progress. */
  static final class Begun {
    private final int number;
    private final long size;
    private final @Nullable String digest;
    private final List<Extent> extents = new ArrayList<>();
    private @Nullable String validator;

    private Begun(int number, long size, @Nullable String digest) {
      this.number = number;
      this.size = size;
      this.digest = digest;
    }

    int number() {
      return number;
    }

    long size() {
      return size;
    }

    @Nullable
    String digest() {
      return digest;
    }

    @Nullable
    String validator() {
      return validator;
    }

    List<Extent> extents() {
      return extents;
    }
  }

  private Recorded() {}

  /** Reads the journal in a directory for state; empty without one. */
  static Recorded read(Path state) {
    Recorded recorded = new Recorded();
    Path file = state.resolve(Journal.FILE);
    try (BufferedReader lines = new BufferedReader(
        new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        recorded.add(line);
      }
    } catch (NoSuchFileException e) {
      return recorded; // No download was started.
    } catch (IOException e) {
      throw StorageErrors.of("cannot read " + file, e);
    }
    return recorded;
  }

  /** Whether it has no content, not even its subject. */
  boolean isEmpty() {
    return identity == null;
  }

  /** The job and checkpoint that it is about. */
  String subject() {
    return identity == null
        ? "nothing"
        : identity.get("job").getAsString() + ", checkpoint "
            + identity.get("checkpoint").getAsString();
  }

  boolean isOf(Checkpoint checkpoint, Artifact artifact) {
    return identity != null
        && identity.get("job").getAsString().equals(checkpoint.job().toString())
        && identity.get("checkpoint").getAsString().equals(checkpoint.id())
        && identity.get("artifact").getAsString().equals(artifact.name());
  }

  /** The first number that no file has. */
  int next() {
    return next;
  }

  /** Whether a download was going to write the file, so that a file of this name is its own. */
  boolean isOwn(String path) {
    return own.contains(path);
  }

  /** The last start of the file; null if it was not started. */
  @Nullable
  Begun begun(String path) {
    return byPath.get(path);
  }

  /** The files that were complete, by path. */
  Map<String, Manifest.Entry> complete() {
    return complete;
  }

  private void add(String line) {
    int space = line.indexOf(' ');
    String json = line.substring(space + 1);
    if (space < 0 || !Journal.checksum(json).equals(line.substring(0, space))) {
      return;
    }
    try {
      add(Journal.GSON.fromJson(json, JsonObject.class));
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NullPointerException
        | NumberFormatException e) {
      throw StorageErrors.of(
          "the journal of the download has another version",
          "remove the directory " + FileNames.STATE + " to start over");
    }
  }

  private void add(JsonObject line) {
    if (line.has("version")) {
      if (line.get("version").getAsInt() != Journal.VERSION) {
        throw new IllegalStateException("another version");
      }
      identity = line;
    } else if (line.has("own")) {
      own.add(line.get("own").getAsString());
    } else if (line.has("complete")) {
      Manifest.Entry entry = Manifest.entry(line.getAsJsonObject("complete"));
      complete.put(entry.path(), entry);
    } else if (line.has("path")) {
      begin(line);
    } else {
      Begun file = byNumber.get(line.get("file").getAsInt());
      if (file != null) {
        progress(file, line);
      }
    }
  }

  private void begin(JsonObject line) {
    String path = line.get("path").getAsString();
    Begun file = new Begun(
        line.get("file").getAsInt(),
        line.get("size").getAsLong(),
        line.has("digest") ? line.get("digest").getAsString() : null);
    complete.remove(path);
    byNumber.put(file.number, file);
    Begun before = byPath.put(path, file);
    if (before != null) {
      byNumber.remove(before.number);
    }
    next = Math.max(next, file.number + 1);
  }

  private static void progress(Begun file, JsonObject line) {
    if (line.has("validator")) {
      file.validator = line.get("validator").getAsString();
    } else {
      file.extents.add(new Extent(
          line.get("from").getAsLong(),
          line.get("until").getAsLong(),
          line.get("crc").getAsInt(),
          false));
    }
  }
}
