package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import io.github.ckpt4j.spi.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks what a custom provider can do and what it is prevented from doing. */
final class OwnProviderTest {
  private static final JobRef JOB = JobRef.parse("lines:run-1");
  private static final ProviderInfo INFO = ProviderInfo.builder("lines", "https://lines.example")
      .title("Lines")
      .setting(Setting.apiKey("LINES_KEY"))
      .setting(Setting.baseUrl("LINES_BASE_URL"))
      .jobIdExample("run-…")
      .documentation("https://lines.example/docs")
      .build();

  private final Server server = new Server();

  @AfterEach
  void close() {
    server.close();
  }

  /** A provider whose response has one checkpoint id per line. */
  private record LineByLine(String path) implements Provider {
    @Override
    public ProviderInfo info() {
      return INFO;
    }

    @Override
    public Map<String, String> headers(Settings settings) {
      return Map.of("X-Key", settings.require(Setting.API_KEY));
    }

    @Override
    public ApiRequest<Page> checkpoints(JobRef job, PageRequest page) {
      return new ApiRequest<>("listCheckpoints", path, body -> {
        List<Checkpoint> all =
            body.text().lines().map(id -> Checkpoint.builder(job, id).build()).toList();
        return new Page(all, List.of(), null);
      });
    }

    @Override
    public ApiRequest<Job> job(JobRef job) {
      return new ApiRequest<>("retrieveJob", path, body -> {
        throw new IllegalStateException("a bug, with the lines-key-1 in it");
      });
    }
  }

  private CheckpointClient client(Provider provider) {
    return CheckpointClient.builder()
        .provider(provider)
        .apiKey("lines", "lines-key-1")
        .baseUrl("lines", server.url("/base/v1"))
        .maxRetries(0)
        .time(new ManualTime())
        .build();
  }

