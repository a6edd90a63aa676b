package io.github.ckpt4j.transfer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.Metric;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes a checkpoint for the manifest, under the same names as in the command's records. */
final class CheckpointRecord {
  /** Everything after the path of a URL, where signatures and tokens are. */
  private static final Pattern SIGNED =
      Pattern.compile("(?i)(https?://)(?:[^/?#\\s]*@)?([^?#\\s]*)[?#]\\S*");

  private CheckpointRecord() {}

  static JsonObject of(Checkpoint checkpoint) {
    JsonObject record = new JsonObject();
    record.addProperty("job", checkpoint.job().toString());
    record.addProperty("provider", checkpoint.provider());
    record.addProperty("id", checkpoint.id());
    add(record, "step", checkpoint.step());
    add(record, "created_at", checkpoint.createdAt());
    add(record, "model", checkpoint.modelName());
    add(record, "path", checkpoint.path());
    add(record, "size_bytes", checkpoint.sizeBytes());
    add(record, "final", isFinal(checkpoint.role()));
    add(record, "type", checkpoint.artifact());
    add(record, "status", word(checkpoint.status()));
    Expiry expiry = checkpoint.expiry();
    if (expiry != null) {
      add(record, "expires_at", expiry.at());
      add(record, "expiry_source", word(expiry.source()));
    }
    JsonObject metrics = new JsonObject();
    for (Map.Entry<Metric, Double> each : checkpoint.metrics().entrySet()) {
      metrics.add(each.getKey().name(), json(each.getValue()));
    }
    record.add("metrics", metrics);
    record.add("details", json(checkpoint.details()));
    return record;
  }

  private static @Nullable Boolean isFinal(Checkpoint.Role role) {
    return switch (role) {
      case FINAL -> Boolean.TRUE;
      case INTERMEDIATE -> Boolean.FALSE;
      case UNKNOWN -> null;
    };
  }

  private static void add(JsonObject record, String name, @Nullable Object value) {
    record.add(name, json(value));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static JsonElement json(@Nullable Object value) {
    if (value == null) {
      return JsonNull.INSTANCE;
    }
    if (value instanceof Map<?, ?> map) {
      JsonObject object = new JsonObject();
      map.forEach((key, each) -> object.add(String.valueOf(key), json(each)));
      return object;
    }
    if (value instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(each -> array.add(json(each)));
      return array;
    }
    if (value instanceof Boolean truth) {
      return new JsonPrimitive(truth);
    }
    if (value instanceof Number number) {
      boolean finite = Double.isFinite(number.doubleValue());
      return finite ? new JsonPrimitive(number) : new JsonPrimitive(number.toString());
    }
    return new JsonPrimitive(SIGNED.matcher(value.toString()).replaceAll("$1$2"));
  }
}
