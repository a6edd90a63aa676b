package com.example.provider;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ckpt4j.MalformedCheckpoint;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import io.github.ckpt4j.spi.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A provider with its own protocol: the paths and the JSON parsing are written by hand.
 *
 * <p>{@code META-INF/services} names this class, so that {@code ckpt} and the Spring Boot starter find
 * it: {@code CKPT_CLASSPATH=provider.jar ckpt list folder:team/run-1}. In a named module, {@code
 * provides io.github.ckpt4j.spi.Provider with com.example.provider.Folder} does the same.
 */
public final class Folder implements Provider {
  private static final ProviderInfo INFO = ProviderInfo.builder("folder", "https://runs.example")
          .title("A folder of runs")
          .setting(Setting.apiKey("FOLDER_TOKEN"))
          .setting(Setting.baseUrl("FOLDER_BASE_URL"))
          .jobIdExample("team/run")
          .jobIdPattern(Pattern.compile("[a-z]+/[a-z0-9-]+"))
          .metrics(List.of(Metric.TRAIN_LOSS))
          .documentation("https://runs.example/docs")
          .build();

  @Override
  public ProviderInfo info() {
    return INFO;
  }

  @Override
  public Map<String, String> headers(Settings settings) {
    return Map.of("X-Token", settings.require(Setting.API_KEY));
  }

  @Override
  public ApiRequest<Page> checkpoints(JobRef job, PageRequest request) {
    String page = request.cursor() == null ? "" : "?page=" + Integer.parseInt(request.cursor());
    return new ApiRequest<>(
        "listCheckpoints", "runs/" + job.id() + page, body -> page(job, body.text()));
  }

  @Override
  public ApiRequest<Job> job(JobRef job) {
    return new ApiRequest<>("retrieveJob", "runs/" + job.id() + "/state", body -> {
      boolean done =
          JsonParser.parseString(body.text()).getAsJsonObject().get("done").getAsBoolean();
      Job.State state = done ? Job.State.SUCCEEDED : Job.State.RUNNING;
      return Job.builder(job, state)
          .providerState(done ? "done" : "running")
          .build();
    });
  }

  private static Page page(JobRef job, String text) {
    JsonObject response = JsonParser.parseString(text).getAsJsonObject();
    JsonArray saves = response.getAsJsonArray("saves");
    if (saves == null) {
      throw CheckpointException.builder(Kind.BAD_RESPONSE, "the response has no 'saves'")
          .build();
    }
    List<Checkpoint> good = new ArrayList<>();
    List<MalformedCheckpoint> bad = new ArrayList<>();
    for (int i = 0; i < saves.size(); i++) {
      JsonObject save = saves.get(i).getAsJsonObject();
      if (save.has("name")) {
        good.add(checkpoint(job, save));
      } else {
        bad.add(new MalformedCheckpoint(job, i, "name", "is missing"));
      }
    }
    return new Page(good, bad, string(response.get("next")));
  }

  private static Checkpoint checkpoint(JobRef job, JsonObject save) {
    Map<Metric, Double> metrics = new LinkedHashMap<>();
    metrics.put(Metric.TRAIN_LOSS, save.get("loss").getAsDouble());
    return Checkpoint.builder(job, save.get("name").getAsString())
        .step(save.get("at").getAsLong())
        .createdAt(Instant.ofEpochSecond(save.get("saved").getAsLong()))
        .status(Checkpoint.Status.READY)
        .metrics(metrics)
        .detail("host", string(save.get("host")))
        .build();
  }

  private static @Nullable String string(@Nullable JsonElement json) {
    return json == null ? null : json.getAsString();
  }
}
