package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.RequestTag;
import io.github.ckpt4j.spi.Setting;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the set-up of a client and that closing it leaves nothing behind. */
final class ClientTest {
  private static final JobRef JOB = JobRef.parse("openai:ftjob-1");
  private static final String EMPTY = "{\"object\":\"list\",\"data\":[],\"has_more\":false}";

  private final Server server = new Server();

  @AfterEach
  void close() {
    server.close();
  }

  private ClientBuilder builder() {
    return CheckpointClient.builder()
        .apiKey("openai", "sk-1")
        .baseUrl("openai", server.url("/v1"))
        .time(new ManualTime());
  }

  @Test
  void theCallersOkHttpIsUsedAndLeftOpen() throws Exception {
    List<RequestTag> calls = new ArrayList<>();
    OkHttpClient mine = new OkHttpClient.Builder()
        .addInterceptor(chain -> {
          calls.add(chain.request().tag(RequestTag.class));
          return chain.proceed(chain.request());
        })
        .build();
    server.enqueue(EMPTY).enqueue("still open");
    try (CheckpointClient client = builder().okHttpClient(mine).build()) {
      client.list(JOB);
      assertThat(mine.connectionPool().connectionCount()).isEqualTo(1);
    }
    assertThat(calls).containsExactly(new RequestTag("openai", "listCheckpoints"));
    assertThat(mine.connectionPool().connectionCount())
        .as("the caller's connections stay open")
        .isEqualTo(1);
    assertThat(mine.dispatcher().executorService().isShutdown()).isFalse();
    Request request = new Request.Builder().url(server.url("/mine")).build();
    try (var response = mine.newCall(request).execute()) {
      assertThat(response.body().string()).isEqualTo("still open");
    }
  }

  @Test
  void theCallersFactoryCreatesTheCalls() {
    List<Request> made = new ArrayList<>();
    server.enqueue(EMPTY);
    try (CheckpointClient client = builder()
        .callFactory(okHttp -> request -> {
          made.add(request);
          return okHttp.newCall(request);
        })
        .build()) {
      client.list(JOB);
    }
    assertThat(made)
        .singleElement()
        .satisfies(request -> assertThat(request.url().encodedPath())
            .isEqualTo("/v1/fine_tuning/jobs/ftjob-1/checkpoints"));
  }

  @Test
  void aBuilderShowsNoKey() {
    List<String> names =
        Providers.all().stream().map(each -> each.info().name()).toList();
    assertThat(builder()).hasToString("ClientBuilder" + names);
  }

