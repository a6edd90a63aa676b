package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import java.io.File;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.Cache;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cache in the caller's OkHttp client makes requests conditional, and never hides a new checkpoint. */
final class CacheTest {
  private static final JobRef JOB = JobRef.parse("openai:ftjob-1");

  @TempDir
  private File directory;

  private final Server server = new Server();
  private CheckpointClient client;

  @BeforeEach
  void start() {
    client = CheckpointClient.builder()
        .environment(
            Map.of("OPENAI_API_KEY", "sk-secret-key", "OPENAI_BASE_URL", server.url("/v1")))
        .okHttpClient(
            new OkHttpClient.Builder().cache(new Cache(directory, 10_000_000)).build())
        .build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void anUnchangedListHasNoBody() {
    server.route(request -> "\"v1\"".equals(request.getHeaders().get("If-None-Match"))
        ? Server.response(304, "")
        : list("ETag: \"v1\"", 1));

    List<Checkpoint> first = client.list(JOB);

    assertThat(first).hasSize(1);
    assertThat(client.list(JOB)).isEqualTo(first);
    assertThat(server.requests())
        .extracting(request -> request.getHeaders().get("If-None-Match"))
        .containsExactly(null, "\"v1\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ETag: \"v1\"",
        "Cache-Control: max-age=3600",
        "Cache-Control: public, immutable, max-age=3600",
        "Last-Modified: Mon, 02 Jan 2023 00:00:00 GMT",
        "Expires: Fri, 01 Jan 2100 00:00:00 GMT"
      })
  void aListThatHasGrownIsRead(String header) {
    server.enqueue(list(header, 1)).enqueue(list(header, 2));

    assertThat(client.list(JOB)).hasSize(1);
    assertThat(client.list(JOB)).hasSize(2);
  }

  @Test
  void withoutACacheNoRequestIsConditional() {
    server.enqueue(list("ETag: \"v1\"", 1)).enqueue(list("ETag: \"v1\"", 1));
    try (CheckpointClient plain = CheckpointClient.builder()
        .environment(
            Map.of("OPENAI_API_KEY", "sk-secret-key", "OPENAI_BASE_URL", server.url("/v1")))
        .build()) {
      assertThat(plain.list(JOB)).isEqualTo(plain.list(JOB));
    }
    assertThat(server.requests())
        .extracting(RecordedRequest::getHeaders)
        .allSatisfy(headers ->
            assertThat(headers.names()).doesNotContain("If-None-Match", "Cache-Control"));
  }

  private static MockResponse list(String header, int checkpoints) {
    StringBuilder items = new StringBuilder();
    for (int i = checkpoints; i > 0; i--) {
      items
          .append(items.isEmpty() ? "" : ",")
          .append("{\"id\":\"ftckpt_%d\",\"step_number\":%d,\"created_at\":%d}"
              .formatted(i, i, 1_770_000_000 + i));
    }
    return Server.response(200, "{\"data\":[" + items + "],\"has_more\":false}", header);
  }
}
