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
import io.github.ckpt4j.CheckpointException.Kind;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests when a request is retried, how long the client waits first, and what ends the wait. */
interface RetryContract extends ProviderFixture {
  @ParameterizedTest
  @ValueSource(ints = {408, 409, 421, 425, 429, 500, 502, 503, 504})
  default void aTemporaryErrorIsRetriedTwice(int status) {
    server().enqueue(status, "").enqueue(status, "").enqueue(page(item()));
    assertThat(list()).hasSize(1);
    assertThat(time().sleeps()).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(server().targets()).containsOnly(listTarget()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 421, 425, 429, 500, 502, 503, 504})
  default void theThirdAttemptIsTheLast(int status) {
    server()
        .enqueue(status, "")
        .enqueue(status, "")
        .enqueue(status, "{\"message\":\"last\"}")
        .enqueue(page());
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
  default void aPermanentErrorIsNotRetried(int status) {
    server().enqueue(status, "").enqueue(page());
    CheckpointException failure = failure(client().with(options().pageSize(10)));
    assertThat(failure.attempts()).isEqualTo(1);
    assertThat(failure.isTemporary()).isFalse();
    assertThat(server().requests()).hasSize(1);
    assertThat(time().sleeps()).isEmpty();
  }

  /** A page size that nobody chose is dropped once; that does not count as a retry. */
  @ParameterizedTest
  @ValueSource(ints = {300, 304, 400, 401, 402, 403, 404, 405, 410, 422, 501, 505})
  default void aPermanentFailureWithDefaultOptionsIsNotRetried(int status) {
    server().route(request -> Server.response(status, ""));
    CheckpointException failure = failure(client().with(CallOptions.defaults()));
    assertThat(failure.attempts()).isEqualTo(1);
    assertThat(failure.isTemporary()).isFalse();
    assertThat(time().sleeps()).isEmpty();
    boolean mayBeTheSize = status == 400 || status == 422;
    Stream<String> targets =
        mayBeTheSize ? Stream.of(listTarget(), basePath() + listPath()) : Stream.of(listTarget());
    assertThat(server().targets()).containsExactlyElementsOf(targets.distinct().toList());
  }

  @Test
  default void aDroppedConnectionIsRetried() {
    server().hangUp().hangUp().enqueue(page(item()));
    assertThat(list()).hasSize(1);
  }

  @Test
  default void backoffDoublesUpToEightSeconds() {
    for (int i = 0; i < 8; i++) {
      server().enqueue(500, "");
    }
    assertThat(failure(client(builder -> builder.maxRetries(7))).attempts()).isEqualTo(8);
    assertThat(time().sleeps())
        .extracting(Duration::toMillis)
        .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 8000L, 8000L);
  }

  @ParameterizedTest
  @CsvSource({"0.0, 500", "0.5, 437.5", "0.999999999, 375"})
  default void jitterShortensTheBackoffByUpToAQuarter(double random, double millis) {
    time().setRandom(random);
    server().enqueue(500, "").enqueue(page());
    list();
    assertThat(time().sleeps().get(0).toNanos() / 1e6)
        .isCloseTo(millis, within(0.001))
        .isBetween(375.0, 500.0);
  }

  @Test
  default void zeroRetriesMeansOneAttempt() {
    server().enqueue(500, "").enqueue(page());
    assertThat(failure(client(builder -> builder.maxRetries(0))).attempts()).isEqualTo(1);
    assertThat(server().requests()).hasSize(1);
  }

