package io.github.ckpt4j.benchmarks;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.finetuning.jobs.checkpoints.CheckpointListPage;
import com.openai.models.finetuning.jobs.checkpoints.CheckpointListParams;
import com.openai.models.finetuning.jobs.checkpoints.FineTuningJobCheckpoint;
import java.util.ArrayList;
import java.util.List;

final class OpenAiJava implements Contender {
  private final OpenAIClient client;

  OpenAiJava(String baseUrl) {
    client = OpenAIOkHttpClient.builder().baseUrl(baseUrl).apiKey(KEY).build();
  }

  @Override
  public long page(String job, int size) {
    return sum(get(job, size).data());
  }

  @Override
  public long all(String job, int pageSize) {
    List<FineTuningJobCheckpoint> all = new ArrayList<>();
    get(job, pageSize).autoPager().forEach(all::add);
    return sum(all);
  }

  @Override
  public void close() {
    client.close();
  }

  private static long sum(List<FineTuningJobCheckpoint> checkpoints) {
    long sum = 0;
    for (FineTuningJobCheckpoint each : checkpoints) {
      sum += each.stepNumber();
    }
    return sum;
  }

  private CheckpointListPage get(String job, int limit) {
    return client
        .fineTuning()
        .jobs()
        .checkpoints()
        .list(CheckpointListParams.builder().fineTuningJobId(job).limit(limit).build());
  }
}
