package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each refusal becomes, in whatever form the provider puts it. */
interface ErrorContract extends ProviderFixture {
  @ParameterizedTest
  @CsvSource({
    "300, BAD_RESPONSE, check the base URL",
    "304, BAD_RESPONSE, check the base URL",
    "400, INVALID_REQUEST, correct the request",
    "401, UNAUTHENTICATED, check the provider's API key",
    "402, QUOTA_EXHAUSTED, billing",
    "403, PERMISSION_DENIED, use a key that may read this job",
    "404, NOT_FOUND, check the job's reference",
    "405, UNSUPPORTED, cannot do that",
    "408, TIMEOUT, allow more time",
    "409, CONFLICT, try again",
    "410, NOT_FOUND, check the job's reference",
    "422, INVALID_REQUEST, correct the request",
    "429, RATE_LIMITED, try again later",
    "500, SERVER_ERROR, try again later",
    "501, UNSUPPORTED, cannot do that",
    "502, SERVER_ERROR, try again later",
    "503, SERVER_ERROR, try again later",
    "504, SERVER_ERROR, try again later",
    "505, UNSUPPORTED, cannot do that"
  })
  default void aStatusMeansAKindOfFailure(int status, Kind kind, String advice) {
    server().answer(status, "{\"message\":\"because\"}");
    CheckpointException failure = failure(client(builder -> builder.maxRetries(0)));
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.job()).isEqualTo(job());
    assertThat(failure.attempts()).isEqualTo(1);
    assertThat(failure)
        .hasMessageStartingWith(job() + ": because (HTTP " + status)
        .hasMessageContaining("What to do: ")
        .hasMessageContaining(advice);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          # Together AI, OpenAI
          {"id":"nT-1","error":{"message":"Invalid API key","type":"invalid_request_error","param":null,"code":"invalid_api_key"}} | Invalid API key | invalid_api_key | nT-1
          {"error":{"message":"Could not find fine tune: 123","type":"invalid_request_error","param":"fine_tune_id","code":"fine_tune_not_found"}} | Could not find fine tune: 123 | fine_tune_not_found |
          {"error":{"message":"No such job","type":"invalid_request_error","param":null,"code":null}} | No such job | |
          {"message":"Only a message"} | Only a message | |
          Service Unavailable | Service Unavailable | |
          # Portkey, from the provider behind it, from the gateway, hosted, and for an unknown path
          {"error":{"message":"openai error: bad","type":"t","param":null,"code":"c"},"provider":"openai"} | openai error: bad | c |
          {"status":"failure","message":"Portkey Error: Invalid API Key. Error Code: 03"} | Portkey Error: Invalid API Key. Error Code: 03 | |
          {"success":false,"data":{"message":"Not allowed","errorCode":"AB03"}} | Not allowed | AB03 |
          {"message":"Not Found","ok":false} | Not Found | |
          {"error":{"message":"Request exceeded the timeout","type":"timeout_error"}} | Request exceeded the timeout | |
          # Oxen.ai
          {"status":"error","status_message":"resource_not_found"} | resource_not_found | |
          {"status":"error","status_message":"bad_request","status_description":"No such branch"} | No such branch | |
          # Baseten
          {"code":"VALIDATION_ERROR","message":"nope"} | nope | VALIDATION_ERROR |
          {"error":"not found"} | not found | |
          {"code":404,"message":"numeric"} | numeric | 404 |
          # Anyone
          <html><body>502 Bad Gateway</body></html> | no reason given | |
          {} | no reason given | |
          [1] | [1] | |
          {"error":{},"message":"  "} | no reason given | |
          """)
  default void findsWhatARefusalSays(
      String body, String problem, @Nullable String code, @Nullable String requestId) {
    server().answer(404, body);
    CheckpointException failure = failure();
    assertThat(failure.detail()).isEqualTo(problem);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.requestId()).isEqualTo(requestId);
    assertThat(failure).hasMessageContaining(problem);
    if (code != null) {
      assertThat(failure).hasMessageContaining("code " + code);
    }
    if (requestId != null) {
      assertThat(failure).hasMessageContaining("request " + requestId);
    }
  }

  @Test
  default void aRefusalMaySayNothing() {
    server().answer(404, "");
    assertThat(failure().detail()).isEqualTo("no reason given");
  }

  @ParameterizedTest
  @CsvSource({
    "x-request-id",
    "x-portkey-trace-id",
    "x-portkey-request-id",
    "x-oxen-request-id",
    "CF-RAY"
  })
  default void findsTheRequestIdInAHeader(String header) {
    server().answer(404, "{\"id\":\"in-the-body\"}", header + ": req-9");
    CheckpointException failure = failure();
    assertThat(failure.requestId()).isEqualTo("req-9");
    assertThat(failure).hasMessageContaining("request req-9");
  }

  @Test
  default void aLongOrManyLinedReasonIsOneShortLineInTheMessage() {
    server().answer(404, "first\r\nsecond\u0007" + "x".repeat(5000));
    CheckpointException failure = failure();
    assertThat(failure.getMessage())
        .hasSizeLessThan(500)
        .contains("first second x")
        .doesNotContain("\n");
    assertThat(failure.detail()).hasSizeGreaterThan(5000);
  }

  @Test
  default void anEndlessReasonIsNotReadToItsEnd() {
    server().answer(404, "y".repeat(1 << 20));
    assertThat(failure().detail()).hasSize(1 << 16);
  }

  @Test
  default void aReasonThatBreaksOffIsAsGoodAsNone() {
    server()
        .answer(new MockResponse.Builder()
            .code(404)
            .setHeader("Content-Length", 5000)
            .onResponseBody(new SocketEffect.CloseSocket())
            .body("x".repeat(5000))
            .build());
    try (Lines log = Lines.of("io.github.ckpt4j")) {
      CheckpointException failure = failure();
      assertThat(failure.kind()).isEqualTo(Kind.NOT_FOUND);
      assertThat(failure.status()).isEqualTo(404);
      assertThat(log.lines())
          .anyMatch(line -> line.matches("the body of an error broke off: .*unexpected end.*"));
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.ErrorContract#brokenHandshakes")
  default void aRefusedCertificateIsNotTriedAgain(IOException broken, int attempts) {
    OkHttpClient distrustful = new OkHttpClient.Builder()
        .addInterceptor(chain -> {
          throw broken;
        })
        .build();
    CheckpointException failure = failure(client(builder -> builder.okHttpClient(distrustful)));
    assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
    assertThat(failure.isTemporary()).isEqualTo(attempts > 1);
    assertThat(failure.attempts()).isEqualTo(attempts);
    assertThat(failure).hasCause(broken);
  }

  static Stream<Arguments> brokenHandshakes() {
    IOException untrusted = new SSLHandshakeException("untrusted");
    untrusted.initCause(new CertificateException("unknown issuer"));
    return Stream.of(
        Arguments.of(untrusted, 1),
        Arguments.of(new SSLPeerUnverifiedException("another host"), 1),
        Arguments.of(new SSLHandshakeException("broken off"), 3));
  }

  @Test
  default void aRedirectElsewhereIsNotFollowed() {
    try (Server elsewhere = new Server()) {
      server().answer(307, "", "Location: " + elsewhere.url("/stolen"));
      CheckpointException failure = failure();
      assertThat(failure.kind()).isEqualTo(Kind.BAD_RESPONSE);
      assertThat(failure.detail()).startsWith("a redirect to http://").endsWith("was not followed");
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  @Test
  default void theFailureOfAnUnreachableServerSaysSo() {
    server().close();
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
    assertThat(failure.isTemporary()).isTrue();
    assertThat(failure.attempts()).isEqualTo(3);
    assertThat(failure.status()).isNull();
    assertThat(failure)
        .hasMessageContaining("check the connection")
        .hasRootCauseInstanceOf(ConnectException.class);
  }

  @Test
  default void aMissingKeyNamesItsVariable() {
    for (String setting : settings().keySet()) {
      if (setting.equals("api-key")) {
        CheckpointClient keyless =
            client(builder -> builder.set(job().provider(), setting, () -> null));
        CheckpointException failure = failure(keyless);
        assertThat(failure.kind()).isEqualTo(Kind.UNAUTHENTICATED);
        assertThat(failure.detail())
            .contains(job().provider().toUpperCase(Locale.ROOT) + "_API_KEY");
        assertThat(failure.attempts()).isZero();
      }
    }
    assertThat(server().requests()).isEmpty();
  }

  /** Every text that the failure would show to someone. */
  static String everythingIn(Throwable failure) {
    var text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text + Arrays.toString(failure.getSuppressed()) + Objects.toString(failure.getCause());
  }
}
