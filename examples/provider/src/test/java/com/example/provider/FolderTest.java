package com.example.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.MalformedCheckpoint;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.JobResult;
import io.github.ckpt4j.providers.Providers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shows that the client adds paging, retries, errors and the rest to a custom provider. */
final class FolderTest {
  private static final JobRef JOB = JobRef.parse("folder:team/run-1");
  private static final String SAVE =
      "{\"name\":\"%s\",\"at\":%d,\"saved\":1723207952,\"loss\":%s,\"host\":\"h1\"}";

  private final MockWebServer server = new MockWebServer();
  private CheckpointClient client = CheckpointClient.builder().build();

  @BeforeEach
  void start() throws IOException {
    server.start();
    client = CheckpointClient.builder()
        .provider(new Folder())
        .apiKey("folder", "token-12345")
        .baseUrl("folder", server.url("/api").toString())
        .build();
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private void respond(int status, String body, String... headers) {
    MockResponse.Builder response = new MockResponse.Builder().code(status).body(body);
    for (String header : headers) {
      response.addHeader(header);
    }
    server.enqueue(response.build());
  }

  private static String save(String name, long step, double loss) {
    return SAVE.formatted(name, step, loss);
  }

  @Test
  void listsEveryPageAfterATemporaryFailure() throws InterruptedException {
    respond(200, "{\"next\":\"2\",\"saves\":[" + save("b", 20, 0.25) + "]}");
    respond(503, "", "Retry-After: 0");
    respond(200, "{\"saves\":[" + save("a", 10, 0.5) + "]}");
    List<Checkpoint> list = client.list(JOB);
    assertThat(list).extracting(Checkpoint::id).containsExactly("a", "b");
    assertThat(list.get(0).details()).containsEntry("host", "h1");
    var first = server.takeRequest();
    assertThat(first.getTarget()).isEqualTo("/api/runs/team/run-1");
    assertThat(first.getHeaders().get("X-Token")).isEqualTo("token-12345");
    assertThat(server.takeRequest().getTarget()).isEqualTo("/api/runs/team/run-1?page=2");
    assertThat(server.takeRequest().getTarget()).isEqualTo("/api/runs/team/run-1?page=2");
  }

  @Test
  void isFoundOnTheClassPath() {
    assertThat(Providers.installed()).hasAtLeastOneElementOfType(Folder.class);
  }

  @Test
  void choosesTheBestAndReportsTheState() {
    respond(200, "{\"saves\":[" + save("a", 10, 0.5) + "," + save("b", 20, 0.75) + "]}");
    respond(200, "{\"done\":true}");
    assertThat(client.best(JOB, Metric.TRAIN_LOSS)).map(Checkpoint::id).hasValue("a");
    assertThat(client.job(JOB).state()).isEqualTo(Job.State.SUCCEEDED);
  }

  @Test
  void readsLenientlyAndStrictly() {
    String body = "{\"saves\":[{\"at\":1}," + save("a", 10, 0.5) + "]}";
    respond(200, body);
    respond(200, body);
    List<MalformedCheckpoint> bad = new ArrayList<>();
    assertThat(client.with(CallOptions.defaults().lenient(bad::add)).list(JOB)).hasSize(1);
    assertThat(bad).containsExactly(new MalformedCheckpoint(JOB, 0, "name", "is missing"));
    assertThatThrownBy(() -> client.list(JOB))
        .hasMessageContaining("checkpoint 0 of " + JOB + ": name is missing");
  }

  @Test
  void everyFailureIsACheckpointException() {
    respond(200, "[]");
    respond(200, "{}");
    respond(401, "{\"message\":\"bad token token-12345\"}");
    for (Kind kind : new Kind[] {Kind.BAD_RESPONSE, Kind.BAD_RESPONSE, Kind.UNAUTHENTICATED}) {
      assertThatThrownBy(() -> client.list(JOB))
          .isInstanceOfSatisfying(
              CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(kind))
          .message()
          .doesNotContain("token-12345");
    }
    JobRef impossible = JobRef.parse("folder:UPPER/x");
    assertThatThrownBy(() -> client.list(impossible)).hasMessageContaining("folder:team/run");
  }

  @Test
  void standsBesideTheOthers() {
    respond(200, "{\"saves\":[]}");
    assertThat(client.listAll(List.of(JOB, JobRef.parse("openai:ftjob-1"))))
        .extracting(each -> each instanceof JobResult.Listed)
        .containsExactlyInAnyOrder(true, false);
    assertThat(client.providers()).hasSize(Providers.all().size() + 1);
  }
}
