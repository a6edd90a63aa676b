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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes records of this run together with those of an earlier one, so that nothing is lost when a
 * provider lists it no longer. A job may have millions: only fingerprints of them are kept in memory.
 */
public final class RecordLines {
  private static final int WITH_METRICS = 1;
  private static final int WITHOUT_METRICS = 2;

  /** The provider lists it no longer. */
  private static final int GONE = 3;

  private RecordLines() {}

  /**
   * One record for each checkpoint, the newer one of two; with the metrics of the older one if the
   * newer has none.
   *
   * @return how many records there are
   */
  public static int checkpoints(JobFiles files, Listing now) throws IOException {
    Fingerprints found = new Fingerprints();
    now.forEachId((id, hasMetrics) -> found.put(id, hasMetrics ? WITH_METRICS : WITHOUT_METRICS));
    Map<String, JsonElement> olderMetrics = new HashMap<>();
    boolean[] isAnyGone = {false};
    files.lines(Layout.CHECKPOINTS, line -> {
      JsonObject record = parse(line);
      String id = id(record);
      if (record != null && found.get(id) == WITHOUT_METRICS && metrics(record).size() > 0) {
        olderMetrics.put(id, metrics(record));
      } else if (record != null && found.get(id) == 0) {
        found.put(id, GONE);
        isAnyGone[0] = true;
      }
    });
    files.write(Layout.CHECKPOINTS, out -> {
      if (isAnyGone[0]) {
        files.lines(Layout.CHECKPOINTS, line -> {
          if (found.get(id(parse(line))) == GONE) {
            write(out, line);
          }
        });
      }
      now.lines(line -> write(out, withMetrics(line, olderMetrics)));
    });
    return found.size();
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
   * The older lines, and then those that are new.
   */
  public static void all(JobFiles files, String path, Spool.Lines now) throws IOException {
    Fingerprints older = new Fingerprints();
    files.write(path, out -> {
      files.lines(path, line -> {
        older.put(line, 1);
        write(out, line);
      });
      now.forEach(line -> {
        if (older.size() == 0 || older.get(line) == 0) {
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
