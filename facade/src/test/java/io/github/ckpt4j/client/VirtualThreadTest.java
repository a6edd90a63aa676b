package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.JobRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Waiting for a provider pins no carrier thread. */
@EnabledForJreRange(min = JRE.JAVA_21)
final class VirtualThreadTest {
  @Test
  void listsFromVirtualThreadsWithoutPinning(@TempDir Path dir) throws Exception {
    try (Server server = new Server();
        Recording recording = new Recording()) {
      server.route(request -> new MockResponse.Builder()
          .body("{\"object\":\"list\",\"data\":[],\"has_more\":false}")
          .headersDelay(50, TimeUnit.MILLISECONDS)
          .build());
      ExecutorService virtual = (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
      try (CheckpointClient client = CheckpointClient.builder()
          .apiKey("openai", "sk-1")
          .baseUrl("openai", server.url("/v1"))
          .executor(virtual)
          .build()) {
        // The first wait on a socket initializes JDK classes, which pins the waiting threads.
        client.listAsync(JobRef.parse("openai:ftjob-first")).get(30, TimeUnit.SECONDS);
        recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO).withStackTrace();
        recording.start();
        List<CompletableFuture<Integer>> lists = IntStream.range(0, 50)
            .mapToObj(
                i -> client.listAsync(JobRef.parse("openai:ftjob-" + i)).thenApply(List::size))
            .toList();
        assertThat(lists)
            .allSatisfy(list -> assertThat(list.get(30, TimeUnit.SECONDS)).isZero());
      } finally {
        virtual.shutdown();
      }
      recording.stop();
      Path file = dir.resolve("pinned.jfr");
      recording.dump(file);
      assertThat(Files.size(file)).isPositive();
      assertThat(RecordingFile.readAllEvents(file))
          .filteredOn(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
          .filteredOn(VirtualThreadTest::isOurs)
          .isEmpty();
    }
  }

  /** The test's own server may use virtual threads or not. */
  private static boolean isOurs(RecordedEvent pinned) {
    return String.valueOf(pinned.getStackTrace()).contains("io.github.ckpt4j");
  }
}
