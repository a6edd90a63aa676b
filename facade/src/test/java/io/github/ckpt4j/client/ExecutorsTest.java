package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Comparison;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On any executor, every call returns a result or throws a {@link CheckpointException} in time. */
@Timeout(60)
final class ExecutorsTest {
  private static final Duration IN_TIME = Duration.ofSeconds(30);
  private static final String LIST =
      "{\"object\":\"list\",\"has_more\":false,\"data\":[{\"id\":\"a\","
          + "\"step_number\":1,\"metrics\":{\"valid_loss\":0.5}}]}";
  private static final String JOB =
      "{\"id\":\"ftjob-1\",\"status\":\"succeeded\",\"finished_at\":1700000000}";

  private final Server server = new Server();
  private final List<ExecutorService> services = new ArrayList<>();

  /** Executors with no threads, one or many. */
  private enum Kinds {
    OWN,
    DIRECT,
    ONE_THREAD,
    TWO_THREADS_AND_A_SHORT_QUEUE,
    REJECTING,
    NEVER_RUNNING,
    FORK_JOIN
  }

  @AfterEach
  void close() {
    services.forEach(ExecutorService::shutdownNow);
    server.close();
  }

  private CheckpointClient client(Kinds kind, Duration timeout) {
    server.route(ExecutorsTest::respond);
    ClientBuilder builder = CheckpointClient.builder()
        .apiKey("openai", "sk-canary-12345")
        .baseUrl("openai", server.url("/v1"))
        .options(CallOptions.defaults().timeout(timeout));
    Executor executor = executor(kind);
    return (executor == null ? builder : builder.executor(executor)).build();
  }

  /** Calls on an executor that never runs them last as long as this. */
  private static Duration briefly(Kinds kind) {
    return kind == Kinds.NEVER_RUNNING ? Duration.ofMillis(100) : Duration.ofSeconds(3);
  }

  private static MockResponse respond(mockwebserver3.RecordedRequest request) {
    return Server.response(200, body(request.getUrl()));
  }

  private static String body(HttpUrl requested) {
    String path = requested.encodedPath();
    return path.endsWith("/checkpoints")
        ? LIST
        : JOB.replace("ftjob-1", path.substring(path.lastIndexOf('/') + 1));
  }

  private @Nullable Executor executor(Kinds kind) {
    return switch (kind) {
      case OWN -> null;
      case DIRECT -> Runnable::run;
      case ONE_THREAD -> service(Executors.newSingleThreadExecutor());
      case TWO_THREADS_AND_A_SHORT_QUEUE ->
        service(new ThreadPoolExecutor(2, 2, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(2)));
      case REJECTING ->
        task -> {
          throw new RejectedExecutionException("no");
        };
      case NEVER_RUNNING -> task -> {};
      case FORK_JOIN -> service(new ForkJoinPool(1));
    };
  }

  private ExecutorService service(ExecutorService service) {
    services.add(service);
    return service;
  }

