package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.Comparison;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.sandbox.Fault;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Watches jobs in a sandbox that shares the watch's manual clock, so that hours of training take no
 * time.
 */
@Timeout(60)
final class WatchTest {
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private static final WatchOptions DAYS = WatchOptions.defaults().timeout(Duration.ofDays(30));

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.EachProvider#jobs")
  @Retention(RetentionPolicy.RUNTIME)
  private @interface AtEveryProvider {}

  private final ManualTime time = new ManualTime();
  private final Sandbox sandbox = Sandbox.builder()
      .clock(time::now)
      .job(SandboxJob.of("openai:ftjob-nothing"))
      .start();
  private final CheckpointClient client = builder().build();

  @AfterEach
  void close() {
    client.close();
    sandbox.close();
  }

  @AtEveryProvider
  void deliversEachCheckpointOnceInOrderDespiteFaults(JobRef at) {
    JobRef job = start(SandboxJob.of(at.toString()).checkpoints(50).fullFineTune());
    Random random = new Random(4711);
    List<CheckpointException> problems = new ArrayList<>();
    List<Checkpoint> seen = new ArrayList<>();

    try (Watch watch = client.watch(job, DAYS.onRetryableError(problems::add))) {
      for (WatchEvent event : watch) {
        addSaved(event, seen);
        trouble(job.provider(), random);
      }
      assertThat(watch.end().orElseThrow().reason()).isEqualTo(WatchEnd.Reason.JOB_ENDED);
    }

    assertThat(seen).extracting(Checkpoint::step).containsExactlyElementsOf(steps(50));
    assertThat(seen).extracting(Checkpoint::id).doesNotHaveDuplicates();
    assertThat(problems)
        .extracting(CheckpointException::kind)
        .contains(Kind.RATE_LIMITED, Kind.SERVER_ERROR, Kind.NETWORK);
  }

  /** Between two checkpoints, any of the next requests may fail in any of these ways. */
  private void trouble(String provider, Random random) {
    for (int i = random.nextInt(4); i > 0; i--) {
      Fault fault = switch (random.nextInt(4)) {
        case 0 -> Fault.rateLimited(Duration.ofSeconds(random.nextInt(90)));
        case 1 -> Fault.status(500);
        case 2 -> Fault.dropConnection();
        default -> Fault.dropBody();
      };
      sandbox.failNext(provider, fault, 1);
    }
  }

  @AtEveryProvider
  void awaitsTheFinalCheckpoint(JobRef at) {
    JobRef job = start(SandboxJob.of(at.toString()).checkpoints(5));

    CompletedJob last = client.awaitFinal(job, Duration.ofHours(2));

    assertThat(last.job().state()).isEqualTo(Job.State.SUCCEEDED);
    assertThat(last.checkpoint()).extracting(Checkpoint::step).isEqualTo(500L);
  }

  @AtEveryProvider
  void failsWithTheErrorOfAFailedJob(JobRef at) {
    JobRef job = start(SandboxJob.of(at.toString())
        .finalState(SandboxJob.State.FAILED)
        .error("The disk is full."));

    assertThatThrownBy(() -> client.awaitFinal(job, Duration.ofHours(2)))
        .isInstanceOfSatisfying(CheckpointException.class, e -> {
          assertThat(e.kind()).isEqualTo(Kind.JOB_FAILED);
          assertThat(e)
              .hasMessageContaining("The disk is full.")
              .hasMessageContaining(at.toString());
        });
  }

  @Test
  void failsWithTheStateOfAJobWithoutAnError() {
    JobRef job = start(SandboxJob.of("openai:ftjob-1").finalState(SandboxJob.State.CANCELLED));

    assertThatThrownBy(() -> client.awaitFinal(job, Duration.ofHours(2)))
        .hasMessageContaining("the job ended as 'cancelled'");
  }

