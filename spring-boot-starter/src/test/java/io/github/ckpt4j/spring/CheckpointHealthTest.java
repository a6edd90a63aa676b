package io.github.ckpt4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.sandbox.Fault;
import io.github.ckpt4j.sandbox.Sandbox;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointHealthTest {
  private static final String JOB = "openai:ftjob-overfitted";
  private static final Duration LONG = Duration.ofMinutes(10);

  private final Sandbox sandbox = Sandbox.start();
  private final CheckpointClient client = CheckpointClient.builder()
      .environment(sandbox.environment())
      .maxRetries(0)
      .build();
  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);

  @AfterEach
  void close() {
    client.close();
    sandbox.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000})
  void aReportIsReusedUntilItExpires(int readers) {
    CheckpointHealth health = health(Duration.ofMinutes(1), LONG, JOB, "oxen:ox/farm/ft_deployed");
    for (int i = 0; i < readers; i++) {
      assertThat(health.check().status()).isEqualTo("UP");
    }
    nanoTime.addAndGet(Duration.ofMinutes(1).toNanos() - 1);
    assertThat(health.check().details()).containsOnlyKeys(JOB, "oxen:ox/farm/ft_deployed");
    assertThat(sandbox.requestCount()).isEqualTo(2);

    nanoTime.incrementAndGet();
    health.check();
    assertThat(sandbox.requestCount()).isEqualTo(4);
  }

  @Test
  void anErrorIsReusedToo() {
    CheckpointHealth health = health(Duration.ofMinutes(1), LONG, JOB);
    sandbox.failNext(Fault.status(503));
    assertThat(health.check().status()).isEqualTo("DOWN");
    assertThat(health.check().details())
        .hasEntrySatisfying(JOB, detail -> assertThat(detail).startsWith("SERVER_ERROR"));
    assertThat(sandbox.requestCount()).isEqualTo(1);

    nanoTime.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(health.check().status()).isEqualTo("UP");
  }

  @Test
  void withoutACacheEachCheckIsARequest() {
    CheckpointHealth health = health(Duration.ZERO, LONG, JOB);
    health.check();
    health.check();
    assertThat(sandbox.requestCount()).isEqualTo(2);
  }

  @Test
  void concurrentReadersShareOneCheck() throws Exception {
    CheckpointHealth health = health(Duration.ofMinutes(1), LONG, JOB);
    int readers = 16;
    CountDownLatch together = new CountDownLatch(readers);
    ExecutorService threads = Executors.newFixedThreadPool(readers);
    try {
      var reports = java.util.stream.IntStream.range(0, readers)
          .mapToObj(i -> threads.submit(() -> {
            together.countDown();
            together.await();
            return health.check();
          }))
          .toList();
      for (var report : reports) {
        assertThat(report.get().status()).isEqualTo("UP");
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(sandbox.requestCount()).isEqualTo(1);
  }

  @Test
  @Timeout(20)
  void manyHangingProvidersTakeNoLongerThanTheTimeout() {
    List<String> jobs = sandbox.jobs();
    jobs.forEach(job -> sandbox.failNext(Fault.delay(LONG)));
    CheckpointHealth health = health(LONG, Duration.ofMillis(300), jobs.toArray(String[]::new));
    CheckpointHealth.Report report = health.check();
    assertThat(report.status()).isEqualTo("DOWN");
    assertThat(report.details())
        .hasSameSizeAs(jobs)
        .allSatisfy((job, detail) -> assertThat(detail).startsWith("TIMEOUT"));
  }

  @Test
  void anInterruptedCheckIsUnknownAndNotReused() {
    CheckpointHealth health = health(LONG, LONG, JOB);
    Thread.currentThread().interrupt();
    assertThat(health.check().status()).isEqualTo("UNKNOWN");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(health.check().status()).isEqualTo("UP");
  }

  private CheckpointHealth health(Duration cache, Duration timeout, String... jobs) {
    return new CheckpointHealth(
        client, new CheckpointProperties.Health(List.of(jobs), cache, timeout), nanoTime::get);
  }
}