  private static List<JobRef> jobs(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> JobRef.parse("openai:ftjob-" + i))
        .toList();
  }

  private static void assertResultOrFailure(CompletableFuture<?> future) throws Exception {
    try {
      assertThat(future.get(IN_TIME.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(CheckpointException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Kinds.class)
  void manyComparisonsAtOnce(Kinds kind) throws Exception {
    try (CheckpointClient client = client(kind, briefly(kind))) {
      List<CompletableFuture<Comparison>> all = IntStream.range(0, 80)
          .mapToObj(i -> client.async(c -> c.compare(jobs(2), Metric.VALID_LOSS)))
          .toList();
      for (CompletableFuture<Comparison> each : all) {
        assertResultOrFailure(each);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kinds.class,
      names = {"OWN", "DIRECT", "ONE_THREAD", "FORK_JOIN"})
  void manyComparisonsAtOnceSucceedOnAnExecutorThatTakesThem(Kinds kind) {
    try (CheckpointClient client = client(kind, Duration.ofMinutes(1))) {
      List<CompletableFuture<Comparison>> all = IntStream.range(0, 80)
          .mapToObj(i -> client.async(c -> c.compare(jobs(2), Metric.VALID_LOSS)))
          .toList();
      assertThat(all).allSatisfy(each -> assertThat(each).succeedsWithin(IN_TIME));
    }
  }

  @ParameterizedTest
  @EnumSource(Kinds.class)
  void aListOfManyJobsUsesOnlyTheReadersThread(Kinds kind) {
    try (CheckpointClient client = client(kind, Duration.ofMinutes(1));
        Stream<JobResult> results = client.listAll(jobs(30))) {
      assertThat(results).hasSize(30).hasOnlyElementsOfType(JobResult.Listed.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Kinds.class)
  void aStreamUsesOnlyTheReadersThread(Kinds kind) {
    try (CheckpointClient client = client(kind, Duration.ofMinutes(1));
        Stream<Checkpoint> stream = client.stream(jobs(1).get(0))) {
      assertThat(stream).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Kinds.class)
  void manyJobsInTheCallbackOfAFuture(Kinds kind) throws Exception {
    try (CheckpointClient client = client(kind, briefly(kind))) {
      assertResultOrFailure(client.listAsync(jobs(1).get(0)).thenApply(list -> {
        try (Stream<JobResult> results = client.listAll(jobs(20))) {
          return results.toList();
        }
      }));
    }
  }

  @ParameterizedTest
  @EnumSource(Kinds.class)
  void watchesEndOnEveryExecutorWhenTheClientIsClosed(Kinds kind) throws Exception {
    List<CompletableFuture<WatchEnd>> watches;
    try (CheckpointClient client = client(kind, briefly(kind))) {
      watches = jobs(70).stream()
          .map(job -> client.watch(job, WatchOptions.defaults()).forEachAsync(event -> {}))
          .toList();
      if (kind == Kinds.OWN || kind == Kinds.DIRECT || kind == Kinds.ONE_THREAD) {
        for (CompletableFuture<WatchEnd> each : watches) {
          assertThat(each.get(30, TimeUnit.SECONDS).reason()).isEqualTo(WatchEnd.Reason.JOB_ENDED);
        }
      }
    }
    for (CompletableFuture<WatchEnd> each : watches) {
      assertResultOrFailure(each);
    }
  }

  @Test
  void aCallWithoutAThreadTimesOut() {
    try (CheckpointClient client = client(Kinds.NEVER_RUNNING, Duration.ofMillis(50))) {
      assertThat(client.listAsync(jobs(1).get(0)))
          .failsWithin(IN_TIME)
          .withThrowableOfType(ExecutionException.class)
          .havingCause()
          .isInstanceOfSatisfying(
              CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
    }
  }

  @Test
  void workAfterCloseDoesNotRunInTheCallersThread() {
    CheckpointClient client = client(Kinds.OWN, Duration.ofSeconds(3));
    client.close();
    List<String> done = new ArrayList<>();
    assertThat(client.async(c -> done.add("work")))
        .failsWithin(IN_TIME)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("the client is closed");
    assertThat(done).isEmpty();
  }

  @Test
  void waitingWatchesUseNoThread() throws Exception {
    CountDownLatch saved = new CountDownLatch(10_000);
    AtomicInteger most = new AtomicInteger();
    AtomicInteger looking = new AtomicInteger();
    AtomicInteger mostThreads = new AtomicInteger();
    OkHttpClient inMemory = new OkHttpClient.Builder()
        .addInterceptor(chain -> {
          most.accumulateAndGet(looking.incrementAndGet(), Math::max);
          mostThreads.accumulateAndGet(Thread.activeCount(), Math::max);
          String body = body(chain.request().url())
              .replace("succeeded", "running")
              .replace("\"finished_at\":1700000000", "\"finished_at\":null");
          looking.decrementAndGet();
          return new Response.Builder()
              .request(chain.request())
              .protocol(Protocol.HTTP_1_1)
              .code(200)
              .message("OK")
              .body(ResponseBody.create(body, MediaType.get("application/json")))
              .build();
        })
        .build();
    WatchOptions hourly =
        WatchOptions.defaults().interval(Duration.ofHours(1), Duration.ofHours(1));
    List<CompletableFuture<WatchEnd>> watches;
    int before = Thread.activeCount();
    try (CheckpointClient client = CheckpointClient.builder()
        .apiKey("openai", "sk-canary-12345")
        .baseUrl("openai", server.url("/v1"))
        .okHttpClient(inMemory)
        .build()) {
      watches = jobs(10_000).stream()
          .map(job -> client.watch(job, hourly).forEachAsync(event -> saved.countDown()))
          .toList();
      assertThat(saved.await(50, TimeUnit.SECONDS)).isTrue();
      assertThat(most.get()).isLessThanOrEqualTo(16);
      assertThat(mostThreads.get() - before).isLessThan(100);
    }
    assertThat(watches)
        .allSatisfy(each -> assertThat(each.join().reason()).isEqualTo(WatchEnd.Reason.CLOSED));
  }

  @Test
  void waitingForAPermitIsLimitedByTheCallsTimeout() throws Exception {
    server.silence().silence();
    try (CheckpointClient client = CheckpointClient.builder()
        .apiKey("openai", "sk-canary-12345")
        .baseUrl("openai", server.url("/v1"))
        .maxConcurrentJobs(1)
        .build()) {
      CompletableFuture<List<Checkpoint>> first = client.listAsync(jobs(1).get(0));
      server.awaitRequest();
      CheckpointClient hurried = client.with(client.options().timeout(Duration.ofMillis(50)));
      assertThat(hurried.listAsync(jobs(2).get(1)))
          .failsWithin(IN_TIME)
          .withThrowableOfType(ExecutionException.class)
          .havingCause()
          .isInstanceOfSatisfying(
              CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
      CompletableFuture<List<Checkpoint>> third = client.listAsync(jobs(3).get(2));
      third.cancel(true);
      assertThat(server.requests()).hasSize(1);
      first.cancel(true);
    }
  }
}
