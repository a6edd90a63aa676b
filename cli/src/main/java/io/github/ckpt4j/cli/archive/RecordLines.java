package io.github.ckpt4j.cli.archive;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.ckpt4j.cli.print.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes records of this run together with those of an earlier one, so that nothing is lost when a
 * provider lists it no longer. A job may have a million: no more than their ids is kept in memory.
 */
public final class RecordLines {
  private RecordLines() {}

  /**
   * One record for each checkpoint, the newer one of two; with the metrics of the older one if the
   * newer has none.
   *
   * @return how many records there are
   */
  public static int checkpoints(JobFiles files, Listing now) throws IOException {
    Map<String, Boolean> hasMetrics = new HashMap<>();
    now.forEachId(hasMetrics::put);
    Map<String, JsonElement> olderMetrics = new HashMap<>();
    Set<String> onlyBefore = new HashSet<>();
    files.lines(Layout.CHECKPOINTS, line -> {
      JsonObject record = parse(line);
      String id = id(record);
      if (record != null && Boolean.FALSE.equals(hasMetrics.get(id))) {
        olderMetrics.put(id, metrics(record));
      } else if (record != null && !hasMetrics.containsKey(id)) {
        onlyBefore.add(id);
      }
    });
    files.write(Layout.CHECKPOINTS, out -> {
      files.lines(Layout.CHECKPOINTS, line -> {
        if (!onlyBefore.isEmpty() && onlyBefore.contains(id(parse(line)))) {
          write(out, line);
        }
      });
      now.lines(line -> write(out, withMetrics(line, olderMetrics)));
    });
    return onlyBefore.size() + hasMetrics.size();
  }

  private static String withMetrics(String line, Map<String, JsonElement> olderMetrics) {
    if (olderMetrics.isEmpty()) {
      return line;
    }
    JsonObject record = Listing.record(line);
    JsonElement older = olderMetrics.get(id(record));
    if (older == null) {
      return line;
    }
    record.add("metrics", older);
    return Json.of(record);
  }

  /**
   * The older lines, and then those that are new. Of the older ones only hashes are kept in memory, of
   * which two are never the same by chance.
   */
  public static void all(JobFiles files, String path, Spool.Lines now) throws IOException {
    Set<Long> older = new HashSet<>();
    files.write(path, out -> {
      files.lines(path, line -> {
        older.add(Sha256.start(line));
        write(out, line);
      });
      now.forEach(line -> {
        if (older.isEmpty() || !older.contains(Sha256.start(line))) {
          write(out, line);
        }
      });
    });
  }

  /** The metrics of a checkpoint's record by name. */
  public static JsonObject metrics(JsonObject record) {
    return record.get("metrics") instanceof JsonObject metrics ? metrics : new JsonObject();
  }

  /** The object of a line; null if it is none. */
  public static @Nullable JsonObject parse(String line) {
    try {
      return JsonParser.parseString(line) instanceof JsonObject object ? object : null;
    } catch (JsonParseException e) {
      return null;
    }
  }

  private static String id(@Nullable JsonObject record) {
    JsonElement id = record == null ? null : record.get("id");
    return id == null || !id.isJsonPrimitive() ? "" : id.getAsString();
  }

  private static void write(OutputStream out, String line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
