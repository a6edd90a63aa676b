package io.github.ckpt4j.benchmarks;

import io.github.ckpt4j.openai.api.CheckpointsApi;
import io.github.ckpt4j.openai.model.FineTuningJobCheckpoint;
import io.github.ckpt4j.openai.model.ListFineTuningJobCheckpointsResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import retrofit2.Retrofit;
import retrofit2.converter.gson.GsonConverterFactory;

final class Bare implements Contender {
  private final CheckpointsApi api;

  Bare(String baseUrl) {
    OkHttpClient client = new OkHttpClient.Builder()
        .addInterceptor(chain -> chain.proceed(chain
            .request()
            .newBuilder()
            .header("Authorization", "Bearer " + KEY)
            .build()))
        .build();
    api = new Retrofit.Builder()
        .baseUrl(baseUrl)
        .client(client)
        .addConverterFactory(GsonConverterFactory.create())
        .build()
        .create(CheckpointsApi.class);
  }

  @Override
  public long page(String job, int size) throws IOException {
    return sum(get(job, null, size).getData());
  }

  @Override
  public long all(String job, int pageSize) throws IOException {
    List<FineTuningJobCheckpoint> all = new ArrayList<>();
    ListFineTuningJobCheckpointsResponse page = get(job, null, pageSize);
    all.addAll(page.getData());
    while (page.getHasMore()) {
      page = get(job, page.getLastId(), pageSize);
      all.addAll(page.getData());
    }
    return sum(all);
  }

  private static long sum(List<FineTuningJobCheckpoint> checkpoints) {
    long sum = 0;
    for (FineTuningJobCheckpoint each : checkpoints) {
      sum += each.getStepNumber();
    }
    return sum;
  }

  private ListFineTuningJobCheckpointsResponse get(String job, @Nullable String after, int limit)
      throws IOException {
    return Objects.requireNonNull(
        api.listCheckpoints(job, after, (long) limit).execute().body(), "body");
  }
}
