package io.github.ckpt4j.client;

import static io.github.ckpt4j.CheckpointException.Kind.CANCELLED;
import static io.github.ckpt4j.CheckpointException.Kind.QUOTA_EXHAUSTED;
import static io.github.ckpt4j.CheckpointException.Kind.RATE_LIMITED;
import static io.github.ckpt4j.CheckpointException.Kind.SERVER_ERROR;
import static io.github.ckpt4j.CheckpointException.Kind.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a request is sent again, how long is waited before, and what ends the waiting. */
interface RetryContract extends ProviderFixture {
  @ParameterizedTest
  @ValueSource(ints = {408, 409, 429, 500, 502, 503, 504})
  default void aTemporaryFailureIsTriedAgainTwice(int status) {
    server().answer(status, "").answer(status, "").answer(page(item()));
    assertThat(list()).hasSize(1);
    assertThat(time().sleeps()).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(server().targets()).containsOnly(listTarget()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 429, 500, 502, 503, 504})
  default void theThirdFailureIsTheLast(int status) {
    server()
        .answer(status, "")
        .answer(status, "")
        .answer(status, "{\"message\":\"last\"}")
        .answer(page());
    CheckpointException failure = failure();
    assertThat(failure.attempts()).isEqualTo(3);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.detail()).isEqualTo("last");
    assertThat(failure.isTemporary()).isTrue();
    assertThat(failure).hasMessageContaining("3 attempts");
    assertThat(server().requests()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 304, 400, 401, 402, 403, 404, 405, 410, 422, 501, 505})
  default void aFailureForGoodIsNotTriedAgain(int status) {
    server().answer(status, "").answer(page());
    CheckpointException failure = failure(client().with(options().pageSize(10)));
    assertThat(failure.attempts()).isEqualTo(1);
    assertThat(failure.isTemporary()).isFalse();
    assertThat(server().requests()).hasSize(1);
    assertThat(time().sleeps()).isEmpty();
  }

  @Test
  default void aConnectionThatEndsIsTriedAgain() {
    server().hangUp().hangUp().answer(page(item()));
    assertThat(list()).hasSize(1);
  }

  @Test
  default void theWaitDoublesUpToEightSeconds() {
    for (int i = 0; i < 8; i++) {
      server().answer(500, "");
    }
    assertThat(failure(client(builder -> builder.maxRetries(7))).attempts()).isEqualTo(8);
    assertThat(time().sleeps())
        .extracting(Duration::toMillis)
        .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 8000L, 8000L);
  }

  @ParameterizedTest
  @CsvSource({"0.0, 500", "0.5, 437.5", "0.999999999, 375"})
  default void chanceShortensTheWaitByUpToAQuarter(double random, double millis) {
    time().setRandom(random);
    server().answer(500, "").answer(page());
    list();
    assertThat(time().sleeps().get(0).toNanos() / 1e6)
        .isCloseTo(millis, within(0.001))
        .isBetween(375.0, 500.0);
  }

  @Test
  default void noRetriesMeansNone() {
    server().answer(500, "").answer(page());
    assertThat(failure(client(builder -> builder.maxRetries(0))).attempts()).isEqualTo(1);
    assertThat(server().requests()).hasSize(1);
  }

  /** {@code now} is 2026-03-01T12:00:00Z, a Sunday. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          Retry-After: 7                                            | {}                    | 7000
          Retry-After: 0.25                                         | {}                    | 250
          Retry-After: 60                                           | {}                    | 60000
          Retry-After-Ms: 1500                                      | {}                    | 1500
          Retry-After: Sun, 01 Mar 2026 12:00:42 GMT                | {}                    | 42000
          Retry-After: soon                                         | {}                    | 500
          Retry-After: -5                                           | {}                    | 500
          Retry-After: NaN                                          | {}                    | 500
          Retry-After: 1e300                                        | {}                    | 500
          X-Nothing: 1                                              | {"retry_after":37}    | 37000
          X-Nothing: 1                                              | {"retry_after":"2.5"} | 2500
          Retry-After: 3                                            | {"retry_after":37}    | 3000
          Retry-After: soon                                         | {"retry_after":4}     | 4000
          """)
  default void waitsAsLongAsItIsAskedTo(String header, String body, long millis) {
    server().answer(429, body, header).answer(page());
    list();
    assertThat(time().sleeps()).containsExactly(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Retry-After: 0", "Retry-After-Ms: 0", "Retry-After: Sun, 01 Mar 2026 11:00:00 GMT"
      })
  default void mayBeAskedNotToWaitAtAll(String header) {
    server().answer(429, "", header).answer(page(item()));
    assertThat(list()).hasSize(1);
    assertThat(time().sleeps()).isEmpty();
  }

  @Test
  default void millisecondsGoBeforeSeconds() {
    server().answer(503, "", "Retry-After: 9", "Retry-After-Ms: 20").answer(page());
    list();
    assertThat(time().sleeps()).containsExactly(Duration.ofMillis(20));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          Retry-After: 61                            | {}                  | 61000
          Retry-After: 3600                          | {}                  | 3600000
          Retry-After-Ms: 60001                      | {}                  | 60001
          Retry-After: Sun, 01 Mar 2026 12:05:00 GMT | {}                  | 300000
          X-Nothing: 1                               | {"retry_after":600} | 600000
          """)
  default void aLongWaitIsTheCallersToDecide(String header, String body, long millis) {
    server().answer(429, body, header).answer(page());
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(RATE_LIMITED);
    assertThat(failure.retryAfter()).hasMillis(millis);
    assertThat(failure.isTemporary()).isTrue();
    assertThat(failure.attempts()).isEqualTo(1);
    assertThat(failure).hasMessageContaining("retry after " + millis / 1000.0 + " s");
    assertThat(time().sleeps()).isEmpty();
    assertThat(server().requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "429, false, 1",
    "500, FALSE, 1",
    "400, true, 3",
    "404, True, 3",
    "500, maybe, 3",
    "400, maybe, 1"
  })
  default void theProvidersWordOnTryingAgainGoesFirst(int status, String advice, int attempts) {
    for (int i = 0; i < 3; i++) {
      server().answer(status, "", "x-should-retry: " + advice);
    }
    CheckpointException failure = failure();
    assertThat(failure.attempts()).isEqualTo(attempts);
    assertThat(failure.isTemporary()).isEqualTo(attempts == 3);
  }

  @Test
  default void anExhaustedQuotaIsNotTriedAgain() {
    server()
        .answer(429, "{\"error\":{\"message\":\"pay\",\"code\":\"insufficient_quota\"}}")
        .answer(page());
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(QUOTA_EXHAUSTED);
    assertThat(failure.isTemporary()).isFalse();
    assertThat(server().requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "1, 1", "5, 1", "-1, 1"})
  default void whatAGatewayHasTriedIsNotTriedAgain(String gatewayRetries, int attempts) {
    for (int i = 0; i < 3; i++) {
      server().answer(503, "", "x-portkey-retry-attempt-count: " + gatewayRetries);
    }
    assertThat(failure().attempts()).isEqualTo(attempts);
    assertThat(server().requests()).hasSize(attempts);
  }

  @Test
  default void aWaitBeyondTheDeadlineIsNotBegun() {
    server().answer(429, "", "Retry-After: 30").answer(page());
    CheckpointClient hurried = client().with(options().timeout(Duration.ofSeconds(30)));
    CheckpointException failure = failure(hurried);
    assertThat(failure.kind()).isEqualTo(RATE_LIMITED);
    assertThat(failure.retryAfter()).hasSeconds(30);
    assertThat(time().sleeps()).isEmpty();
  }

  @Test
  default void theDeadlineCoversAllAttemptsTogether() {
    for (int i = 0; i < 6; i++) {
      server().answer(500, "");
    }
    CheckpointClient patient =
        client(builder -> builder.maxRetries(9).options(options().timeout(Duration.ofSeconds(6))));
    CheckpointException failure = failure(patient);
    assertThat(failure.kind()).isEqualTo(SERVER_ERROR);
    assertThat(time().sleeps()).extracting(Duration::toMillis).containsExactly(500L, 1000L, 2000L);
    assertThat(failure.attempts()).isEqualTo(4);
  }

  @Test
  default void nothingIsSentAfterTheDeadline() {
    server().answer(page());
    CheckpointClient slow = client(builder -> builder.set(job().provider(), "api-key", () -> {
      time().advance(Duration.ofMinutes(5));
      return KEY;
    }));
    CheckpointException failure = failure(slow);
    assertThat(failure.kind()).isEqualTo(TIMEOUT);
    assertThat(failure.attempts()).isZero();
    assertThat(failure).hasMessageContaining("the time allowed for the call is over");
    assertThat(server().requests()).isEmpty();
  }

  @Test
  default void anAttemptTakesNoLongerThanAllowed() {
    server().silence();
    CheckpointClient hurried = client(builder -> builder.maxRetries(0))
        .with(options().attemptTimeout(Duration.ofMillis(50)));
    CheckpointException failure = failure(hurried);
    assertThat(failure.kind()).isEqualTo(TIMEOUT);
    assertThat(failure.isTemporary()).isTrue();
    assertThat(failure.attempts()).isEqualTo(1);
  }

  @Test
  default void anAttemptTakesNoLongerThanTheWholeCallMay() {
    server().silence();
    CheckpointClient hurried = client().with(options().timeout(Duration.ofMillis(50)));
    CheckpointException failure = failure(hurried);
    assertThat(failure.kind()).isEqualTo(TIMEOUT);
    assertThat(failure.attempts()).isEqualTo(1);
    assertThat(time().sleeps()).isEmpty();
  }

  @Test
  default void aSlowAttemptIsTriedAgain() {
    server().answer(page(item()));
    AtomicBoolean first = new AtomicBoolean(true);
    OkHttpClient slowAtFirst = new OkHttpClient.Builder()
        .addInterceptor(chain -> {
          if (first.getAndSet(false)) {
            throw new SocketTimeoutException("timeout");
          }
          return chain.proceed(chain.request());
        })
        .build();
    assertThat(client(builder -> builder.okHttpClient(slowAtFirst)).list(job())).hasSize(1);
    assertThat(time().sleeps()).hasSize(1);
  }

  @Test
  default void interruptionEndsAWaitAtOnce() throws Exception {
    time().sleepForever();
    server().answer(500, "");
    CheckpointClient client = client();
    CompletableFuture<CheckpointException> outcome = new CompletableFuture<>();
    CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
    Thread reader = new Thread(() -> {
      outcome.complete(failure(client));
      stillInterrupted.complete(Thread.currentThread().isInterrupted());
    });
    reader.start();
    time().awaitSleeper();
    reader.interrupt();
    assertThat(outcome.get(10, TimeUnit.SECONDS).kind()).isEqualTo(CANCELLED);
    assertThat(outcome.join().attempts()).isEqualTo(1);
    assertThat(stillInterrupted.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(server().requests()).hasSize(1);
  }

  @Test
  default void cancellationEndsAWaitAtOnce() throws Exception {
    time().sleepForever();
    server().answer(500, "");
    CompletableFuture<CheckpointException> outcome = new CompletableFuture<>();
    CompletableFuture<Void> future = client().async(client -> {
      outcome.complete(failure(client));
      return null;
    });
    time().awaitSleeper();
    future.cancel(true);
    assertThat(outcome.get(10, TimeUnit.SECONDS).kind()).isEqualTo(CANCELLED);
    assertThat(server().requests()).hasSize(1);
  }

  @Test
  default void closingTheClientEndsAWaitAtOnce() throws Exception {
    time().sleepForever();
    server().answer(500, "");
    CheckpointClient client = client();
    CompletableFuture<List<Checkpoint>> future = client.listAsync(job());
    time().awaitSleeper();
    client.close();
    assertThat(future)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("the client is closed");
  }
}
