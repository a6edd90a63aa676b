package io.github.ckpt4j.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.EachProvider;
import io.github.ckpt4j.client.JobResult;
import io.github.ckpt4j.client.SkippedWaits;
import io.github.ckpt4j.client.Watch;
import io.github.ckpt4j.client.WatchOptions;
import io.github.ckpt4j.sandbox.Sandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many threads share one client, and the client is closed or its work cancelled at any point. The
 * seed chooses the work and the number of requests after which it ends.
 */
class ConcurrencyTest {
  private static final int JOBS = 20;
  private static final int THREADS = 16;

  private static final ExecutorService EXECUTOR = Executors.newCachedThreadPool();
  private static final List<List<Checkpoint>> EXPECTED = new ArrayList<>();
  private static @Nullable Sandbox calm;
  private static @Nullable Sandbox faulty;

  /** A task for a client that checks its own result. */
  private interface Work {
    void on(CheckpointClient client, int job) throws Exception;
  }

  private static final List<Work> WORKS = List.of(
      (client, job) -> assertThat(client.list(EachProvider.job(job))).isEqualTo(EXPECTED.get(job)),
      (client, job) -> {
        try (Stream<Checkpoint> stream = client.stream(EachProvider.job(job))) {
          assertThat(stream.toList()).containsExactlyInAnyOrderElementsOf(EXPECTED.get(job));
        }
      },
      (client, job) ->
          assertThat(client.listAsync(EachProvider.job(job)).get()).isEqualTo(EXPECTED.get(job)),
      (client, job) -> {
        List<JobRef> jobs = IntStream.range(0, JOBS).mapToObj(EachProvider::job).toList();
        try (Stream<JobResult> results = client.listAll(jobs)) {
          results.forEach(result ->
              assertThat(result.checkpoints()).isEqualTo(EXPECTED.get(jobs.indexOf(result.job()))));
        }
      },
      (client, job) -> {
        try (Watch watch = client.watch(EachProvider.job(job), WatchOptions.defaults())) {
          List<Checkpoint> seen = new ArrayList<>();
          watch.forEach(event -> seen.add(event.checkpoint()));
          if (watch.end().orElseThrow().job() == null) {
            throw CheckpointException.builder(Kind.CANCELLED, "the watch was closed")
                .build();
          }
          assertThat(EXPECTED.get(job)).containsAll(seen);
        }
      });

  @BeforeAll
  static void start() {
    Sandbox.Builder jobs = Sandbox.builder();
    IntStream.range(0, JOBS).forEach(number -> jobs.job(Load.served(number)));
    Sandbox sandbox = jobs.start();
    calm = sandbox;
    faulty = jobs.faultRate(0.05, 7).start();
    try (CheckpointClient client =
        CheckpointClient.builder().environment(sandbox.environment()).build()) {
      IntStream.range(0, JOBS).forEach(job -> EXPECTED.add(client.list(EachProvider.job(job))));
    }
  }

  @AfterAll
  static void end() {
    EXECUTOR.shutdownNow();
    List.of(calm(), faulty()).forEach(Sandbox::close);
  }

  @Test
  void oneClientForManyThreads() throws Exception {
    try (CheckpointClient client = new SkippedWaits()
        .in(CheckpointClient.builder())
        .environment(faulty().environment())
        .maxRetries(12)
        .build()) {
      List<Future<?>> threads = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        Random random = new Random(thread);
        threads.add(EXECUTOR.submit(() -> {
          for (int i = 0; i < 20; i++) {
            WORKS.get(random.nextInt(WORKS.size())).on(client, random.nextInt(JOBS));
          }
          return null;
        }));
      }
      for (Future<?> thread : threads) {
        thread.get(60, TimeUnit.SECONDS);
      }
    }
  }

  static IntStream seeds() {
    return IntStream.range(0, 100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void closeDuringCalls(int seed) throws Exception {
    Random random = new Random(seed);
    CheckpointClient client =
        CheckpointClient.builder().environment(calm().environment()).build();
    int until = calm().requestCount() + random.nextInt(40);
    CyclicBarrier together = new CyclicBarrier(WORKS.size() + 1);
    List<Future<@Nullable Throwable>> threads = new ArrayList<>();
    for (Work work : WORKS) {
      int first = random.nextInt(JOBS);
      threads.add(EXECUTOR.submit(() -> {
        together.await();
        return untilFailure(() -> {
          for (int i = first; ; i++) {
            work.on(client, i % JOBS);
          }
        });
      }));
    }
    together.await();
    while (calm().requestCount() < until) {
      Thread.onSpinWait();
    }
    client.close();
    for (Future<@Nullable Throwable> thread : threads) {
      assertCancelled(thread.get(30, TimeUnit.SECONDS));
    }
    assertCancelled(untilFailure(() -> WORKS.get(seed % WORKS.size()).on(client, 0)));
    assertNoThreadsOfClientsLeft();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void cancelAtAnyPoint(int seed) throws Exception {
    Random random = new Random(seed);
    OkHttpClient http = new OkHttpClient();
    try (CheckpointClient client = CheckpointClient.builder()
        .environment(calm().environment())
        .okHttpClient(http)
        .options(CallOptions.defaults().pageSize(1))
        .build()) {
      int until = calm().requestCount() + random.nextInt(12);
      CompletableFuture<List<Checkpoint>> future = client.listAsync(EachProvider.job(11));
      while (calm().requestCount() < until && !future.isDone()) {
        Thread.onSpinWait();
      }
      if (future.cancel(true)) {
        assertThat(future).isCancelled();
      } else {
        assertThat(future.get()).isEqualTo(EXPECTED.get(11));
      }
      assertThat(client.list(EachProvider.job(11))).isEqualTo(EXPECTED.get(11));
    }
    assertNoThreadsOfClientsLeft();
    assertThat(http.connectionPool().idleConnectionCount())
        .isEqualTo(http.connectionPool().connectionCount());
    http.connectionPool().evictAll();
  }

  private static @Nullable Throwable untilFailure(Once work) {
    try {
      work.run();
      return null;
    } catch (Throwable e) {
      return e instanceof ExecutionException || e instanceof CompletionException ? e.getCause() : e;
    }
  }

  private interface Once {
    void run() throws Exception;
  }

  private static void assertCancelled(@Nullable Throwable failure) {
    if (failure instanceof CancellationException) {
      return;
    }
    assertThat(failure)
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANCELLED));
  }

  private static void assertNoThreadsOfClientsLeft() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("ckpt4j-")) {
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
  }

  private static Sandbox calm() {
    return Objects.requireNonNull(calm);
  }

  private static Sandbox faulty() {
    return Objects.requireNonNull(faulty);
  }
}