  @Test
  void theCallersOkHttpDoesNotFollowRedirectsToOtherOriginsEither() {
    try (Server elsewhere = new Server();
        CheckpointClient client = builder()
            .okHttpClient(new OkHttpClient.Builder().followRedirects(true).build())
            .build()) {
      server.enqueue(302, "", "Location: " + elsewhere.url("/"));
      assertThatThrownBy(() -> client.list(JOB)).hasMessageContaining("was not followed");
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  @Test
  void theCallersExecutorIsUsedAndLeftOpen() {
    List<Runnable> tasks = new ArrayList<>();
    Executor mine = task -> {
      tasks.add(task);
      task.run();
    };
    server.enqueue(EMPTY);
    try (CheckpointClient client = builder().executor(mine).build()) {
      assertThat(client.listAsync(JOB)).isCompletedWithValue(List.of());
    }
    assertThat(tasks).hasSize(1);
  }

  @Test
  void aStreamUsesOnlyTheReadersThread() {
    String item = "{\"id\":\"%s\",\"step_number\":1}";
    String list = "{\"object\":\"list\",\"data\":[" + item + "," + item + "],\"has_more\":%s}";
    server.enqueue(list.formatted("a", "b", true)).enqueue(list.formatted("c", "d", false));
    try (CheckpointClient client = builder().executor(task -> {}).build();
        Stream<Checkpoint> stream = client.stream(JOB)) {
      assertThat(stream).extracting(Checkpoint::id).containsExactly("a", "b", "c", "d");
    }
  }

  @Test
  void aRedirectKeepsItsConnectionForTheNextRequest() {
    OkHttpClient mine = new OkHttpClient();
    server.enqueue(302, "moved", "Location: /v2").enqueue(EMPTY);
    try (CheckpointClient client = builder().okHttpClient(mine).build()) {
      client.list(JOB);
    }
    assertThat(mine.connectionPool().connectionCount()).isEqualTo(1);
    assertThat(mine.connectionPool().idleConnectionCount()).isEqualTo(1);
  }

  @Test
  void aLogLineHasTheDurationOfTheAttempt() {
    ManualTime time = new ManualTime();
    OkHttpClient slow = new OkHttpClient.Builder()
        .addInterceptor(chain -> {
          time.advance(Duration.ofMillis(1250));
          return chain.proceed(chain.request());
        })
        .build();
    time.advance(Duration.ofSeconds(7));
    server.enqueue(EMPTY);
    try (Lines log = Lines.of("io.github.ckpt4j");
        CheckpointClient client = builder().okHttpClient(slow).time(time).build()) {
      client.list(JOB);
      assertThat(log.lines()).singleElement().asString().endsWith("(1250 ms)");
    }
  }

  @Test
  void aFutureCancelledBeforeItStartsSendsNothing() {
    List<Runnable> tasks = new ArrayList<>();
    try (CheckpointClient client = builder().executor(tasks::add).build()) {
      client.listAsync(JOB).cancel(true);
      tasks.forEach(Runnable::run);
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void optionsApplyToOneCallOrMany() {
    server.enqueue(EMPTY).enqueue(EMPTY);
    try (CheckpointClient client =
        builder().options(CallOptions.defaults().pageSize(5)).build()) {
      assertThat(client.options().pageSize()).isEqualTo(5);
      client.list(JOB);
      client.with(client.options().pageSize(9)).list(JOB);
    }
    assertThat(server.targets())
        .containsExactly(
            "/v1/fine_tuning/jobs/ftjob-1/checkpoints?limit=5",
            "/v1/fine_tuning/jobs/ftjob-1/checkpoints?limit=9");
  }

  @Test
  void eachOptionIsSetByItself() {
    CallOptions options = CallOptions.defaults()
        .connectTimeout(Duration.ofSeconds(1))
        .attemptTimeout(Duration.ofSeconds(2))
        .timeout(Duration.ofSeconds(3))
        .pageSize(4)
        .withMetrics()
        .onlyUsable();
    assertThat(options.connectTimeout()).hasSeconds(1);
    assertThat(options.attemptTimeout()).hasSeconds(2);
    assertThat(options.timeout()).hasSeconds(3);
    assertThat(options.pageSize()).isEqualTo(4);
    assertThat(options.metrics()).isEqualTo(CallOptions.Metrics.ALWAYS);
    assertThat(options.hardwareMetrics()).isFalse();
    assertThat(options.isOnlyUsable()).isTrue();
    assertThat(options.lenient()).isNull();
    assertThat(options.lenient(bad -> {}).lenient()).isNotNull();
    assertThat(options.withHardwareMetrics().hardwareMetrics()).isTrue();
    CallOptions without = options.withHardwareMetrics().withoutMetrics();
    assertThat(without.metrics()).isEqualTo(CallOptions.Metrics.NEVER);
    assertThat(without.hardwareMetrics()).isFalse();
    assertThat(without.pageSize()).isEqualTo(4);
  }

  @Test
  void theDefaultsAreTheDocumentedOnes() {
    CallOptions options = CallOptions.defaults();
    assertThat(options.connectTimeout()).hasSeconds(10);
    assertThat(options.attemptTimeout()).hasSeconds(60);
    assertThat(options.timeout()).hasMinutes(5);
    assertThat(options.pageSize()).isNull();
    assertThat(options.metrics()).isEqualTo(CallOptions.Metrics.DEFAULT);
    assertThat(options.hardwareMetrics()).isFalse();
    assertThat(options.isOnlyUsable()).isFalse();
    assertThat(options.lenient()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0009S", "P3651D", "PT2562047788015215H"})
  void timesOutOfRangeAreRejected(Duration duration) {
    CallOptions options = CallOptions.defaults();
    assertThatThrownBy(() -> options.connectTimeout(duration))
        .hasMessage("connectTimeout must be from 1 ms to 24 days, not " + duration);
    assertThatThrownBy(() -> options.attemptTimeout(duration))
        .hasMessage("attemptTimeout must be from 1 ms to 24 days, not " + duration);
    assertThatThrownBy(() -> options.timeout(duration))
        .hasMessage("timeout must be from 1 ms to 3650 days, not " + duration);
  }

  @Test
  void theShortestAndTheLongestTimesAreAccepted() {
    CallOptions longest = CallOptions.defaults()
        .connectTimeout(Duration.ofDays(24))
        .attemptTimeout(Duration.ofDays(24))
        .timeout(Duration.ofDays(3650));
    CallOptions shortest = CallOptions.defaults()
        .connectTimeout(Duration.ofMillis(1))
        .attemptTimeout(Duration.ofMillis(1))
        .timeout(Duration.ofMillis(1));
    server.enqueue(EMPTY);
    try (CheckpointClient client = builder().options(longest).build()) {
      assertThat(client.list(JOB)).isEmpty();
      assertThat(client.with(shortest).options()).isSameAs(shortest);
    }
  }

  @Test
  void numbersThatAreTooSmallAreRejected() {
    ClientBuilder builder = builder();
    assertThatThrownBy(() -> CallOptions.defaults().pageSize(0)).hasMessageContaining("pageSize");
    assertThatThrownBy(() -> builder.maxRetries(-1))
        .hasMessage("maxRetries must be at least 0, not -1");
    assertThatThrownBy(() -> builder.maxConcurrentJobs(0)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> builder.maxPages(0)).hasMessageContaining("maxPages");
    assertThatThrownBy(() -> builder.maxBodyBytes(0)).hasMessageContaining("maxBodyBytes");
    CallOptions.defaults().pageSize(1);
    builder.maxConcurrentJobs(1).maxPages(1).maxBodyBytes(1).build().close();
  }

  @Test
  void unknownSettingsListTheKnownOnes() {
    ClientBuilder unknownProvider = builder().apiKey("nobody", "k");
    assertThatThrownBy(unknownProvider::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Unknown provider 'nobody'")
        .hasMessageContaining("openai");
    ClientBuilder unknownSetting = builder().set("openai", "colour", "blue");
    assertThatThrownBy(unknownSetting::build)
        .hasMessageContaining("openai has no setting 'colour'; known settings: api-key, base-url");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://models.example",
        "https://models.example/v1/",
        "http://localhost:8080",
        "http://127.0.0.1",
        "http://127.9.9.9/",
        "http://[::1]:1/v1"
      })
  void aBaseUrlMayBeHttpsOrLoopback(String url) {
    ClientBuilder builder = builder().baseUrl("openai", url);
    assertThatCode(() -> builder.build().close()).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "models.example",
        "sk-secret-0123456789",
        "sk-secret:0123456789",
        "secret/0123456789",
        "\u201csk-secret-0123456789\u201d",
        "https:/models.example/?key=secret",
        "https://user:secret@models.example",
        "https://secret@models.example",
        "https://models.example/?key=secret",
        "https://models.example/#secret",
        "https://"
      })
  void anInvalidBaseUrlIsRejectedAndNotShown(String url) {
    assertThat(refusal(url))
        .hasMessageContaining("OPENAI_BASE_URL")
        .hasMessageContaining("like https://api.openai.com/v1")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
          127.0.0.1:80/v1              | does not begin with https:// or http://          | did you mean http://127.0.0.1:80/v1?
          localhost:4000               | does not begin with https:// or http://          | did you mean http://localhost:4000?
          [::1]:80/v1                  | does not begin with https:// or http://          | did you mean http://[::1]:80/v1?
          models.example/v1            | does not begin with https:// or http://          | did you mean https://models.example/v1?
          //models.example/v1          | does not begin with https:// or http://          | did you mean https://models.example/v1?
          htps://models.example/v1     | begins with 'htps:' instead of https: or http:   | did you mean https://models.example/v1?
          ftp://models.example         | begins with 'ftp:' instead of https: or http:    | did you mean https://models.example?
          https:/models.example/v1     | does not have exactly two slashes after 'https:' | did you mean https://models.example/v1?
          http:models.example          | does not have exactly two slashes after 'http:'  | did you mean http://models.example?
          https:///models.example/v1   | does not have exactly two slashes after 'https:' | did you mean https://models.example/v1?
          HTTP:/models.example         | does not have exactly two slashes after 'HTTP:'  | did you mean http://models.example?
          "https://models.example/v1"  | contains quotation marks                        | did you mean https://models.example/v1?
          “https://models.example” | contains quotation marks                  | did you mean https://models.example?
          'localhost:4000              | contains quotation marks                        | did you mean http://localhost:4000?
          https:\\\\models.example\\v1 | contains a backslash                            | did you mean https://models.example/v1?
          https://models.example/a b   | contains white space                            | it should look like https://api.openai.com/v1
          https://models .example      | contains white space                            | it should look like https://api.openai.com/v1
          https://models.example:99999 | is not a valid URL                               | it should look like https://api.openai.com/v1
          """)
  void aTypoInABaseUrlIsReportedWithTheIntendedUrl(String url, String problem, String hint) {
    assertThat(refusal(url))
        .hasMessageContaining("OPENAI_BASE_URL=" + url + ") " + problem)
        .hasMessageEndingWith(". Hint: " + hint);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          https://secret@models.example   | contains a user name; the API key is a separate setting
          https://models.example/?key=secret | has a query, which begins with '?'
          https://models.example/#secret  | has a fragment, which begins with '#'
          http:/x                         | does not have exactly two slashes after 'http:'
          """)
  void aBaseUrlThatIsNotShownIsStillExplained(String url, String problem) {
    assertThat(refusal(url)).hasMessageContaining("(OPENAI_BASE_URL) " + problem);
  }

  @Test
  void aVeryLongBaseUrlIsRefused() {
    assertThat(refusal("https://" + "127.0.0.1".repeat(10_000)))
        .hasMessageContaining("(OPENAI_BASE_URL) has more than 2048 characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://models.example",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "http://[fe80::1]",
        "http://1.2.3.4.5"
      })
  void plainHttpToOtherHostsIsRejected(String url) {
    assertThat(refusal(url)).hasMessageContaining("unencrypted");
  }

  @Test
  void aBaseUrlWithTwoSlashesIsReported() {
    assertThat(refusal("https://models.example//v1"))
        .hasMessageContaining("OPENAI_BASE_URL=https://models.example//v1) has '//' in its path");
  }

  /** Other providers are not affected. */
  private CheckpointException refusal(String baseUrl) {
    server.enqueue("{\"data\":[]}");
    try (CheckpointClient client = builder()
        .environment(Map.of("OPENAI_BASE_URL", baseUrl))
        .baseUrl("openai", baseUrl)
        .apiKey("together", "together-key")
        .baseUrl("together", server.url("/v1"))
        .build()) {
      assertThat(client.list(JobRef.parse("together:ft-1"))).isEmpty();
      CheckpointException refusal = Objects.requireNonNull(
          catchThrowableOfType(CheckpointException.class, () -> client.list(JOB)));
      assertThat(refusal.kind()).isEqualTo(Kind.INVALID_REQUEST);
      assertThat(refusal.attempts()).isZero();
      return refusal;
    }
  }

  @Test
  void theOrderOfTheBuildersCallsDoesNotMatter() {
    ProviderInfo info = Providers.all().get(1).info();
    ProviderInfo acme = ProviderInfo.builder("acme", server.url("/v1"))
        .title("Acme")
        .setting(Setting.apiKey("ACME_KEY"))
        .setting(Setting.baseUrl("ACME_URL"))
        .jobIdExample("run-1")
        .jobIdPattern(info.jobIdPattern())
        .documentation("https://acme.example")
        .build();
    Provider provider =
        Providers.openAiCompatible(acme, settings -> Map.of("X-Key", settings.require("api-key")));
    Map<String, String> environment = Map.of("ACME_KEY", "from-the-environment");
    List<UnaryOperator<ClientBuilder>> calls = List.of(
        builder -> builder.environment(environment),
        builder -> builder.provider(provider),
        builder -> builder.apiKey("acme", "set-explicitly"));
    for (int[] order :
        new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
      server.enqueue(EMPTY);
      ClientBuilder builder = CheckpointClient.builder();
      for (int call : order) {
        builder = calls.get(call).apply(builder);
      }
      try (CheckpointClient client = builder.build()) {
        client.list(JobRef.parse("acme:run-1"));
      }
    }
    assertThat(server.requests())
        .hasSize(6)
        .allSatisfy(
            request -> assertThat(request.getHeaders().get("X-Key")).isEqualTo("set-explicitly"));
  }

  @Test
  void aBaseUrlKeepsItsPathWithOrWithoutASlash() {
    for (String path : new String[] {"/a/v1", "/a/v1/"}) {
      server.enqueue(EMPTY);
      try (CheckpointClient client =
          builder().baseUrl("openai", server.url(path)).build()) {
        client.list(JOB);
      }
    }
    assertThat(server.targets())
        .hasSize(2)
        .containsOnly("/a/v1/fine_tuning/jobs/ftjob-1/checkpoints?limit=100");
  }

  @Test
  void theOptionsTimeoutsReachTheHttpClient() {
    List<Integer> waits = new ArrayList<>();
    OkHttpClient mine = new OkHttpClient.Builder()
        .addInterceptor(chain -> {
          waits.add(chain.connectTimeoutMillis());
          waits.add(chain.readTimeoutMillis());
          return chain.proceed(chain.request());
        })
        .build();
    CallOptions options = CallOptions.defaults()
        .connectTimeout(Duration.ofMillis(2345))
        .attemptTimeout(Duration.ofMillis(6789));
    server.enqueue(EMPTY);
    try (CheckpointClient client = builder().okHttpClient(mine).options(options).build()) {
      client.list(JOB);
    }
    assertThat(waits).containsExactly(2345, 6789);
  }

  @Test
  void anInterceptorsExceptionIsTheCauseOfTheError() {
    IllegalStateException own = new IllegalStateException("a bug");
    OkHttpClient mine = new OkHttpClient.Builder()
        .addInterceptor(chain -> {
          throw own;
        })
        .build();
    try (CheckpointClient client = builder().okHttpClient(mine).build()) {
      assertThatThrownBy(() -> client.list(JOB))
          .isInstanceOfSatisfying(CheckpointException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.NETWORK);
            assertThat(e.isTemporary()).isFalse();
          })
          .hasMessageContaining("IllegalStateException: a bug")
          .hasCause(own);
    }
  }

  @Test
  void aClosedClientDoesNotRequestTheKey() {
    List<String> asked = new ArrayList<>();
    CheckpointClient client = builder()
        .set("openai", "api-key", () -> {
          asked.add("for the key");
          return "sk-1";
        })
        .build();
    client.close();
    assertThatThrownBy(() -> client.list(JOB))
        .isInstanceOfSatisfying(CheckpointException.class, e -> {
          assertThat(e.kind()).isEqualTo(Kind.CANCELLED);
          assertThat(e.attempts()).isZero();
        });
    assertThat(asked).isEmpty();
  }

  @Test
  void closingClosesTheConnections() throws Exception {
    byte[] answer = ("HTTP/1.1 200 OK\r\nContent-Length: " + EMPTY.length() + "\r\n\r\n" + EMPTY)
        .getBytes(StandardCharsets.US_ASCII);
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CheckpointClient client = builder()
          .baseUrl("openai", "http://127.0.0.1:" + listening.getLocalPort())
          .build();
      CompletableFuture<List<Checkpoint>> list = client.listAsync(JOB);
      try (Socket connection = listening.accept()) {
        connection.setSoTimeout(10_000);
        connection.getOutputStream().write(answer);
        list.join();
        client.close();
        assertThat(connection.getInputStream().readAllBytes())
            .as("the whole request")
            .isNotEmpty();
      }
    }
  }

  @Test
  void finishedCallsAndWaitsAreNotRetained() {
    List<WeakReference<?>> ended = new ArrayList<>();
    OkHttpClient mine = new OkHttpClient.Builder()
        .addInterceptor(chain -> {
          ended.add(new WeakReference<>(chain.call()));
          return chain.proceed(chain.request());
        })
        .build();
    ManualTime time = new ManualTime() {
      @Override
      public void sleep(Duration duration, CountDownLatch awake) throws InterruptedException {
        ended.add(new WeakReference<>(awake));
        super.sleep(duration, awake);
      }
    };
    server.enqueue(503, "").enqueue(EMPTY).enqueue(EMPTY);
    try (CheckpointClient client = builder().okHttpClient(mine).time(time).build()) {
      client.list(JOB);
      assertThat(ended).hasSize(3);
      // Okio's watchdog, when it sleeps, remembers the call that ends first until it wakes up.
      client.list(JOB);
      ended.remove(3);
      for (int i = 0; i < 100 && ended.stream().anyMatch(each -> each.get() != null); i++) {
        System.gc();
      }
      assertThat(ended).allMatch(each -> each.get() == null);
    }
  }

  @Test
  void anEmptyVariableIsNotSet() {
    try (CheckpointClient client =
        CheckpointClient.builder().environment(Map.of("OPENAI_API_KEY", " ")).build()) {
      assertThatThrownBy(() -> client.list(JOB))
          .hasMessageContaining("set the environment variable OPENAI_API_KEY");
    }
  }

  @Test
  void theEnvironmentConfiguresAClient() {
    try (CheckpointClient client = CheckpointClient.fromEnvironment()) {
      List<String> names = client.providers().stream().map(ProviderInfo::name).toList();
      assertThat(names).startsWith("together", "openai", "portkey", "oxen", "baseten");
      assertThat(client).hasToString("CheckpointClient" + names);
    }
  }

  @Test
  void closingLeavesNoThread() throws InterruptedException {
    CheckpointClient client = builder().build();
    Thread thread = client.async(within -> Thread.currentThread()).join();
    assertThat(thread.isDaemon()).isTrue();
    client.close();
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
    client.close();
  }

  @Test
  void anErrorCanBeRethrownWithMoreContext() {
    CheckpointException failure = CheckpointException.builder(Kind.NOT_FOUND, "gone")
        .job(JOB)
        .status(404)
        .code("c")
        .requestId("r")
        .retryAfter(Duration.ofSeconds(2))
        .temporary(true)
        .hint("look elsewhere")
        .attempts(2)
        .cause(new IllegalStateException())
        .build();
    CheckpointException again = failure.toBuilder().attempts(3).build();
    assertThat(again)
        .hasMessage(
            "openai:ftjob-1: gone (HTTP 404, code c, request r, 3 attempts, retry after 2.0 s)."
                + " Hint: look elsewhere")
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(again.isTemporary()).isTrue();
    assertThat(Objects.requireNonNull(again.retryAfter())).hasSeconds(2);
  }
}
