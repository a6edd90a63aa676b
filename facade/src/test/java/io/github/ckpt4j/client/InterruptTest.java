package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An interrupt ends a call long before its timeout, no matter what the call waits for. */
@Timeout(60)
final class InterruptTest {
  private static final JobRef JOB = JobRef.parse("openai:ftjob-1");

  /** A sixtieth of the time allowed for the response. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final CallOptions PATIENT =
      CallOptions.defaults().attemptTimeout(Duration.ofMinutes(5)).timeout(Duration.ofMinutes(5));

  private final Server server = new Server();

  @AfterEach
  void close() {
    server.close();
  }

  private ClientBuilder builder() {
    return CheckpointClient.builder()
        .apiKey("openai", "key-canary-12345")
        .baseUrl("openai", server.url("/v1"))
        .options(PATIENT);
  }

  @Test
  void whileItWaitsForTheStatus() throws Exception {
    server.silence();
    assertInterruptible(builder(), caller -> server.awaitRequest());
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 404, 503})
  void whileItReadsTheBody(int status) throws Exception {
    server.enqueue(new MockResponse.Builder()
        .code(status)
        .body("{\"object\":\"list\",\"data\":[]}")
        .onResponseBody(SocketEffect.Stall.INSTANCE)
        .build());
    CountDownLatch headers = new CountDownLatch(1);
    OkHttpClient listening = new OkHttpClient.Builder()
        .eventListener(new EventListener() {
          @Override
          public void responseHeadersEnd(Call call, Response response) {
            headers.countDown();
          }
        })
        .build();
    assertInterruptible(builder().okHttpClient(listening), caller -> headers.await());
  }

  @Test
  void whileItWaitsForARetry() throws Exception {
    server.enqueue(503, "", "Retry-After: 50");
    assertInterruptible(builder(), caller -> {
      server.awaitRequest();
      awaitSleep(caller);
    });
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void whileItWaitsForAPermit() throws Exception {
    server.silence();
    try (CheckpointClient client = builder().maxConcurrentJobs(1).build()) {
      CompletableFuture<?> first = client.listAsync(JOB);
      server.awaitRequest();
      assertInterruptible(client, InterruptTest::awaitSleep);
      assertThat(server.requests()).hasSize(1);
      assertThat(first).isNotDone();
    }
  }

  /** Takes the median, as a busy machine may delay any single call. */
  @Test
  void usuallyWithin100Milliseconds() throws Exception {
    List<Duration> delays = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      server.silence();
      delays.add(assertInterruptible(builder(), caller -> server.awaitRequest()));
    }
    delays.sort(Comparator.naturalOrder());
    assertThat(delays.get(10)).as(delays.toString()).isLessThan(Duration.ofMillis(100));
  }

  @Test
  void whileTheHostIsLookedUp() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
    OkHttpClient lost = new OkHttpClient.Builder()
        .dns(host -> {
          asked.countDown();
          return found.join();
        })
        .build();
    assertInterruptible(
        builder().okHttpClient(lost).baseUrl("openai", "https://lost.invalid/v1"),
        caller -> asked.await());
    found.complete(List.of());
  }

  /** Returns once the call waits. */
  private interface Waiting {
    void await(Thread caller) throws InterruptedException;
  }

  private static void awaitSleep(Thread caller) {
    while (caller.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  private static Duration assertInterruptible(ClientBuilder builder, Waiting waiting)
      throws Exception {
    try (CheckpointClient client = builder.build()) {
      return assertInterruptible(client, waiting);
    }
  }

  /** Returns how long the call continued after the interrupt. */
  private static Duration assertInterruptible(CheckpointClient client, Waiting waiting)
      throws Exception {
    CompletableFuture<CheckpointException> outcome = new CompletableFuture<>();
    CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
    Thread caller = new Thread(() -> {
      outcome.complete(catchThrowableOfType(CheckpointException.class, () -> client.list(JOB)));
      stillInterrupted.complete(Thread.currentThread().isInterrupted());
    });
    caller.start();
    waiting.await(caller);
    long interrupted = System.nanoTime();
    caller.interrupt();
    assertThat(outcome.get(SOON.toSeconds(), TimeUnit.SECONDS).kind()).isEqualTo(Kind.CANCELLED);
    Duration delay = Duration.ofNanos(System.nanoTime() - interrupted);
    assertThat(stillInterrupted.get(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return delay;
  }
}
