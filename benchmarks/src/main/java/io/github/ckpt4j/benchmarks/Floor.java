package io.github.ckpt4j.benchmarks;

import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

final class Floor implements Contender {
  private final OkHttpClient client = new OkHttpClient();
  private final HttpUrl baseUrl;

  Floor(String baseUrl) {
    this.baseUrl = HttpUrl.get(baseUrl);
  }

  record Read(
      @Nullable String id,
      long createdAt,
      @Nullable String model,
      @Nullable String job,
      long step,
      Map<String, Double> metrics) {}

  record ReadPage(List<Read> checkpoints, boolean hasMore) {}

  @Override
  public long page(String job, int size) throws IOException {
    return sum(get(job, null, size).checkpoints());
  }

  @Override
  public long all(String job, int pageSize) throws IOException {
    List<Read> all = new ArrayList<>();
    ReadPage page = get(job, null, pageSize);
    all.addAll(page.checkpoints());
    while (page.hasMore()) {
      page = get(job, all.get(all.size() - 1).id(), pageSize);
      all.addAll(page.checkpoints());
    }
    return sum(all);
  }

  private static long sum(List<Read> checkpoints) {
    long sum = 0;
    for (Read each : checkpoints) {
      sum += each.step();
    }
    return sum;
  }

  private ReadPage get(String job, @Nullable String after, int limit) throws IOException {
    HttpUrl.Builder url = baseUrl
        .newBuilder()
        .addPathSegments("fine_tuning/jobs")
        .addPathSegment(job)
        .addPathSegment("checkpoints")
        .addQueryParameter("limit", String.valueOf(limit));
    if (after != null) {
      url.addQueryParameter("after", after);
    }
    Request request = new Request.Builder()
        .url(url.build())
        .header("Authorization", "Bearer " + KEY)
        .build();
    try (Response response = client.newCall(request).execute();
        JsonReader in = new JsonReader(response.body().charStream())) {
      return readPage(in);
    }
  }

  private static ReadPage readPage(JsonReader in) throws IOException {
    List<Read> checkpoints = new ArrayList<>();
    boolean hasMore = false;
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "data" -> {
          in.beginArray();
          while (in.hasNext()) {
            checkpoints.add(readCheckpoint(in));
          }
          in.endArray();
        }
        case "has_more" -> hasMore = in.nextBoolean();
        default -> in.skipValue();
      }
    }
    in.endObject();
    return new ReadPage(checkpoints, hasMore);
  }

  private static Read readCheckpoint(JsonReader in) throws IOException {
    String id = null;
    long createdAt = 0;
    String model = null;
    String job = null;
    long step = 0;
    Map<String, Double> metrics = new HashMap<>();
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "id" -> id = in.nextString();
        case "created_at" -> createdAt = in.nextLong();
        case "fine_tuned_model_checkpoint" -> model = in.nextString();
        case "fine_tuning_job_id" -> job = in.nextString();
        case "step_number" -> step = in.nextLong();
        case "metrics" -> {
          in.beginObject();
          while (in.hasNext()) {
            metrics.put(in.nextName(), in.nextDouble());
          }
          in.endObject();
        }
        default -> in.skipValue();
      }
    }
    in.endObject();
    return new Read(Objects.requireNonNull(id), createdAt, model, job, step, metrics);
  }
}
