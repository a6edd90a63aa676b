package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Credentials;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how a request ends despite any delay, and which route it takes. */
final class RequestTest {
  private static final JobRef JOB = JobRef.parse("openai:ftjob-1");
  private static final String KEY = "sk-canary-0123456789";
  private static final String EMPTY = "{\"object\":\"list\",\"data\":[],\"has_more\":false}";

  /** Long enough for a slow machine and much shorter than the calls that these tests end. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Server server = new Server();
  private final CountDownLatch stuck = new CountDownLatch(1);

  @AfterEach
  void close() {
    stuck.countDown();
    server.close();
  }

  private CheckpointClient client(UnaryOperator<ClientBuilder> setUp) {
    return setUp
        .apply(CheckpointClient.builder()
            .apiKey("openai", KEY)
            .baseUrl("openai", server.url("/v1"))
            .maxRetries(0))
        .build();
  }

  private static CheckpointException failure(CheckpointClient client) {
    return Objects.requireNonNull(
        catchThrowableOfType(CheckpointException.class, () -> client.list(JOB)));
  }

  /** A resolver that hangs until the test ends. */
  private OkHttpClient withStuckResolver(CountDownLatch begun) {
    Dns dns = host -> {
      begun.countDown();
      try {
        stuck.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return List.of(InetAddress.getLoopbackAddress());
    };
    return new OkHttpClient.Builder().dns(dns).build();
  }

  @Test
  void aHangingResolverTimesOut() {
    OkHttpClient http = withStuckResolver(new CountDownLatch(1));
    CallOptions hurried = CallOptions.defaults().attemptTimeout(Duration.ofMillis(100));
    try (CheckpointClient client = client(builder -> builder
        .okHttpClient(http)
        .baseUrl("openai", "https://models.example/v1")
        .options(hurried))) {
      long start = System.nanoTime();
      assertThat(failure(client).kind()).isEqualTo(Kind.TIMEOUT);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }
  }

  @Test
  void anInterruptEndsADnsLookup() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    OkHttpClient http = withStuckResolver(begun);
    try (CheckpointClient client = client(
        builder -> builder.okHttpClient(http).baseUrl("openai", "https://models.example/v1"))) {
      assertEndsByInterrupt(client, begun::await);
    }
  }

  @Test
  void anInterruptEndsAWaitForAResponse() throws Exception {
    server.silence();
    try (CheckpointClient client = client(builder -> builder)) {
      assertEndsByInterrupt(client, server::awaitRequest);
    }
  }

  @Test
  void anInterruptEndsReadingABody() throws Exception {
    server.enqueue(new MockResponse.Builder()
        .body(EMPTY)
        .onResponseBody(SocketEffect.Stall.INSTANCE)
        .build());
    try (CheckpointClient client = client(builder -> builder)) {
      assertEndsByInterrupt(client, server::awaitRequest);
    }
  }

  private interface Wait {
    void begun() throws Exception;
  }

