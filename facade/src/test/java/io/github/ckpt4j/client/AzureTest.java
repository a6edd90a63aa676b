package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AzureTest extends ProviderContract implements OpenAiProtocolContract {
  private static final JobRef JOB = JobRef.parse("azure:ftjob-abc123");

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
    return Map.of("api-key", KEY);
  }

  @Override
  public Map<String, String> variables() {
    return Map.of("AZURE_OPENAI_API_KEY", KEY);
  }

  @Override
  public String resource(String name) {
    return ProviderFixture.resource(name.equals("job.json") ? "openai" : "azure", name);
  }

  @Override
  public List<Checkpoint> documented() {
    return List.of(Checkpoint.builder(JOB, "ftckpt_A1b2C3d4E5f6G7h8I9j0K1l2")
        .step(10L)
        .createdAt(Instant.ofEpochSecond(1646126127))
        .modelName("gpt-35-turbo-0613.ft-0123456789abcdef0123456789abcdef:ckpt-step-10")
        .role(Checkpoint.Role.INTERMEDIATE)
        .status(Checkpoint.Status.READY)
        .metrics(Map.of(
            Metric.TRAIN_LOSS, 0.5,
            Metric.TRAIN_MEAN_TOKEN_ACCURACY, 0.875,
            Metric.VALID_LOSS, 0.75,
            Metric.VALID_MEAN_TOKEN_ACCURACY, 0.625,
            Metric.FULL_VALID_LOSS, 0.5625,
            Metric.FULL_VALID_MEAN_TOKEN_ACCURACY, 0.9375))
        .build());
  }

  @Override
  public List<Checkpoint> real() {
    return real(JOB);
  }

  /** Azure's observed responses, with a decimal point in each step. */
  static List<Checkpoint> real(JobRef job) {
    return List.of(
        Checkpoint.builder(job, "ftchkpt-fedcba9876543210fedcba9876543210")
            .step(90L)
            .createdAt(Instant.ofEpochSecond(1723207781))
            .modelName("gpt-4o-mini-2024-07-18.ft-0123456789abcdef0123456789abcdef:ckpt-step-90")
            .role(Checkpoint.Role.INTERMEDIATE)
            .status(Checkpoint.Status.READY)
            .metrics(Map.of(Metric.TRAIN_LOSS, 0.75))
            .build(),
        Checkpoint.builder(job, "ftchkpt-0123456789abcdef0123456789abcdef")
            .step(100L)
            .createdAt(Instant.ofEpochSecond(1723207952))
            .modelName("gpt-4o-mini-2024-07-18.ft-0123456789abcdef0123456789abcdef")
            .role(Checkpoint.Role.FINAL)
            .status(Checkpoint.Status.READY)
            .metrics(Map.of(
                Metric.TRAIN_LOSS, 0.5,
                Metric.FULL_VALID_LOSS, 0.25,
                Metric.FULL_VALID_MEAN_TOKEN_ACCURACY, 0.875))
            .build());
  }

  @Test
  void aTokenTakesTheKeysPlace() {
    server().enqueue(page()).enqueue(page());
    Iterator<String> tokens = List.of("token-canary-1", "token-canary-2").iterator();
    CheckpointClient client = client(builder -> builder.set("azure", "token", tokens::next));
    client.list(JOB);
    client.list(JOB);
    assertThat(server().requests())
        .extracting(request -> request.getHeaders().get("Authorization"))
        .containsExactly("Bearer token-canary-1", "Bearer token-canary-2");
    assertThat(server().requests())
        .noneMatch(request -> request.getHeaders().get("api-key") != null);
  }

  @Test
  void anErrorDoesNotShowTheToken() {
    server().enqueue(401, "{\"error\":{\"message\":\"bad token-canary-1\"}}");
    CheckpointClient client = client(builder -> builder.set("azure", "token", "token-canary-1"));
    assertThat(ErrorContract.everythingIn(failure(client)))
        .contains("bad ***")
        .doesNotContain("canary");
  }

  @Test
  void theApiVersionIsSentOnlyIfItIsSet() {
    server().enqueue(page());
    client(builder -> builder.set("azure", "api-version", "preview&x=1")).list(JOB);
    assertThat(server().targets()).containsExactly(listTarget() + "&api-version=preview%26x%3D1");
    server().enqueue(resource("job.json"));
    client(builder -> builder.set("azure", "api-version", "v1")).job(JOB);
    assertThat(server().targets()).endsWith(basePath() + jobPath() + "?api-version=v1");
  }

  @Test
  void theResourceIsPartOfTheHostName() {
    SentTo sent = new SentTo();
    try (CheckpointClient client = CheckpointClient.builder()
        .apiKey("azure", KEY)
        .set("azure", "resource", "My-Resource-1")
        .okHttpClient(sent.client())
        .maxRetries(0)
        .build()) {
      assertThat(failure(client).hint()).contains("AZURE_OPENAI_RESOURCE");
    }
    assertThat(sent.urls())
        .containsExactly(
            "https://my-resource-1.openai.azure.com/openai/v1" + listPath() + "?limit=100");
  }

  @Test
  void withoutAResourceNothingIsSent() {
    SentTo sent = new SentTo();
    try (CheckpointClient client = CheckpointClient.builder()
        .apiKey("azure", KEY)
        .okHttpClient(sent.client())
        .build()) {
      CheckpointException failure = failure(client);
      assertThat(failure.detail()).contains("AZURE_OPENAI_RESOURCE", "'resource' of azure");
    }
    assertThat(sent.urls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example/",
        "evil.example#",
        "evil.example?x=",
        "a@evil.example",
        "https://mine.openai.azure.com",
        "a.b",
        "-a",
        "a-",
        "a b",
        "a\\b",
        "a%2fb",
        "$1",
        "{resource}"
      })
  void aResourceCannotNameAnotherHost(String resource) {
    SentTo sent = new SentTo();
    try (CheckpointClient client = CheckpointClient.builder()
        .apiKey("azure", KEY)
        .set("azure", "resource", resource)
        .okHttpClient(sent.client())
        .build()) {
      CheckpointException failure = failure(client);
      assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
      assertThat(failure.detail())
          .contains("name of the resource of Azure OpenAI (AZURE_OPENAI_RESOURCE) must be letters")
          .doesNotContain("evil");
    }
    assertThat(sent.urls()).isEmpty();
  }

  /** Records the URL of each request instead of sending it. */
  private record SentTo(List<String> urls) {
    SentTo() {
      this(new java.util.concurrent.CopyOnWriteArrayList<>());
    }

    OkHttpClient client() {
      return new OkHttpClient.Builder()
          .addInterceptor(chain -> {
            urls.add(chain.request().url().toString());
            throw new java.net.UnknownHostException(chain.request().url().host());
          })
          .build();
    }
  }
}
