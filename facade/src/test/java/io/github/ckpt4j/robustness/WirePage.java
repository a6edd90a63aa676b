package io.github.ckpt4j.robustness;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Checkpoints as a provider writes them, its keys in any order and with others among them, and what
 * must be read there.
 *
 * @param random the order of keys, and where unknown ones are put
 */
record WirePage(JobRef job, List<Sample> samples, Random random) {

  /** What is true of a checkpoint, before a provider puts it in its own words. */
  record Sample(long step, long createdAt, long size, boolean last, Map<String, Double> metrics) {}

  String json() {
    JsonArray items = new JsonArray();
    samples.forEach(sample -> items.add(shuffled(item(sample))));
    JsonObject page = new JsonObject();
    switch (job.provider()) {
      case "openai", "portkey" -> {
        page.addProperty("object", "list");
        page.add("data", items);
        page.addProperty("has_more", false);
      }
      case "together" -> page.add("data", items);
      case "oxen" -> {
        page.add("checkpoints", items);
        page.addProperty("status", "success");
        page.addProperty("total_checkpoints", samples.size());
      }
      case "baseten" -> page.add("checkpoints", items);
      default -> throw new IllegalStateException("what does " + job.provider() + " answer?");
    }
    return shuffled(page).toString();
  }

  /** What must be read, in the order of the page. */
  List<Checkpoint> expected() {
    return samples.stream().map(this::expected).toList();
  }

  private JsonObject item(Sample sample) {
    JsonObject item = new JsonObject();
    Instant created = Instant.ofEpochSecond(sample.createdAt);
    switch (job.provider()) {
      case "openai", "portkey" -> {
        item.addProperty("id", "ftckpt_" + sample.step);
        item.addProperty("step_number", sample.step);
        item.addProperty("created_at", sample.createdAt);
        item.addProperty("fine_tuned_model_checkpoint", model(sample));
        item.add("metrics", metrics(sample));
      }
      case "together" -> {
        item.addProperty("object_id", "ml_" + sample.step);
        item.addProperty("step", sample.step);
        item.addProperty("created_at", created.toString());
        item.addProperty("path", "s3://bucket/" + sample.step);
        item.addProperty("checkpoint_type", sample.last ? "Final Merged" : "Intermediate");
      }
      case "oxen" -> {
        item.addProperty("step", sample.step);
        item.addProperty("created_at", created.toString());
        item.addProperty("model_name", model(sample));
        item.addProperty("size_bytes", sample.size);
        item.add("metrics", metrics(sample));
      }
      default -> {
        item.addProperty("checkpoint_id", "checkpoint-" + sample.step);
        item.addProperty("created_at", created.toString().replace('T', ' ').replace("Z", " +0000"));
        item.addProperty("size_bytes", sample.size);
        item.addProperty("sync_status", "COMPLETE");
      }
    }
    return item;
  }

  private Checkpoint expected(Sample sample) {
    String id = switch (job.provider()) {
      case "openai", "portkey" -> "ftckpt_" + sample.step;
      case "together" -> "ml_" + sample.step;
      case "oxen" -> String.valueOf(sample.step);
      default -> "checkpoint-" + sample.step;
    };
    Map<Metric, Double> metrics = new LinkedHashMap<>();
    if (!job.provider().equals("together") && !job.provider().equals("baseten")) {
      sample.metrics.forEach((name, value) -> metrics.put(Metric.of(name), value));
    }
    Checkpoint.Builder checkpoint = Checkpoint.builder(job, id)
        .step(sample.step)
        .createdAt(Instant.ofEpochSecond(sample.createdAt))
        .metrics(metrics);
    switch (job.provider()) {
      case "openai", "portkey" ->
        checkpoint
            .modelName(model(sample))
            .role(sample.last ? Checkpoint.Role.FINAL : Checkpoint.Role.INTERMEDIATE);
      case "together" ->
        checkpoint
            .modelName(sample.last ? job.id() : job.id() + ":" + sample.step)
            .path("s3://bucket/" + sample.step)
            .role(sample.last ? Checkpoint.Role.FINAL : Checkpoint.Role.INTERMEDIATE);
      case "oxen" -> checkpoint.modelName(model(sample)).sizeBytes(sample.size);
      default -> checkpoint.modelName(id).sizeBytes(sample.size);
    }
    return checkpoint.build();
  }

  private static String model(Sample sample) {
    return "ft:base:org::x" + (sample.last ? "" : ":ckpt-step-" + sample.step);
  }

  private JsonObject metrics(Sample sample) {
    JsonObject metrics = new JsonObject();
    metrics.addProperty("step", sample.step);
    sample.metrics.forEach((name, value) -> metrics.addProperty(
        job.provider().equals("oxen") && name.equals("train_loss") ? "loss" : name, value));
    return shuffled(metrics, false);
  }

  private JsonObject shuffled(JsonObject object) {
    return shuffled(object, true);
  }

  private JsonObject shuffled(JsonObject object, boolean withUnknown) {
    if (withUnknown && random.nextBoolean()) {
      object.add("unknown \u00fc", new JsonArray());
      object.addProperty("x" + random.nextInt(), "\"},{");
    }
    List<String> keys = new ArrayList<>(object.keySet());
    Collections.shuffle(keys, random);
    JsonObject shuffled = new JsonObject();
    keys.forEach(key -> shuffled.add(key, object.get(key)));
    return shuffled;
  }
}
