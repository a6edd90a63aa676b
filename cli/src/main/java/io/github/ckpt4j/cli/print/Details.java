package io.github.ckpt4j.cli.print;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Expiry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All fields of a checkpoint, one per line.
 *
 * @param clock the clock for relative times
 */
public record Details(Clock clock, Style style) {

  /**
   * All fields of a checkpoint that are known.
   *
   * @param withExpiry whether to show the end of the checkpoint even if it is unknown
   */
  public List<String> lines(Checkpoint checkpoint, boolean withExpiry) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("id", HumanFormat.text(checkpoint.id()));
    fields.put("step", HumanFormat.text(checkpoint.step()));
    fields.put("model", HumanFormat.text(checkpoint.modelName()));
    fields.put("type", HumanFormat.text(checkpoint.artifact()));
    fields.put("status", HumanFormat.status(checkpoint.status()));
    fields.put("final", HumanFormat.isFinal(checkpoint.role()));
    fields.put("created", time(checkpoint.createdAt()));
    Expiry expiry = checkpoint.expiry();
    fields.put(
        "expires",
        expiry == null && !withExpiry ? HumanFormat.NONE : HumanFormat.expiry(expiry, clock));
    fields.put("evidence", expiry == null ? HumanFormat.NONE : HumanFormat.text(expiry.evidence()));
    fields.put("size", size(checkpoint.sizeBytes()));
    fields.put("path", HumanFormat.text(checkpoint.path()));
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(HumanFormat.text(checkpoint.job())));
    section(lines, "", fields);
    Map<String, String> metrics = new LinkedHashMap<>();
    checkpoint
        .metrics()
        .forEach(
            (metric, value) -> metrics.put(HumanFormat.text(metric), HumanFormat.number(value)));
    section(lines, "metrics", metrics);
    Map<String, String> details = new LinkedHashMap<>();
    checkpoint
        .details()
        .forEach((name, value) -> details.put(
            HumanFormat.text(name),
            HumanFormat.text(value instanceof String ? value : Json.of(value))));
    section(lines, "the provider's own fields", details);
    return lines;
  }

  private void section(List<String> lines, String title, Map<String, String> fields) {
    Map<String, String> known = new LinkedHashMap<>(fields);
    known.values().removeIf(HumanFormat.NONE::equals);
    if (known.isEmpty()) {
      return;
    }
    if (!title.isEmpty()) {
      lines.add("");
      lines.add(style.bold(title));
    }
    int width = known.keySet().stream().mapToInt(String::length).max().orElse(0);
    known.forEach((name, value) ->
        lines.add("  " + style.dim(name + " ".repeat(width - name.length())) + "  " + value));
  }

  private String time(@Nullable Instant time) {
    String people = HumanFormat.time(time, clock);
    return time == null ? people : time + (people.endsWith("ago") ? " (" + people + ")" : "");
  }

  private static String size(@Nullable Long bytes) {
    return bytes == null
        ? HumanFormat.NONE
        : HumanFormat.size(bytes) + " (" + HumanFormat.count(bytes) + " bytes)";
  }
}
