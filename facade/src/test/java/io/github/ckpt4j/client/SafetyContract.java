package io.github.ckpt4j.client;

import static io.github.ckpt4j.CheckpointException.Kind.INVALID_REQUEST;
import static io.github.ckpt4j.CheckpointException.Kind.NETWORK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.JobRef;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks where credentials are sent. The value of every secret setting is {@link
 * ProviderFixture#KEY}.
 */
interface SafetyContract extends ProviderFixture {
  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  default void noRedirectTakesCredentialsToAnotherOrigin(int status) {
    try (Server elsewhere = new Server()) {
      server().enqueue(status, "", "Location: " + elsewhere.url(basePath() + listPath()));
      assertThat(failure()).hasMessageContaining("was not followed");
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  default void aRedirectWithinTheOriginIsFollowed(int status) {
    server().enqueue(status, "", "Location: /elsewhere?x=1").enqueue(page(item()));
    assertThat(list()).hasSize(1);
    assertThat(server().targets()).containsExactly(listTarget(), "/elsewhere?x=1");
    headers()
        .forEach((name, value) ->
            assertThat(server().requests().get(1).getHeaders().get(name)).isEqualTo(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://localhost:%d/", "http://127.0.0.1:%d/", "http://localhost.:%d/"})
  default void anotherSchemeOrNameIsAnotherOrigin(String elsewhere) {
    int port = HttpUrl.get(server().url("/")).port();
    server().enqueue(302, "", "Location: " + elsewhere.formatted(port)).enqueue(page());
    assertThat(failure()).hasMessageContaining("was not followed");
    assertThat(server().requests()).hasSize(1);
  }

  @Test
  default void circularRedirectsAreFollowedFiveTimes() {
    server().route(request -> Server.response(302, "", "Location: " + basePath() + listPath()));
    CheckpointException failure = failure();
    assertThat(failure.status()).isEqualTo(302);
    assertThat(failure.detail()).isEqualTo("the server redirects in a loop");
    assertThat(server().requests()).hasSize(6);
  }

  @Test
  default void noErrorShowsAKey() {
    for (int status : new int[] {400, 401, 429, 500}) {
      server()
          .enqueue(
              status,
              "{\"error\":{\"message\":\"bad " + KEY + "\",\"code\":\"" + KEY + "\"}}",
              "x-request-id: " + KEY);
      CheckpointException failure = failure(client(builder -> builder.maxRetries(0)));
      assertThat(ErrorContract.everythingIn(failure)).doesNotContain(KEY);
      assertThat(failure.detail()).isEqualTo("bad ***");
      assertThat(failure.code()).isEqualTo("***");
      assertThat(failure.requestId()).isEqualTo("***");
    }
  }

  @Test
  default void anUnreadableResponseDoesNotExposeTheKey() {
    for (String body : List.of(
        "{\"" + KEY + "\":", KEY, "{\"data\":\"" + KEY + "\",\"checkpoints\":\"" + KEY + "\"}")) {
      server().enqueue(body);
      assertThat(ErrorContract.everythingIn(failure())).doesNotContain(KEY);
    }
  }

  @Test
  default void noLogLineShowsAKey() {
    try (Lines log = Lines.of("io.github.ckpt4j")) {
      server()
          .enqueue(503, "{\"message\":\"" + KEY + "\"}", "x-request-id: " + KEY)
          .enqueue(404, KEY + "\nsecond line", "x-request-id: " + KEY)
          .enqueue(200, page(item()), "x-request-id: " + KEY, "Set-Cookie: session");
      failure();
      list();
      assertThat(log.lines())
          .hasSize(3)
          .allSatisfy(line -> assertThat(line).contains("GET " + server().url(listTarget())))
          .noneMatch(line -> line.contains(KEY) || line.contains("\n") || line.contains("session"));
      assertThat(log.lines().get(0)).contains("-> SERVER_ERROR: ***");
      assertThat(log.lines().get(2)).contains("-> 200 ").contains("x-request-id=***");
    }
  }

  @Test
  default void noToStringShowsAKey() {
    CheckpointClient client = client();
    assertThat(client.toString()).contains(job().provider()).doesNotContain(KEY);
    assertThat(client.providers().toString()).doesNotContain(KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "canary\r\nX-Evil: 1",
        "ca\nary",
        "ca\u0000ary",
        "ca\u007fary",
        "canarÿ",
        " canary",
        "canary\n"
      })
  default void anInvalidKeyIsRejectedWithoutARequest(String key) {
    CheckpointException failure = failure(client(builder -> builder.apiKey(job().provider(), key)));
    assertThat(failure.kind()).isEqualTo(INVALID_REQUEST);
    assertThat(failure.attempts()).isZero();
    assertThat(failure.detail()).contains(variable("api-key"), "printable ASCII");
    assertThat(ErrorContract.everythingIn(failure)).doesNotContain(key);
    assertThat(server().requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"..", ".", "a\r\nb", "a\u0000b", "a b", "a//b", "", "a/", "/a", "a\u2028b"})
  default void anInvalidIdIsNotAReference(String address) {
    assertThatThrownBy(() -> new JobRef(job().provider(), address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("A job's address ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%2e%2e",
        "%2E%2E%2Fx",
        "a?b=c",
        "a#b",
        "a\\..\\b",
        "a;b",
        "..;",
        "@evil.example",
        "a:b",
        "ü"
      })
  default void noSegmentOfAnIdLeavesItsPlaceInThePath(String id) {
    String[] parts = job().id().split("/");
    parts[parts.length - 1] = id;
    JobRef job = new JobRef(job().provider(), String.join("/", parts));
    server().enqueue(pageOf(job));
    CheckpointClient client = client();
    try {
      client.list(job);
    } catch (CheckpointException refused) {
      assertThat(refused.kind()).isEqualTo(INVALID_REQUEST);
      assertThat(server().requests()).isEmpty();
      return;
    }
    var asked = HttpUrl.get(server().url(server().onlyRequest().getTarget()));
    var usual = HttpUrl.get(server().url(listTarget()));
    assertThat(asked.pathSegments()).hasSameSizeAs(usual.pathSegments()).contains(id);
    assertThat(asked.encodedPath()).doesNotContain(";");
    assertThat(asked.query()).isEqualTo(usual.query());
  }

  @Test
  default void theKeyIsReadForEveryRequest() {
    Iterator<String> keys = List.of("long-key-1", "long-key-2", "long-key-3").iterator();
    CheckpointClient client =
        client(builder -> builder.set(job().provider(), "api-key", keys::next));
    server().enqueue(500, "").enqueue(page()).enqueue(page());
    client.list(job());
    client.list(job());
    for (int i = 0; i < 3; i++) {
      int number = i + 1;
      assertThat(server().requests().get(i).getHeaders())
          .as("request " + number)
          .anySatisfy(header -> assertThat(header.getSecond()).endsWith("key-" + number));
    }
  }

  @Test
  default void plainHttpToAnotherHostIsRejectedUnlessAllowed() {
    CheckpointClient client = client(
        builder -> builder.baseUrl(job().provider(), "http://models.invalid/v1").maxRetries(0));
    CheckpointException failure = failure(client);
    assertThat(failure.kind()).isEqualTo(INVALID_REQUEST);
    assertThat(failure.attempts()).isZero();
    assertThat(failure)
        .hasMessageContaining("unencrypted to models.invalid")
        .hasMessageContaining("--allow-plain-http");
    CheckpointClient allowed = client(builder -> builder
        .baseUrl(job().provider(), "http://models.invalid/v1")
        .allowPlainHttp()
        .maxRetries(0));
    assertThat(failure(allowed).kind()).isEqualTo(NETWORK);
  }

  @Test
  default void aKeyTooShortToRedactIsOnlySentToLoopback() {
    CheckpointException failure = failure(client(builder -> builder
        .baseUrl(job().provider(), "https://models.invalid/v1")
        .apiKey(job().provider(), "none")));
    assertThat(failure.kind()).isEqualTo(INVALID_REQUEST);
    assertThat(failure)
        .hasMessageContaining("fewer than 8 characters")
        .hasMessageNotContaining("none");
    server().enqueue(page());
    client(builder -> builder.apiKey(job().provider(), "none")).list(job());
    assertThat(server().requests()).hasSize(1);
  }

  @Test
  default void theUserAgentNamesTheVersion() {
    server().enqueue(page());
    list();
    assertThat(server().onlyRequest().getHeaders().get("User-Agent"))
        .matches("ckpt4j/\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
  }

  @Test
  default void itsVariablesConfigureIt() {
    CheckpointClient fromVariables = client(unused ->
        CheckpointClient.builder().time(time()).options(options()).environment(environment()));
    server().enqueue(page(item()));
    assertThat(fromVariables.list(job())).hasSize(1);
    var request = server().onlyRequest();
    headers()
        .forEach((name, value) -> assertThat(request.getHeaders().get(name)).isEqualTo(value));
  }

  /** The {@link ProviderFixture#settings} by environment variable, and the server's address. */
  Map<String, String> variables();

  private Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(variables());
    all.put(variable("base-url"), server().url(basePath()));
    all.put("SOMETHING_ELSE", "1");
    return all;
  }
}
