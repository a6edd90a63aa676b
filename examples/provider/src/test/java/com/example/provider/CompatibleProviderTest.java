package com.example.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Setting;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.Test;

/** An OpenAI-compatible provider takes only a description and one header. */
final class CompatibleProviderTest {
  private static final Provider LOCAL = Providers.openAiCompatible(
      ProviderInfo.builder("local", "https://trainer.example/v1")
          .title("Our own trainer")
          .setting(Setting.apiKey("LOCAL_API_KEY"))
          .setting(Setting.baseUrl("LOCAL_BASE_URL"))
          .jobIdExample("job-…")
          .metrics(List.of(Metric.TRAIN_LOSS))
          .documentation("https://trainer.example/docs")
          .build(),
      settings -> Map.of("X-Api-Key", settings.require(Setting.API_KEY)));

  @Test
  void listsTheJobsOfACompatibleProvider() throws IOException, InterruptedException {
    try (MockWebServer server = new MockWebServer()) {
      server.start();
      server.enqueue(new MockResponse.Builder().body("""
              {"object": "list", "has_more": true, "data": [
                {"id": "b", "step_number": 20, "metrics": {"train_loss": 0.25}}]}
              """).build());
      server.enqueue(new MockResponse.Builder().body("""
              {"object": "list", "has_more": false, "data": [
                {"id": "a", "step_number": 10, "metrics": {"train_loss": 0.5}}]}
              """).build());
      try (CheckpointClient client = CheckpointClient.builder()
          .provider(LOCAL)
          .environment(
              Map.of("LOCAL_API_KEY", "k-1", "LOCAL_BASE_URL", server.url("/v1").toString()))
          .build()) {
        assertThat(client.best(JobRef.parse("local:job-1"), Metric.TRAIN_LOSS))
            .map(Checkpoint::id)
            .hasValue("b");
      }
      assertThat(server.takeRequest().getHeaders().get("X-Api-Key")).isEqualTo("k-1");
      assertThat(server.takeRequest().getTarget())
          .isEqualTo("/v1/fine_tuning/jobs/job-1/checkpoints?after=b&limit=100");
    }
  }
}
