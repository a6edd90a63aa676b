package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.spi.ProviderInfo;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BedrockTest extends ProviderContract implements OpenAiProtocolContract {
  private static final JobRef JOB = JobRef.parse("bedrock:ftjob-abc123");

  @Override
  public JobRef job() {
    return JOB;
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("api-key", KEY);
  }

  @Override
  public Map<String, String> headers() {
    return Map.of("Authorization", "Bearer " + KEY);
  }

  @Override
  public Map<String, String> variables() {
    return Map.of("AWS_BEARER_TOKEN_BEDROCK", KEY);
  }

  @Override
  public boolean namesReportTheRole() {
    return false;
  }

  @Test
  void withoutARegionNothingIsSent() {
    try (CheckpointClient client =
        CheckpointClient.builder().apiKey("bedrock", KEY).build()) {
      assertThat(failure(client).detail()).contains("AWS_REGION");
      assertThat(client.providers())
          .filteredOn(info -> info.name().equals("bedrock"))
          .extracting(ProviderInfo::baseUrl)
          .containsExactly("https://bedrock-mantle.{region}.api.aws/v1");
    }
  }
}
