package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.JobRef;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A bounded number of requests is in flight at once; those waiting to retry do not count. */
final class TurnTest {
  private static final String LIST =
      "{\"object\":\"list\",\"data\":[{\"id\":\"c1\",\"step_number\":1}],\"has_more\":false}";

  @Test
  void aCallThatWaitsToRetryLetsOthersGo() throws InterruptedException {
    ManualTime time = new ManualTime();
    time.sleepForever();
    try (Server server = new Server();
        CheckpointClient client = CheckpointClient.builder()
            .time(time)
            .maxConcurrentJobs(1)
            .apiKey("openai", "key-canary-1")
            .baseUrl("openai", server.url("/v1"))
            .build()) {
      server.route(request -> request.getTarget().contains("ftjob-1")
          ? Server.response(503, "{}")
          : Server.response(200, LIST));
      CompletableFuture<?> first = client.listAsync(JobRef.parse("openai:ftjob-1"));
      time.awaitSleeper();

      assertThat(client.list(JobRef.parse("openai:ftjob-2"))).hasSize(1);
      assertThat(first).isNotDone();
    }
  }
}