  @Test
  void closingTheClientEndsTheWaitForTheFinalCheckpoint() throws Exception {
    JobRef job = start(SandboxJob.of("openai:ftjob-1"));
    time.sleepForever();
    CompletableFuture<CompletedJob> last =
        CompletableFuture.supplyAsync(() -> client.awaitFinal(job, Duration.ofHours(2)));
    time.awaitSleeper();

    client.close();

    assertThatThrownBy(() -> last.get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANCELLED));
  }

  @Test
  void endsAtItsTimeout() {
    JobRef job = start(SandboxJob.of("openai:ftjob-1").checkpoints(1000));

    try (Watch watch = client.watch(job, DAYS.timeout(Duration.ofMinutes(31)))) {
      assertThat(watch).hasSize(5);
      WatchEnd end = watch.end().orElseThrow();
      assertThat(end.reason()).isEqualTo(WatchEnd.Reason.TIMEOUT);
      assertThat(Objects.requireNonNull(end.job()).state()).isEqualTo(Job.State.RUNNING);
    }
    assertThat(time.now()).isEqualTo(ManualTime.NOW.plus(Duration.ofMinutes(31)));
  }

  @Test
  void endsAtItsTimeoutDuringAnError() {
    JobRef job = start(SandboxJob.of("openai:ftjob-1"));
    sandbox.failNext(Fault.status(503));
    Interceptor twoHours = chain -> {
      time.advance(Duration.ofHours(2));
      return chain.proceed(chain.request());
    };
    try (CheckpointClient slow = clientThrough(twoHours);
        Watch watch = slow.watch(job, DAYS.timeout(Duration.ofHours(1)))) {
      assertThat(watch).isEmpty();
      assertThat(watch.end().orElseThrow().reason()).isEqualTo(WatchEnd.Reason.TIMEOUT);
    }
  }

  @Test
  void reportsThatNoCheckpointFollows() {
    Iterator<WatchEvent> ended;
    try (Watch watch = client.watch(JobRef.parse("openai:ftjob-nothing"), DAYS)) {
      ended = watch.iterator();
    }

    assertThatThrownBy(ended::next)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("CLOSED");
  }

  @Test
  void failsWhenTheJobTakesTooLong() {
    JobRef job = start(SandboxJob.of("openai:ftjob-1").checkpoints(1000));

    assertThatThrownBy(() -> client.awaitFinal(job, Duration.ofMinutes(30)))
        .isInstanceOfSatisfying(CheckpointException.class, e -> {
          assertThat(e.kind()).isEqualTo(Kind.TIMEOUT);
          assertThat(e).hasMessageContaining("'running'");
        });
  }

  @Test
  void stopsAtAStep() {
    JobRef job = start(SandboxJob.of("openai:ftjob-1").checkpoints(50));

    assertThat(watch(job, DAYS.until(StopCondition.step(250))))
        .extracting(Checkpoint::step)
        .containsExactly(100L, 200L, 300L);
  }

  @Test
  void stopsAtACountIncludingCheckpointsSeenBefore() {
    JobRef job = start(SandboxJob.of("oxen:n/r/ft_1").checkpoints(50));
    WatchOptions options = DAYS.until(StopCondition.count(3));

    assertThat(watch(job, options.seen(List.of("100"))))
        .extracting(Checkpoint::step)
        .containsExactly(200L, 300L);
  }

  @Test
  void stopsWhenAMetricIsBelow() {
    JobRef job = start(SandboxJob.of("together:ft-1").checkpoints(50));
    List<Checkpoint> all = metricsOf(job);
    double third = all.get(2).metric(Metric.TRAIN_LOSS).orElseThrow();
    double fourth = all.get(3).metric(Metric.TRAIN_LOSS).orElseThrow();
    StopCondition condition = StopCondition.below(Metric.TRAIN_LOSS, (third + fourth) / 2);
    CheckpointClient withMetrics = client.with(client.options().withMetrics());
    JobRef again = start(SandboxJob.of("together:ft-1").checkpoints(50));

    try (Watch watch = withMetrics.watch(again, DAYS.until(condition))) {
      assertThat(watch)
          .extracting(event -> event.checkpoint().step())
          .containsExactly(100L, 200L, 300L, 400L);
      assertThat(watch.end().orElseThrow().reason()).isEqualTo(WatchEnd.Reason.CONDITION_MET);
    }
  }

  @Test
  void missingValuesAndNaNMeetNoCondition() {
    Checkpoint.Builder some = Checkpoint.builder(JobRef.parse("openai:ftjob-1"), "c");
    Metric loss = Metric.TRAIN_LOSS;
    Checkpoint empty = some.build();
    Checkpoint nan = some.metrics(Map.of(loss, Double.NaN)).build();
    Checkpoint one = some.metrics(Map.of(loss, 1.0)).step(7L).build();

    assertThat(List.of(empty, nan, one))
        .filteredOn(each -> StopCondition.below(loss, 1.5).isMet(each, 1))
        .containsExactly(one);
    assertThat(List.of(empty, nan, one))
        .filteredOn(each -> StopCondition.above(loss, 0.5).isMet(each, 1))
        .containsExactly(one);
    assertThat(List.of(empty, nan, one))
        .filteredOn(each -> StopCondition.step(7).isMet(each, 1))
        .containsExactly(one);
    assertThat(StopCondition.below(loss, 1).isMet(one, 1)).isFalse();
    assertThat(StopCondition.above(loss, 1).isMet(one, 1)).isFalse();
    assertThat(StopCondition.step(8).isMet(one, 1)).isFalse();
    assertThat(StopCondition.never().isMet(one, 1)).isFalse();
  }

  private List<Checkpoint> metricsOf(JobRef job) {
    time.advance(Duration.ofDays(1));
    return client.with(client.options().withMetrics()).list(job);
  }

  @Test
  void resumesFromTheIdsThatAnotherWatchHasSeen() {
    JobRef job = start(SandboxJob.of("baseten:p/j").checkpoints(6));
    List<Checkpoint> seen = new ArrayList<>();
    Watch first = client.watch(job, DAYS);
    first.next().ifPresent(event -> addSaved(event, seen));
    first.next().ifPresent(event -> addSaved(event, seen));

    seen.addAll(watch(job, DAYS.seen(first.seen())));

    assertThat(seen).extracting(Checkpoint::step).containsExactlyElementsOf(steps(6));
  }

  @Test
  void backsOffWhileNothingHappensUpToTheMaximum() {
    JobRef job =
        start(SandboxJob.of("openai:ftjob-1").checkpoints(1).queuedFor(Duration.ofHours(1)));

    watch(job, DAYS.interval(Duration.ofSeconds(1), Duration.ofSeconds(10)));

    assertThat(time.sleeps().subList(0, 7))
        .extracting(Duration::toMillis)
        .containsExactly(1000L, 1500L, 2250L, 3375L, 5062L, 7593L, 10_000L);
    assertThat(time.sleeps()).allMatch(sleep -> sleep.compareTo(Duration.ofSeconds(10)) <= 0);
  }

  @Test
  void pollsSoonAfterAChange() {
    JobRef job =
        start(SandboxJob.of("openai:ftjob-1").checkpoints(3).queuedFor(Duration.ofHours(1)));
    WatchOptions options = DAYS.interval(Duration.ofSeconds(1), Duration.ofSeconds(10));
    List<Integer> sleepsBefore = new ArrayList<>();

    try (Watch watch = client.watch(job, options)) {
      watch.forEach(checkpoint -> sleepsBefore.add(time.sleeps().size()));
    }

    assertThat(sleepsBefore).hasSize(3);
    for (int sleeps : sleepsBefore.subList(0, 2)) {
      assertThat(time.sleeps().get(sleeps - 1)).isEqualTo(Duration.ofSeconds(10));
      assertThat(time.sleeps().get(sleeps)).isEqualTo(Duration.ofSeconds(1));
    }
    assertThat(time.sleeps()).filteredOn(Duration.ofSeconds(1)::equals).hasSize(4);
  }

  @Test
  void appliesJitterToAWait() {
    JobRef job = start(SandboxJob.of("openai:ftjob-1"));
    time.setRandom(0.5);

    watch(job, DAYS.interval(Duration.ofSeconds(8), Duration.ofSeconds(10)));

    assertThat(time.sleeps().get(0)).isEqualTo(Duration.ofSeconds(7));
    assertThat(time.sleeps().get(1)).isEqualTo(Duration.ofMillis(8750));
  }

  @Test
  void waitsAsLongAsTheProviderRequestsUpToTheMaximumInterval() {
    JobRef job = start(SandboxJob.of("openai:ftjob-1"));
    WatchOptions options = DAYS.interval(Duration.ofSeconds(1), Duration.ofSeconds(10));
    sandbox.failNext(Fault.rateLimited(Duration.ofSeconds(7)));
    watch(job, options);
    assertThat(time.sleeps().get(0)).isEqualTo(Duration.ofSeconds(7));

    time.sleeps().clear();
    sandbox.failNext(Fault.rateLimited(Duration.ofHours(1)));
    watch(job, options);
    assertThat(time.sleeps().get(0)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void retriesAListingThatTimesOut() {
    JobRef job = start(SandboxJob.of("openai:ftjob-1").checkpoints(30));
    time.advance(FIVE_MINUTES.multipliedBy(40));
    AtomicInteger slow = new AtomicInteger(8);
    List<CheckpointException> problems = new ArrayList<>();
    Interceptor twoMinutes = chain -> {
      if (slow.getAndDecrement() > 0) {
        time.advance(Duration.ofMinutes(2));
      }
      return chain.proceed(chain.request());
    };

    List<Checkpoint> seen = watchThrough(twoMinutes, job, DAYS.onRetryableError(problems::add));

    assertThat(seen).extracting(Checkpoint::step).containsExactlyElementsOf(steps(30));
    assertThat(problems).extracting(CheckpointException::kind).containsOnly(Kind.TIMEOUT);
  }

  @Test
  void retriesAfterAGatewayHasUsedUpItsRetries() {
    JobRef job = start(SandboxJob.of("portkey:ftjob-1").checkpoints(3));
    sandbox.failNext(Fault.status(503));
    List<CheckpointException> problems = new ArrayList<>();
    Interceptor usedUp = chain -> {
      Response response = chain.proceed(chain.request());
      return response.code() == 503
          ? response.newBuilder().header("x-portkey-retry-attempt-count", "-1").build()
          : response;
    };

    List<Checkpoint> seen = watchThrough(usedUp, job, DAYS.onRetryableError(problems::add));

    assertThat(seen).extracting(Checkpoint::step).containsExactlyElementsOf(steps(3));
    assertThat(problems).extracting(CheckpointException::status).containsExactly(503);
  }

  @Test
  void endsAtAPermanentError() {
    JobRef job = start(SandboxJob.of("openai:ftjob-1"));
    sandbox.failNext(Fault.status(401));

    assertThatThrownBy(() -> watch(job, DAYS))
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAUTHENTICATED));
  }

  @Test
  void closingEndsTheWaitAtOnce() throws Exception {
    JobRef job = start(SandboxJob.of("openai:ftjob-1"));
    time.sleepForever();
    Watch watch = client.watch(job, DAYS);
    CompletableFuture<WatchEnd> end = watch.forEachAsync(checkpoint -> {});
    time.awaitSleeper();

    watch.close();

    assertThat(end.get(10, TimeUnit.SECONDS).reason()).isEqualTo(WatchEnd.Reason.CLOSED);
  }

  @Test
  void cancellingTheFutureClosesTheWatch() throws Exception {
    JobRef job = start(SandboxJob.of("openai:ftjob-1"));
    time.sleepForever();
    Watch watch = client.watch(job, DAYS);
    CompletableFuture<WatchEnd> end = watch.forEachAsync(checkpoint -> {});
    time.awaitSleeper();

    end.cancel(true);

    assertThat(watch.next()).isEmpty();
    assertThat(watch.end().orElseThrow().reason()).isEqualTo(WatchEnd.Reason.CLOSED);
  }

  @Test
  void publishesNoFasterThanRequested() {
    JobRef job = start(SandboxJob.of("openai:ftjob-1").checkpoints(20));
    Subscriber subscriber = new Subscriber(Integer.MAX_VALUE);

    client.watch(job, DAYS).publisher().subscribe(subscriber);

    subscriber.done.orTimeout(30, TimeUnit.SECONDS).join();
    assertThat(subscriber.steps).containsExactlyElementsOf(steps(20));
  }

  @Test
  void cancellingTheSubscriptionClosesTheWatch() {
    JobRef job = start(SandboxJob.of("openai:ftjob-1").checkpoints(20));
    Subscriber subscriber = new Subscriber(3);
    Watch watch = client.watch(job, DAYS);

    watch.publisher().subscribe(subscriber);

    subscriber.done.orTimeout(30, TimeUnit.SECONDS).join();
    assertThat(subscriber.steps).containsExactly(100L, 200L, 300L);
    assertThat(watch.next()).isEmpty();
  }

  @Test
  void sendsNothingToASubscriberThatHasCancelled() {
    JobRef job = start(SandboxJob.of("openai:ftjob-1").checkpoints(20));
    Subscriber subscriber = new Subscriber(3);
    try (CheckpointClient inThisThread = builder().executor(Runnable::run).build()) {
      inThisThread.watch(job, DAYS).publisher().subscribe(subscriber);
    }
    assertThat(subscriber.steps).containsExactly(100L, 200L, 300L);
    assertThat(subscriber.ended).isFalse();
  }

  @Test
  void notifiesTheSubscriberOfAnError() {
    JobRef job = start(SandboxJob.of("openai:ftjob-1"));
    sandbox.failNext(Fault.status(403));
    Subscriber subscriber = new Subscriber(1);

    client.watch(job, DAYS).publisher().subscribe(subscriber);

    assertThatThrownBy(() -> subscriber.done.orTimeout(30, TimeUnit.SECONDS).join())
        .cause()
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.PERMISSION_DENIED));
  }

  @Test
  void rejectsASecondSubscriber() {
    JobRef job = start(SandboxJob.of("openai:ftjob-1"));
    Flow.Publisher<WatchEvent> publisher = client.watch(job, DAYS).publisher();
    Subscriber first = new Subscriber(Integer.MAX_VALUE);
    Subscriber second = new Subscriber(Integer.MAX_VALUE);

    publisher.subscribe(first);
    publisher.subscribe(second);

    assertThatThrownBy(() -> second.done.orTimeout(30, TimeUnit.SECONDS).join())
        .hasCauseInstanceOf(IllegalStateException.class);
    first.done.orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Test
  void sendsNothingBeforeItIsRead() {
    JobRef job = start(SandboxJob.of("openai:ftjob-1"));

    client.watch(job, DAYS).close();

    assertThat(sandbox.requests()).isEmpty();
  }

  @Test
  void rejectsInvalidOptions() {
    Duration second = Duration.ofSeconds(1);
    assertThat(DAYS.interval(second, second).maxInterval()).isEqualTo(second);
    assertThatThrownBy(() -> DAYS.timeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("timeout");
    assertThatThrownBy(() -> DAYS.interval(Duration.ZERO, second))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("minInterval");
    assertThatThrownBy(() -> DAYS.interval(second, Duration.ofSeconds(Long.MAX_VALUE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxInterval");
    assertThatThrownBy(() -> DAYS.interval(Duration.ofSeconds(2), second))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxInterval");
  }

  @Test
  void comparesJobsOfSeveralProvidersByStep() {
    JobRef openAi = start(SandboxJob.of("openai:ftjob-1").checkpoints(3));
    JobRef together = start(SandboxJob.of("together:ft-1").checkpoints(2).stepInterval(200));
    time.advance(Duration.ofDays(1));

    Comparison comparison = client.compare(List.of(openAi, together), Metric.VALID_LOSS);

    assertThat(comparison.jobs()).containsExactly(openAi, together);
    assertThat(comparison.steps().keySet()).containsExactly(100L, 200L, 300L, 400L);
    assertThat(comparison.steps().get(200L)).containsOnlyKeys(openAi, together);
    assertThat(comparison.steps().get(300L)).containsOnlyKeys(openAi);
    assertThat(comparison.best().get(openAi))
        .isEqualTo(client.best(openAi, Metric.VALID_LOSS).orElseThrow());
    assertThat(comparison.best().get(together))
        .isEqualTo(client.best(together, Metric.VALID_LOSS).orElseThrow());
    assertThat(client.best(List.of(openAi, together), Metric.VALID_LOSS))
        .isEqualTo(Checkpoints.best(comparison.best().values(), Metric.VALID_LOSS))
        .isPresent();
  }

  @Test
  void nothingIsBestByAMetricThatNoJobHas() {
    JobRef job = start(SandboxJob.of("openai:ftjob-1"));
    time.advance(Duration.ofDays(1));

    Comparison comparison = client.compare(List.of(job), Metric.of("bleu"));

    assertThat(comparison.best()).isEmpty();
    assertThat(comparison.overall()).isEmpty();
    assertThat(comparison.steps()).isNotEmpty();
  }

  @Test
  void refusesToCompareByAMetricOfUnknownDirection() {
    JobRef job = start(SandboxJob.of("openai:ftjob-1"));
    time.advance(Duration.ofDays(1));

    assertThatThrownBy(() -> client.compare(List.of(job), Metric.of("grad_norm")))
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_REQUEST))
        .hasMessageContaining("minimized()")
        .hasMessageContaining("maximized()");
  }

  @Test
  void rejectsAComparisonWithAJobThatCannotBeListed() {
    JobRef job = start(SandboxJob.of("openai:ftjob-1"));
    JobRef missing = JobRef.parse("openai:ftjob-missing");

    assertThatThrownBy(() -> client.compare(List.of(job, missing), Metric.VALID_LOSS))
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
  }

  private JobRef start(SandboxJob job) {
    sandbox.add(job.startingAt(time.now()).interval(FIVE_MINUTES));
    return JobRef.parse(job.reference());
  }

  private List<Checkpoint> watch(JobRef job, WatchOptions options) {
    return watch(client, job, options);
  }

  private List<Checkpoint> watchThrough(Interceptor interceptor, JobRef job, WatchOptions options) {
    try (CheckpointClient through = clientThrough(interceptor)) {
      return watch(through, job, options);
    }
  }

  private CheckpointClient clientThrough(Interceptor interceptor) {
    return builder()
        .okHttpClient(new OkHttpClient.Builder().addInterceptor(interceptor).build())
        .options(CallOptions.defaults().pageSize(5))
        .build();
  }

  private ClientBuilder builder() {
    return CheckpointClient.builder()
        .environment(sandbox.environment())
        .maxRetries(0)
        .time(time);
  }

  private static List<Checkpoint> watch(CheckpointClient by, JobRef job, WatchOptions options) {
    List<Checkpoint> seen = new ArrayList<>();
    try (Watch watch = by.watch(job, options)) {
      watch.forEach(event -> addSaved(event, seen));
    }
    return seen;
  }

  private static void addSaved(WatchEvent event, List<Checkpoint> to) {
    if (event.type() == WatchEvent.Type.SAVED) {
      to.add(event.checkpoint());
    }
  }

  private static List<Long> steps(int count) {
    List<Long> steps = new ArrayList<>();
    for (long i = 1; i <= count; i++) {
      steps.add(i * 100);
    }
    return steps;
  }

  /** Requests one checkpoint at a time, {@code wanted} in total. */
  private static final class Subscriber implements Flow.Subscriber<WatchEvent> {
    private final int wanted;
    private final List<@Nullable Long> steps = new ArrayList<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;
    private boolean ended;

    Subscriber(int wanted) {
      this.wanted = wanted;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(WatchEvent event) {
      steps.add(event.checkpoint().step());
      Flow.Subscription current = Objects.requireNonNull(subscription);
      if (steps.size() == wanted) {
        current.cancel();
        done.complete(null);
      } else {
        current.request(1);
      }
    }

    @Override
    public void onError(Throwable failure) {
      ended = true;
      done.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      ended = true;
      done.complete(null);
    }
  }
}
