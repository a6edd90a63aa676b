package io.github.ckpt4j.benchmarks;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.ClientBuilder;
import io.github.ckpt4j.providers.Providers;
import java.util.List;
import java.util.Objects;

final class Ckpt4j implements Contender {
  private final CheckpointClient client;

  Ckpt4j(String baseUrl) {
    client = builder(baseUrl).build();
  }

  /** A client for OpenAI's protocol at this base URL. */
  static ClientBuilder builder(String baseUrl) {
    return CheckpointClient.builder()
        .apiKey(Providers.OPENAI, KEY)
        .baseUrl(Providers.OPENAI, baseUrl);
  }

  @Override
  public long page(String job, int size) {
    return sum(client.page(ref(job), PageRequest.first().size(size)).checkpoints());
  }

  @Override
  public long all(String job, int pageSize) {
    return sum(client.with(client.options().pageSize(pageSize)).list(ref(job)));
  }

  @Override
  public void close() {
    client.close();
  }

  static JobRef ref(String job) {
    return new JobRef(Providers.OPENAI, job);
  }

  private static long sum(List<Checkpoint> checkpoints) {
    long sum = 0;
    for (Checkpoint each : checkpoints) {
      sum += Objects.requireNonNull(each.step(), "step");
    }
    return sum;
  }
}
