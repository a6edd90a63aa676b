package io.github.ckpt4j.transfer;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Digest;
import io.github.ckpt4j.Download.SavedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record of a complete download, {@code manifest.json} next to its files.
 *
 * @param checkpoint the checkpoint's fields, without any signed URL
 * @param artifact the form of the weights that was requested
 * @param partial whether only a selection of the checkpoint's files was requested
 * @param files every file, with its size and digests
 * @param archive the archive that they were unpacked from; null if they were not unpacked
 */
public record Manifest(
    JsonObject checkpoint,
    Artifact artifact,
    boolean partial,
    List<Entry> files,
    @Nullable Entry archive) {
  /** Its name in the directory of the download. */
  public static final String FILE = "manifest.json";

  private static final int VERSION = 1;
  private static final long LONGEST = 256L << 20;
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();

  /**
   * A file of the download.
   *
   * @param path relative to the directory, with {@code /} between its parts; checked to be safe
   * @param sha256 in lower-case hexadecimal; null if the download computed none
   * @param digest the provider's digest; null if it reported none
   */
  public record Entry(
      String path,
      long size,
      @Nullable String sha256,
      @Nullable Digest digest) {

    SavedFile saved() {
      return new SavedFile(path, size, sha256);
    }
  }

  public Manifest {
    files = List.copyOf(files);
  }

  static Manifest of(Checkpoint checkpoint, Artifact artifact, boolean partial, List<Entry> files) {
    return new Manifest(CheckpointRecord.of(checkpoint), artifact, partial, files, null);
  }

  /** This manifest after its only file, an archive, was replaced by the files in it. */
  Manifest unpacked(List<Entry> unpacked) {
    return new Manifest(checkpoint, artifact, partial, unpacked, files.get(0));
  }

  /** The reference of the checkpoint's job. */
  public String job() {
    return checkpoint.get("job").getAsString();
  }

  /** The checkpoint's id within its job. */
  public String checkpointId() {
    return checkpoint.get("id").getAsString();
  }

  /** Whether it is about this checkpoint, in this form. */
  boolean isOf(Checkpoint other, Artifact form) {
    return artifact == form
        && job().equals(other.job().toString())
        && checkpointId().equals(other.id());
  }

  /**
   * The manifest of a directory; empty if it has none.
   *
   * @throws CheckpointException of kind {@code BAD_RESPONSE} if it is not a manifest of this
   *     version, or has an unsafe file name; of kind {@code STORAGE} if it cannot be read
   */
  public static Optional<Manifest> read(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      if (Files.size(file) > LONGEST) {
        throw invalid(file, "it is too large", null);
      }
      return Optional.of(parse(Files.readString(file)));
    } catch (IOException e) {
      throw StorageErrors.of("cannot read " + file, e);
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NullPointerException
        | IllegalArgumentException
        | ClassCastException e) {
      throw invalid(file, "it does not have the expected form", e);
    }
  }

  /** Reads the text that {@link #toJson} wrote. */
  static Manifest parse(String json) {
    JsonObject object = GSON.fromJson(json, JsonObject.class);
    if (object.get("version").getAsInt() != VERSION) {
      throw new IllegalArgumentException("another version");
    }
    List<Entry> files = new ArrayList<>();
    for (JsonElement each : object.getAsJsonArray("files")) {
      files.add(entry(each.getAsJsonObject()));
    }
    FileNames.check(files.stream().map(Entry::path).toList());
    JsonObject checkpoint = object.getAsJsonObject("checkpoint");
    Manifest manifest = new Manifest(
        checkpoint,
        Artifact.valueOf(text(object, "artifact").toUpperCase(Locale.ROOT).replace('-', '_')),
        object.has("partial") && object.get("partial").getAsBoolean(),
        files,
        object.has("archive") ? entry(object.getAsJsonObject("archive")) : null);
    if (!manifest.job().equals(text(object, "job")) || manifest.checkpointId().isEmpty()) {
      throw new IllegalArgumentException("belongs to two jobs");
    }
    return manifest;
  }

  String toJson() {
    JsonObject object = new JsonObject();
    object.addProperty("version", VERSION);
    object.addProperty("job", job());
    object.add("checkpoint", checkpoint);
    object.addProperty("artifact", word(artifact));
    if (partial) {
      object.addProperty("partial", true);
    }
    JsonArray all = new JsonArray(files.size());
    files.forEach(each -> all.add(json(each)));
    object.add("files", all);
    if (archive != null) {
      object.add("archive", json(archive));
    }
    return GSON.toJson(object) + "\n";
  }

  /** The word for a form of weights, as the manifest and the command write it. */
  static String word(Artifact artifact) {
    return artifact.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static JsonObject json(Entry entry) {
    JsonObject object = new JsonObject();
    object.addProperty("path", entry.path());
    object.addProperty("size", entry.size());
    if (entry.sha256() != null) {
      object.addProperty("sha256", entry.sha256());
    }
    Digest digest = entry.digest();
    if (digest != null) {
      JsonObject reported = new JsonObject();
      reported.addProperty("algorithm", digest.algorithm());
      reported.addProperty("value", digest.value());
      object.add("digest", reported);
    }
    return object;
  }

  static Entry entry(JsonObject object) {
    long size = object.get("size").getAsLong();
    if (size < 0) {
      throw new IllegalArgumentException("negative size");
    }
    return new Entry(
        text(object, "path"),
        size,
        object.has("sha256") ? text(object, "sha256") : null,
        object.has("digest") ? digest(object.getAsJsonObject("digest")) : null);
  }

  private static Digest digest(JsonObject object) {
    return new Digest(text(object, "algorithm"), text(object, "value"));
  }

  private static String text(JsonObject object, String name) {
    return object.getAsJsonPrimitive(name).getAsString();
  }

  private static CheckpointException invalid(
      Path file, String reason, @Nullable RuntimeException e) {
    return CheckpointException.builder(
            Kind.BAD_RESPONSE, "not a manifest that this version can read: " + file)
        .hint(reason)
        .cause(e)
        .build();
  }
}