  @Test
  void readsTheBodyAsText() {
    server.enqueue("a\nÄ\n");
    try (CheckpointClient client = client(new LineByLine("runs?all=1"))) {
      assertThat(client.list(JOB)).extracting(Checkpoint::id).containsExactly("a", "Ä");
    }
    assertThat(server.targets()).containsExactly("/base/v1/runs?all=1");
    assertThat(server.onlyRequest().getHeaders().get("X-Key")).isEqualTo("lines-key-1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0xFF, 0xC3})
  void textThatIsNotUtf8IsABadResponse(int alone) {
    server.enqueue(
        new MockResponse.Builder().body(new Buffer().writeByte(alone)).build());
    try (CheckpointClient client = client(new LineByLine("runs"))) {
      assertThatThrownBy(() -> client.list(JOB))
          .isInstanceOfSatisfying(
              CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_RESPONSE));
    }
  }

  /** A provider whose list is a search, which may have an effect that a second one would repeat. */
  private record Search(boolean repeatable) implements Provider {
    @Override
    public ProviderInfo info() {
      return INFO;
    }

    @Override
    public Map<String, String> headers(Settings settings) {
      return Map.of();
    }

    @Override
    public ApiRequest<Page> checkpoints(JobRef job, PageRequest page) {
      return new ApiRequest<>(
          "search",
          ApiRequest.Method.POST,
          "search",
          "{\"job\":1}",
          repeatable,
          body -> new Page(List.of(), List.of(), null));
    }

    @Override
    public ApiRequest<Job> job(JobRef job) {
      throw new IllegalStateException("not requested here");
    }
  }

  private static Stream<MockResponse> temporaryFailures() {
    return Stream.of(
        Server.response(503, "{}"),
        Server.response(500, "{}"),
        Server.response(429, "{}", "Retry-After: 0"),
        Server.response(408, "{}"),
        new MockResponse.Builder()
            .onResponseStart(new SocketEffect.CloseSocket())
            .build(),
        new MockResponse.Builder()
            .body("[]")
            .onResponseBody(new SocketEffect.CloseSocket())
            .build());
  }

  @ParameterizedTest
  @MethodSource("temporaryFailures")
  void aRequestThatMayNotBeRepeatedIsSentOnce(MockResponse failure) {
    server.enqueue(failure).enqueue("[]");
    try (CheckpointClient client = patient(new Search(false))) {
      assertThatThrownBy(() -> client.list(JOB))
          .isInstanceOfSatisfying(CheckpointException.class, e -> {
            assertThat(e.attempts()).isEqualTo(1);
            assertThat(e.isTemporary()).isTrue();
          });
    }
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("temporaryFailures")
  void aSearchThatMayBeRepeatedIsRepeated(MockResponse failure) {
    server.enqueue(failure).enqueue("[]");
    try (CheckpointClient client = patient(new Search(true))) {
      assertThat(client.list(JOB)).isEmpty();
    }
    assertThat(server.requests())
        .hasSize(2)
        .allSatisfy(request -> assertThat(request.getMethod()).isEqualTo("POST"));
  }

  private CheckpointClient patient(Provider provider) {
    return CheckpointClient.builder()
        .provider(provider)
        .apiKey("lines", "lines-key-1")
        .baseUrl("lines", server.url("/"))
        .maxRetries(3)
        .time(new ManualTime())
        .build();
  }

  /** A provider whose decoder reads slowly. */
  private record Slow(Runnable meanwhile) implements Provider {
    @Override
    public ProviderInfo info() {
      return INFO;
    }

    @Override
    public Map<String, String> headers(Settings settings) {
      return Map.of();
    }

    @Override
    public ApiRequest<Page> checkpoints(JobRef job, PageRequest page) {
      return new ApiRequest<>("listCheckpoints", "runs", body -> {
        meanwhile.run();
        return new Page(List.of(Checkpoint.builder(job, body.text()).build()), List.of(), null);
      });
    }

    @Override
    public ApiRequest<Job> job(JobRef job) {
      throw new UnsupportedOperationException();
    }
  }

  private void assertThatDecodingEnds(
      ManualTime time, BiConsumer<CheckpointClient, ManualTime> meanwhile, Kind kind) {
    AtomicReference<CheckpointClient> decoding = new AtomicReference<>();
    try (CheckpointClient client = CheckpointClient.builder()
        .provider(new Slow(() -> meanwhile.accept(decoding.get(), time)))
        .baseUrl("lines", server.url("/"))
        .time(time)
        .build()) {
      decoding.set(client);
      assertThatThrownBy(() -> client.list(JOB))
          .isInstanceOfSatisfying(
              CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void decodingBeyondTheTimeForARequestIsATimeout() {
    Duration allowed = CallOptions.defaults().attemptTimeout();
    server.enqueue("a").enqueue("a");
    try (CheckpointClient client = client(new Slow(() -> {}))) {
      assertThat(client.list(JOB)).hasSize(1);
    }
    server.requests().clear();
    assertThatDecodingEnds(
        new ManualTime(), (client, time) -> time.advance(allowed.plusMillis(1)), Kind.TIMEOUT);
  }

  @Test
  void decodingEndsWhenTheClientIsClosed() {
    server.enqueue("a");
    assertThatDecodingEnds(new ManualTime(), (client, time) -> client.close(), Kind.CANCELLED);
  }

  @Test
  void decodingEndsWhenItsThreadIsInterrupted() {
    server.enqueue("a");
    assertThatDecodingEnds(
        new ManualTime(), (client, time) -> Thread.currentThread().interrupt(), Kind.CANCELLED);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aListHasAsManyItemsAsTheClientAllows() {
    Provider compatible = Providers.openAiCompatible(
        INFO, settings -> Map.of("X-Key", settings.require(Setting.API_KEY)));
    String two = "{\"data\":[{\"id\":\"b\"},{\"id\":\"a\"}],\"has_more\":false}";
    server.enqueue(two).enqueue(two);
    for (int items : new int[] {2, 1}) {
      try (CheckpointClient client = CheckpointClient.builder()
          .provider(compatible)
          .apiKey("lines", "lines-key-1")
          .baseUrl("lines", server.url("/"))
          .maxItems(items)
          .build()) {
        if (items == 2) {
          assertThat(client.list(JOB)).hasSize(2);
        } else {
          assertThatThrownBy(() -> client.list(JOB))
              .hasMessageContaining("the response has a list of more than 1 items");
        }
      }
    }
  }

  @Test
  void aProvidersExceptionIsABadResponseWithoutTheKey() {
    server.enqueue("{}");
    try (CheckpointClient client = client(new LineByLine("runs"))) {
      assertThatThrownBy(() -> client.job(JOB))
          .isInstanceOfSatisfying(CheckpointException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.BAD_RESPONSE);
            assertThat(e.job()).isEqualTo(JOB);
          })
          .hasMessageNotContaining("lines-key-1")
          .hasNoCause();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../v2/runs",
        "../secrets/",
        "../../runs",
        "..",
        "%2e%2e/secrets/",
        "x/../../secrets/"
      })
  void aPathOutsideTheBaseUrlIsNotRequested(String path) {
    try (CheckpointClient client = client(new LineByLine(path))) {
      assertThatThrownBy(() -> client.list(JOB))
          .isInstanceOfSatisfying(
              CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_REQUEST))
          .hasMessageContaining("would leave the base URL of Lines");
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aPathThatNamesAnotherHostStaysOnTheProvidersHost() {
    for (String path :
        List.of("//elsewhere.example/runs", "http://elsewhere.example/runs", "@x/y")) {
      server.enqueue("");
      try (CheckpointClient client = client(new LineByLine(path))) {
        assertThat(client.list(JOB)).isEmpty();
      }
    }
    assertThat(server.targets())
        .containsExactly(
            "/base/v1///elsewhere.example/runs",
            "/base/v1/http://elsewhere.example/runs",
            "/base/v1/@x/y");
  }

  @Test
  void anAbsolutePathIsRejected() {
    Provider provider = new LineByLine("/elsewhere.example/runs");
    try (CheckpointClient client = CheckpointClient.builder()
        .provider(provider)
        .apiKey("lines", "lines-key-1")
        .baseUrl("lines", server.url("/"))
        .build()) {
      assertThatThrownBy(() -> client.list(JOB)).hasMessageContaining("would leave");
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void openAiCompatibleProvidersAreADescriptionAndAHeader() {
    Provider compatible = Providers.openAiCompatible(
        INFO, settings -> Map.of("X-Key", settings.require(Setting.API_KEY)));
    server
        .enqueue("{\"data\":[{\"id\":\"b\",\"step_number\":20}],\"has_more\":true}")
        .enqueue("{\"data\":[{\"id\":\"a\",\"step_number\":10}],\"has_more\":false}");
    try (CheckpointClient client = client(compatible)) {
      assertThat(client.list(JOB)).extracting(Checkpoint::id).containsExactly("a", "b");
    }
    assertThat(server.targets().subList(0, 2))
        .containsExactly(
            "/base/v1/fine_tuning/jobs/run-1/checkpoints?limit=100",
            "/base/v1/fine_tuning/jobs/run-1/checkpoints?after=b&limit=100");
  }
}
