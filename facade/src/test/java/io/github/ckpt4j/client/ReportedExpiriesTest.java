package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One response about all models serves all jobs. */
final class ReportedExpiriesTest {
  private static final String MODELS = """
      {"object":"list","data":[{"id":"ft:gpt-5:o::A","object":"model","created":1750000000,
       "owned_by":"o","shutdown_date":"2027-02-03"}]}""";
  private static final String CHECKPOINTS = """
      {"object":"list","data":[{"object":"fine_tuning.job.checkpoint","id":"c1","created_at":1750000000,
       "step_number":10,"fine_tuned_model_checkpoint":"ft:gpt-5:o::A","metrics":{}}],"has_more":false}""";

  private final Server server = new Server();
  private final ManualTime time = new ManualTime();
  private final Set<String> warnings = ConcurrentHashMap.newKeySet();
  private final CheckpointClient client = CheckpointClient.builder()
      .time(time)
      .maxRetries(0)
      .apiKey("openai", "key-canary-1")
      .baseUrl("openai", server.url("/v1"))
      .options(CallOptions.defaults()
          .withExpiry()
          .onWarning(warning -> warnings.add(String.valueOf(warning.getMessage()))))
      .build();

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private void models(MockResponse models) {
    server.route(request ->
        request.getTarget().contains("/models") ? models : Server.response(200, CHECKPOINTS));
  }

  private long modelRequests() {
    return server.targets().stream().filter(each -> each.contains("/models")).count();
  }

  private List<Checkpoint> listMany() {
    List<JobRef> jobs =
        IntStream.range(0, 100).mapToObj(i -> JobRef.parse("openai:ftjob-" + i)).toList();
    try (Stream<JobResult> results = client.listAll(jobs)) {
      return results.flatMap(each -> each.checkpoints().stream()).toList();
    }
  }

  @Test
  void manyJobsShareOneRequest() {
    models(Server.response(200, MODELS));
    assertThat(listMany()).hasSize(100).allMatch(each -> each.expiry() != null);
    assertThat(modelRequests()).isEqualTo(1);
  }

  @Test
  void afterAMinuteTheDatesAreReadAgain() {
    models(Server.response(200, MODELS));
    client.list(JobRef.parse("openai:ftjob-1"));
    time.advance(Duration.ofSeconds(60));
    client.list(JobRef.parse("openai:ftjob-1"));
    assertThat(modelRequests()).isEqualTo(1);
    time.advance(Duration.ofSeconds(1));
    client.list(JobRef.parse("openai:ftjob-1"));
    assertThat(modelRequests()).isEqualTo(2);
  }

  @Test
  void aRefusalHoldsForAllJobsAndIsOneWarning() {
    models(Server.response(403, "{\"error\":{\"message\":\"not with this key\"}}"));
    assertThat(listMany()).hasSize(100).allMatch(each -> each.expiry() == null);
    assertThat(modelRequests()).isEqualTo(1);
    assertThat(warnings).singleElement().asString().contains("not with this key");
  }

  @Test
  void aBrokenConnectionIsRetriedByTheNextJob() {
    models(new MockResponse.Builder()
        .onResponseStart(new SocketEffect.CloseSocket())
        .build());
    assertThat(client.list(JobRef.parse("openai:ftjob-1")).get(0).expiry()).isNull();
    models(Server.response(200, MODELS));
    assertThat(client.list(JobRef.parse("openai:ftjob-2")).get(0).expiry()).isNotNull();
    assertThat(warnings).hasSize(1);
  }
}