  /**
   * {@code now} is 2026-03-01T12:00:00Z, a Sunday; backoff alone would wait 500 ms. The longest of
   * several waits counts, and none is shorter than the backoff.
   */
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          Retry-After: 7                                            | {}                    | 7000
          Retry-After: 0.75                                         | {}                    | 750
          Retry-After: 0.25                                         | {}                    | 500
          Retry-After: 60                                           | {}                    | 60000
          Retry-After-Ms: 1500                                      | {}                    | 1500
          Retry-After-Ms: 20                                        | {}                    | 500
          Retry-After: Sun, 01 Mar 2026 12:00:42 GMT                | {}                    | 42000
          Retry-After: soon                                         | {}                    | 500
          Retry-After: -5                                           | {}                    | 500
          Retry-After: NaN                                          | {}                    | 500
          Retry-After: 1e300                                        | {}                    | 500
          Retry-After: 99999999999                                  | {}                    | 500
          X-Nothing: 1                                              | {"retry_after":37}    | 37000
          X-Nothing: 1                                              | {"retry_after":"2.5"} | 2500
          X-Nothing: 1                                              | {"error":{"message":"m","retry_after":4}} | 4000
          Retry-After: 3                                            | {"retry_after":37}    | 37000
          X-Nothing: 1                                              | {"retry_after":1,"retry_after_ms":5000} | 5000
          X-Nothing: 1                                              | {"error":{"retry_after":1},"retry_after":6} | 6000
          X-Nothing: 1                                              | {"retry_after":"0x1p4"} | 500
          X-Nothing: 1                                              | {"retry_after":"4d"}  | 500
          X-Nothing: 1                                              | {"retry_after":"2s"}  | 2000
          X-Nothing: 1                                              | {"RetryAfterSeconds":"2 "} | 2000
          X-Nothing: 1                                              | {"error":{"message":"m","details":[{"@type":"a/b"},{"retryDelay":"1.5s"}]}} | 1500
          X-Nothing: 1                                              | {"parameters":{"retry_after":9}} | 9000
          x-ms-retry-after-ms: 2500                                 | {}                    | 2500
          Retry-After: 37                                           | {"retry_after":3}     | 37000
          Retry-After: 0                                            | {"error":"slow down","retry_after":2} | 2000
          Retry-After: soon                                         | {"retry_after":4}     | 4000
          Retry-After: 0                                            | {}                    | 500
          Retry-After-Ms: 0                                         | {}                    | 500
          Retry-After: Sun, 01 Mar 2026 11:00:00 GMT                | {}                    | 500
          Retry-After: Sun, 01 Mar 2026 12:00:00 GMT                | {}                    | 500
          """)
  default void waitsAsLongAsTheProviderRequests(String header, String body, long millis) {
    server().enqueue(429, body, header).enqueue(page());
    list();
    assertThat(time().sleeps()).containsExactly(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          Rate limit reached for requests. Limit: 3 / min. Please try again in 20s. Visit the site. | 20000
          Rate limit reached on tokens per min. Please try again in 6ms.                | 500
          Please try again in 1.618s.                                                   | 1618
          Please retry in 34.074824224s.                                                | 34075
          exceeded call rate limit of your tier. Please retry after 1 second.           | 1000
          Try again in 0m59s                                                            | 59000
          Request was throttled. Expected available in 32 seconds.                      | 32000
          Too many requests; wait 1 minute and retry                                    | 60000
          Retrying is possible after 1 min, 0 sec                                       | 60000
          Your limit resets in: 12 sec                                                  | 12000
          Too many tokens, please wait before trying again.                             | 500
          Try again later. Your limit is 60 requests in 30 seconds                      | 500
          Rate limit exceeded: 5 per 1 minute                                           | 500
          Try again in 5 mb                                                             | 500
          Try again in a minute                                                         | 500
          """)
  default void waitsAsLongAsTheMessageRequests(String message, long millis) {
    for (String body : List.of("{\"error\":{\"message\":\"" + message + "\"}}", message)) {
      server().enqueue(429, body).enqueue(page());
      list();
    }
    assertThat(time().sleeps())
        .containsExactly(Duration.ofMillis(millis), Duration.ofMillis(millis));
  }

  @Test
  default void aWaitInTheMessageCountsOnlyWithoutAnother() {
    String message = "{\"error\":{\"message\":\"Try again in 50s\",\"retry_after\":3}}";
    server().enqueue(429, message).enqueue(page());
    list();
    assertThat(time().sleeps()).containsExactly(Duration.ofSeconds(3));
  }

  @Test
  default void aLongWaitInTheMessageIsLeftToTheCaller() {
    server().enqueue(429, "Try again in 2 hours").enqueue(page());
    CheckpointException failure = failure();
    assertThat(failure.retryAfter()).isEqualTo(Duration.ofHours(2));
    assertThat(failure.attempts()).isEqualTo(1);
  }

  @Test
  default void theLongestOfSeveralWaitsCounts() {
    server().enqueue(503, "", "Retry-After: 9", "Retry-After-Ms: 20").enqueue(page());
    list();
    assertThat(time().sleeps()).containsExactly(Duration.ofSeconds(9));
  }

  /** A 429 refers to the limit that is exhausted. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          0 | 6s         | 6000
          0 | 1m0s       | 60000
          0 | 750ms      | 750
          0 | 12         | 12000
          0 | 1772366430 | 30000
          0 | 1500000000 | 500
          0 | tomorrow   | 500
          3 | 6s         | 500
          """)
  default void anExhaustedRateLimitIsWaitedFor(String remaining, String reset, long millis) {
    server()
        .enqueue(
            429,
            "",
            "x-ratelimit-remaining-requests: " + remaining,
            "x-ratelimit-reset-requests: " + reset,
            "x-ratelimit-remaining-tokens: 1000",
            "x-ratelimit-reset-tokens: 30s")
        .enqueue(page());
    list();
    assertThat(time().sleeps()).containsExactly(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(ints = {-86_400, -3600, -30, 0, 30, 3600, 86_400})
  default void clockSkewDoesNotChangeAWait(int secondsOff) {
    ZonedDateTime server = ManualTime.NOW.plusSeconds(secondsOff).atZone(ZoneOffset.UTC);
    DateTimeFormatter form = DateTimeFormatter.RFC_1123_DATE_TIME;
    server()
        .enqueue(
            429,
            "",
            "Date: " + form.format(server),
            "Retry-After: " + form.format(server.plusSeconds(20)))
        .enqueue(page());
    list();
    assertThat(time().sleeps()).containsExactly(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          Retry-After: 61                            | {}                  | 61000
          Retry-After: 3600                          | {}                  | 3600000
          Retry-After-Ms: 60001                      | {}                  | 60001
          Retry-After: Sun, 01 Mar 2026 12:05:00 GMT | {}                  | 300000
          X-Nothing: 1                               | {"retry_after":600} | 600000
          """)
  default void aLongWaitIsLeftToTheCaller(String header, String body, long millis) {
    server().enqueue(429, body, header).enqueue(page());
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
  default void theProvidersRetryAdviceTakesPrecedence(int status, String advice, int attempts) {
    for (int i = 0; i < 3; i++) {
      server().enqueue(status, "", "x-should-retry: " + advice);
    }
    CheckpointException failure = failure();
    assertThat(failure.attempts()).isEqualTo(attempts);
    assertThat(failure.isTemporary()).isEqualTo(attempts == 3);
  }

  static Stream<Arguments> usedUpQuotas() {
    Stream<String> words = Stream.of(
        "insufficient_quota",
        "billing_not_active",
        "billing_hard_limit_reached",
        "budget_exceeded",
        "insufficient_credits",
        "account_deactivated",
        "credit_balance_too_low",
        "exceeded_current_quota_error",
        "InsufficientQuota",
        "insufficient-quota",
        "credit_limit_exceeded",
        "usage_limit_reached",
        "subscription_expired");
    Stream<String> bodies = words.flatMap(word -> Stream.of(
        "{'error':{'message':'pay','code':'" + word + "'}}",
        "{'error':{'message':'pay','type':'" + word + "','param':null,'code':null}}",
        "{'code':'" + word + "','message':'pay'}",
        "{'error':'" + word + "'}",
        "{'Error':{'Code':'" + word + "','Message':'pay'}}",
        "{'error':{'message':'pay','inner_error':{'code':'" + word + "'}}}",
        "{'error':{'message':'pay','code':429,'details':[{'code':'" + word + "'}]}}",
        "<Error><Code>" + word + "</Code><Message>pay</Message></Error>",
        "{'type':'" + word + "','detail':'pay'}"));
    Stream<String> messages = Stream.of(
            "You exceeded your current quota, please check your plan and billing details.",
            "Your account is not active, please check your billing details on our website.",
            "Insufficient credits. Add more.",
            "Payment required: please add a payment method",
            "Monthly spend limit reached",
            "Quota exhausted for this month",
            "You have exceeded your monthly included credits",
            "Portkey Error: budget limit exceeded for virtual key",
            "You have reached your usage limit",
            "Your plan is suspended for non-payment")
        .map(message -> "{'error':{'message':'" + message + "'}}");
    return Stream.concat(bodies, messages)
        .map(body -> body.replace('\'', '"'))
        .flatMap(body -> Stream.of(429, 403, 402, 400).map(status -> Arguments.of(status, body)));
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.RetryContract#usedUpQuotas")
  default void anExhaustedQuotaIsNotRetried(int status, String body) {
    server().enqueue(status, body).enqueue(page());
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(QUOTA_EXHAUSTED);
    assertThat(failure.isTemporary()).isFalse();
    assertThat(server().requests()).hasSize(1);
  }

  @Test
  default void aQuotaThatResetsSoonIsWaitedFor() {
    server()
        .enqueue(429, "{\"error\":{\"message\":\"exceeded your current quota\"}}", "Retry-After: 2")
        .enqueue(page());
    list();
    assertThat(time().sleeps()).containsExactly(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Quota exceeded for quota metric 'Requests' and limit 'Requests per minute'",
        "Resource has been exhausted (e.g. check quota).",
        "Rate limit exceeded: too many requests",
        "You have exceeded the rate limit of your quota",
        "Concurrency quota exceeded: 5 concurrent requests"
      })
  default void aQuotaOfAShortTimeIsRetried(String message) {
    server().enqueue(429, "{\"message\":\"" + message + "\"}").enqueue(page(item()));
    assertThat(list()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "403, rate_limit_exceeded, RATE_LIMITED",
    "400, rate_limit_error, RATE_LIMITED",
    "400, overloaded_error, SERVER_ERROR",
    "400, server_error, SERVER_ERROR",
    "400, timeout_error, TIMEOUT"
  })
  default void theBodyMayMarkAnErrorAsTemporary(int status, String type, Kind kind) {
    String body = "{\"error\":{\"message\":\"m\",\"type\":\"" + type + "\"}}";
    server().enqueue(status, body).enqueue(status, body).enqueue(status, body);
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.attempts()).isEqualTo(3);
  }

  @Test
  default void aWaitBeyondTheDeadlineDoesNotStart() {
    server().enqueue(429, "", "Retry-After: 30").enqueue(page());
    CheckpointClient hurried = client().with(options().timeout(Duration.ofSeconds(30)));
    CheckpointException failure = failure(hurried);
    assertThat(failure.kind()).isEqualTo(RATE_LIMITED);
    assertThat(failure.retryAfter()).hasSeconds(30);
    assertThat(time().sleeps()).isEmpty();
  }

  @Test
  default void theDeadlineCoversAllAttemptsTogether() {
    for (int i = 0; i < 6; i++) {
      server().enqueue(500, "");
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
    server().enqueue(page());
    CheckpointClient slow = client(builder -> builder.set(job().provider(), "api-key", () -> {
      time().advance(Duration.ofMinutes(5));
      return KEY;
    }));
    CheckpointException failure = failure(slow);
    assertThat(failure.kind()).isEqualTo(TIMEOUT);
    assertThat(failure.attempts()).isZero();
    assertThat(failure).hasMessageContaining("the call timed out");
    assertThat(server().requests()).isEmpty();
  }

  @Test
  default void anAttemptTimesOut() {
    server().silence();
    CheckpointClient hurried = client(builder -> builder.maxRetries(0))
        .with(options().attemptTimeout(Duration.ofMillis(50)));
    CheckpointException failure = failure(hurried);
    assertThat(failure.kind()).isEqualTo(TIMEOUT);
    assertThat(failure.isTemporary()).isTrue();
    assertThat(failure.attempts()).isEqualTo(1);
  }

  @Test
  default void anAttemptIsLimitedByTheCallsTimeout() {
    server().silence();
    CheckpointClient hurried = client().with(options().timeout(Duration.ofMillis(50)));
    CheckpointException failure = failure(hurried);
    assertThat(failure.kind()).isEqualTo(TIMEOUT);
    assertThat(failure.attempts()).isEqualTo(1);
    assertThat(time().sleeps()).isEmpty();
  }

  @Test
  default void aSlowAttemptIsRetried() {
    server().enqueue(page(item()));
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
    server().enqueue(500, "");
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
    server().enqueue(500, "");
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
    server().enqueue(500, "");
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
