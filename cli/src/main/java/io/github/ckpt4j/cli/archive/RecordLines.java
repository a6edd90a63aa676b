package io.github.ckpt4j.cli.archive;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.cli.print.Json;
import io.github.ckpt4j.cli.print.Records;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
  public static int checkpoints(JobFiles files, Collection<Checkpoint> now) throws IOException {
    Map<String, Boolean> hasMetrics = new HashMap<>();
    now.forEach(each -> hasMetrics.put(each.id(), !each.metrics().isEmpty()));
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
      for (Checkpoint each : now) {
        Map<String, @Nullable Object> record = new LinkedHashMap<>(Records.of(each));
        JsonElement older = olderMetrics.get(each.id());
        if (older != null) {
          record.put("metrics", older);
        }
        write(out, Json.of(record));
      }
    });
    return onlyBefore.size() + hasMetrics.size();
  }

  /** Every line once, the older ones first. */
  public static void all(JobFiles files, String path, Stream<? extends Map<String, ?>> now)
      throws IOException {
    Set<String> all = new LinkedHashSet<>();
    files.lines(path, all::add);
    now.map(Json::of).forEach(all::add);
    files.write(path, out -> {
      for (String line : all) {
        write(out, line);
      }
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