  private static void assertEndsByInterrupt(CheckpointClient client, Wait wait) throws Exception {
    CompletableFuture<CheckpointException> outcome = new CompletableFuture<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread reader = new Thread(() -> {
      outcome.complete(failure(client));
      interrupted.complete(Thread.currentThread().isInterrupted());
    });
    reader.start();
    wait.begun();
    reader.interrupt();
    assertThat(outcome.get(SOON.toSeconds(), TimeUnit.SECONDS).kind()).isEqualTo(Kind.CANCELLED);
    assertThat(interrupted.get(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anHttp2BodyThatEndsEarlyIsANetworkError() {
    OkHttpClient http2 = new OkHttpClient.Builder()
        .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
        .build();
    try (Server h2 = new Server(List.of(Protocol.H2_PRIOR_KNOWLEDGE))) {
      h2.enqueue(new MockResponse.Builder()
          .body(EMPTY.substring(0, 20))
          .setHeader("content-length", EMPTY.length())
          .build());
      h2.enqueue(EMPTY);
      ManualTime time = new ManualTime();
      try (CheckpointClient client = client(builder -> builder
          .okHttpClient(http2)
          .baseUrl("openai", h2.url("/v1"))
          .time(time)
          .maxRetries(1))) {
        assertThat(client.list(JOB)).isEmpty();
      }
      assertThat(h2.requests()).hasSize(2);
    }
  }

  @Test
  void plainHttpToLoopbackNeverUsesAProxy() {
    try (Server proxy = new Server()) {
      server.enqueue(EMPTY);
      OkHttpClient http = new OkHttpClient.Builder().proxy(proxyAt(proxy)).build();
      try (CheckpointClient client = client(builder -> builder.okHttpClient(http))) {
        assertThat(client.list(JOB)).isEmpty();
      }
      assertThat(proxy.requests()).isEmpty();
    }
  }

  private static Proxy proxyAt(Server server) {
    return new Proxy(
        Proxy.Type.HTTP,
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), HttpUrl.get(server.url("/")).port()));
  }

  @Test
  void aProxyFromTheEnvironmentGetsItsCredentials() {
    int port = HttpUrl.get(server.url("/")).port();
    Map<String, String> variables =
        Map.of("HTTP_PROXY", "http://user:proxy-pass%2Fword@127.0.0.1:" + port);
    server.enqueue(407, "", "Proxy-Authenticate: Basic realm=\"here\"").enqueue(EMPTY);
    try (CheckpointClient client = client(builder -> builder
        .proxyFromEnvironment(variables)
        .allowPlainHttp()
        .baseUrl("openai", "http://models.example/v1"))) {
      assertThat(client.list(JOB)).isEmpty();
    }
    assertThat(server.requests().get(0).getHeaders().get("Proxy-Authorization")).isNull();
    assertThat(server.requests().get(1).getHeaders().get("Proxy-Authorization"))
        .isEqualTo(Credentials.basic("user", "proxy-pass/word"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy-pass/word", "user:proxy-pass/word", "proxy-pass%2fword"})
  void aProxysPasswordIsNeverShown(String echo) {
    int port = HttpUrl.get(server.url("/")).port();
    Map<String, String> variables =
        Map.of("HTTP_PROXY", "http://user:proxy-pass%2Fword@127.0.0.1:" + port);
    String basic = Credentials.basic("user", "proxy-pass/word");
    server.enqueue(403, "{\"message\":\"no " + echo + " " + basic + "\"}");
    try (CheckpointClient client = client(builder -> builder
        .proxyFromEnvironment(variables)
        .allowPlainHttp()
        .baseUrl("openai", "http://models.example/v1"))) {
      assertThat(ErrorContract.everythingIn(failure(client)))
          .doesNotContain(echo, basic.substring(6, 20));
    }
  }

  /**
   * The key in a chunk size, which OkHttp quotes, and in a body that is truncated inside the key.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 6, 10, 19})
  void aTruncatedKeyIsNotShownEither(int length) {
    String body = "x".repeat((1 << 16) - 30) + " key: " + KEY.substring(0, length);
    server.enqueue(new MockResponse.Builder()
        .code(500)
        .body(body)
        .setHeader("Content-Length", body.length() + 100)
        .onResponseEnd(new SocketEffect.CloseSocket())
        .build());
    try (Lines log = Lines.of("io.github.ckpt4j");
        CheckpointClient client = client(builder -> builder)) {
      CheckpointException failure = failure(client);
      assertThat(failure.detail()).doesNotContain("sk-can");
      assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains("sk-can"));
    }
  }

  @Test
  void aKeyAtTheReadLimitIsNotShown() {
    for (int before = 1; before < KEY.length(); before++) {
      String body = "x".repeat((1 << 16) - before) + KEY + "y".repeat(100);
      server.enqueue(500, body);
      try (CheckpointClient client = client(builder -> builder)) {
        assertThat(failure(client).detail()).doesNotContain("sk-can");
      }
    }
  }
}
