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
import org.junit.jupiter.params.provider.ValueSource;

/** Maps each error response to its exception, in all the formats that servers use. */
interface ErrorContract extends ProviderFixture {
  @ParameterizedTest
  @CsvSource({
    "300, BAD_RESPONSE, Hint: check the base URL",
    "304, BAD_RESPONSE, Hint: check the base URL",
    "400, INVALID_REQUEST, ",
    "401, UNAUTHENTICATED, Hint: check the API key",
    "402, QUOTA_EXHAUSTED, billing",
    "403, PERMISSION_DENIED, Hint: use a key that may read this job",
    "404, NOT_FOUND, and the base URL",
    "405, UNSUPPORTED, ",
    "408, TIMEOUT, ",
    "409, CONFLICT, ",
    "410, NOT_FOUND, Hint: check the job's reference",
    "421, SERVER_ERROR, ",
    "422, INVALID_REQUEST, ",
    "425, SERVER_ERROR, ",
    "429, RATE_LIMITED, Hint: try again later",
    "500, SERVER_ERROR, ",
    "501, UNSUPPORTED, ",
    "502, SERVER_ERROR, ",
    "503, SERVER_ERROR, ",
    "504, SERVER_ERROR, ",
    "505, UNSUPPORTED, "
  })
  default void aStatusHasAKindOfError(int status, Kind kind, @Nullable String hint) {
    server().enqueue(status, "{\"message\":\"because\"}");
    CheckpointException failure = failure(client(builder -> builder.maxRetries(0)));
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.job()).isEqualTo(job());
    assertThat(failure.attempts()).isEqualTo(1);
    assertThat(failure).hasMessageStartingWith(job() + ": because (HTTP " + status);
    if (hint == null) {
      assertThat(failure.hint()).isNull();
    } else {
      assertThat(failure).hasMessageContaining(hint);
    }
  }

  @Test
  default void notFoundMentionsACustomBaseUrl() {
    server().enqueue(404, "{\"detail\":\"Not Found\"}");
    assertThat(failure())
        .hasMessageContaining(": Not Found (HTTP 404")
        .hasMessageContaining("the base URL (" + variable("base-url") + ")");
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
          # FastAPI: vLLM, LiteLLM, Nebius, Mistral
          {"detail":"No fine tuning job matches the given query."} | No fine tuning job matches the given query. | |
          {"detail":[{"type":"less_than_equal","loc":["query","limit"],"msg":"Input should be at most 50","input":"100"}]} | query.limit: Input should be at most 50 | |
          {"detail":[{"loc":["body",0,"n"],"msg":"one"},{"loc":["query","x"],"msg":"two"}]} | body.0.n: one; query.x: two | |
          {"detail":{"message":"nested","code":"deep"}} | nested | deep |
          {"detail":{"error":{"message":"nested twice"}}} | nested twice | |
          # RFC 9457, ASP.NET, Spring, NestJS, OAuth, GraphQL, Google
          {"type":"about:blank","title":"Unauthorized","status":401} | Unauthorized | |
          {"type":"about:blank","title":"Forbidden","status":403,"detail":"The key has expired"} | Forbidden: The key has expired | |
          {"title":"Invalid","errors":{"limit":["must be positive","must be a number"]}} | Invalid: limit: must be positive; must be a number | |
          {"timestamp":"2026-01-01","status":404,"error":"Not Found","message":"No such path","path":"/v1"} | No such path | |
          {"statusCode":400,"message":["limit must be a number","x is unknown"],"error":"Bad Request"} | limit must be a number; x is unknown | |
          {"error":"invalid_grant","error_description":"The token is old"} | The token is old | invalid_grant |
          {"errors":[{"message":"first","code":"E1"},{"message":"second"}]} | first; second | E1 |
          {"errors":["first","second"]} | first; second | |
          [{"error":{"code":404,"message":"Not here","status":"NOT_FOUND"}}] | Not here | 404 |
          {"code":401,"msg":"Wrong"} | Wrong | 401 |
          {"error":{"message":"m","code":"400","type":"None"}} | m | 400 |
          {"error":{"message":"m","code":"None"}} | m | |
          {"Message":"AWS","__type":"x"} | AWS | |
          {"errorMessage":"Lambda"} | Lambda | |
          {"Error":{"Code":"C","Message":"Capitals"},"RequestId":"r-1"} | Capitals | C | r-1
          {"ERROR":"Louder"} | Louder | |
          {"error-message":"Hyphens","error-code":7} | Hyphens | 7 |
          {"error":{"message":"m","code":"outer","details":[{"code":"inner"}]}} | m | outer |
          {"fault":{"faultstring":"Apigee","detail":{"errorcode":"a.b"}}} | Apigee | a.b |
          {"error":"Forbidden","details":"Not from here"} | Not from here | Forbidden |
          # XML: object stores, clouds
          <Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>R1</RequestId></Error> | Access Denied | AccessDenied | R1
          <?xml version="1.0"?> <Error xmlns="a:b"><Code>C</Code><Message>a &lt; <![CDATA[<b>]]></Message></Error> | a < <b> | C |
          <ErrorResponse xmlns="http://a/"><Error><Type>Sender</Type><Code>Throttling</Code><Message>Slower</Message></Error><RequestId>R2</RequestId></ErrorResponse> | Slower | Throttling | R2
          <Response><Errors><Error><Code>C</Code><Message>m</Message></Error></Errors><RequestID>R3</RequestID></Response> | m | C | R3
          <error><message>lower</message><code>7</code></error> | lower | 7 |
          <error>only text</error> | only text | |
          <UnknownOperationException/> | <UnknownOperationException/> | UnknownOperationException |
          <Error><Code>NoSuchKey</Code><Message>cut | cut | NoSuchKey |
          <!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><Error><Message>&e; &#65;&#x42;</Message></Error> | &e; AB | |
          <Error><Message>a</Wrong></Error> | a | |
          <class 'ValueError'> bad value | <class 'ValueError'> bad value | |
          <unknown> bad value | <unknown> bad value | |
          <not xml | <not xml | |
          # Anyone
          <html><body>502 Bad Gateway</body></html> | received an HTML page instead of an API response: a proxy, firewall or login page may be blocking the request | |
          {} | no reason given | |
          [] | no reason given | |
          [1] | [1] | |
          {"error":{},"message":" "} | {"error":{},"message":" "} | |
          {"fault":{"faultcode":7}} | {"fault":{"faultcode":7}} | |
          {"message": | {"message": | |
          """)
  default void findsTheReasonOfAnError(
      String body, String reason, @Nullable String code, @Nullable String requestId) {
    server().enqueue(404, body);
    CheckpointException failure = failure();
    assertThat(failure.detail()).isEqualTo(reason);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.requestId()).isEqualTo(requestId);
    assertThat(failure).hasMessageContaining(reason);
    if (code != null) {
      assertThat(failure).hasMessageContaining("code " + code);
    }
    if (requestId != null) {
      assertThat(failure).hasMessageContaining("request " + requestId);
    }
  }

  @Test
  default void unknownJsonIsShownTruncated() {
    server().enqueue(404, "{\"new\":\"" + "x".repeat(5000) + "\"}");
    assertThat(failure().detail()).hasSize(201).startsWith("{\"new\":\"xxx").endsWith("x…");
  }

  @ParameterizedTest
  @CsvSource({
    "401, BAD_RESPONSE, 1",
    "403, BAD_RESPONSE, 1",
    "404, BAD_RESPONSE, 1",
    "429, RATE_LIMITED, 3",
    "503, SERVER_ERROR, 3",
    "200, BAD_RESPONSE, 3"
  })
  default void anHtmlPageIsReportedWithoutTheKey(int status, Kind kind, int attempts) {
    String page = "<!DOCTYPE html>\n<html><head><title>Just a moment...</title></head></html>";
    for (int i = 0; i < 3; i++) {
      server().enqueue(status, page, "Content-Type: text/html", "cf-mitigated: challenge");
    }
    CheckpointException failure = failure();
    assertThat(failure.detail())
        .startsWith("received an HTML page titled 'Just a moment...' instead of an API response");
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.attempts()).isEqualTo(attempts);
    assertThat(failure.isTemporary()).isEqualTo(attempts > 1);
    assertThat(failure).hasMessageNotContaining("API key").hasMessageNotContaining("use a key");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          {"error":{"message":"Used up","type":"billing","code":"budget_exceeded"}} | Used up | budget_exceeded | QUOTA_EXHAUSTED | 1
          {"code":401,"msg":"Wrong key"} | Wrong key | 401 | UNAUTHENTICATED | 1
          {"status":"failure","message":"Something"} | Something | | BAD_RESPONSE | 1
          {"error":"Slow down","code":"rate_limit_exceeded"} | Slow down | rate_limit_exceeded | RATE_LIMITED | 3
          {"detail":"Broken"} | Broken | | BAD_RESPONSE | 1
          {"code":500,"msg":"Broken","success":false} | Broken | 500 | SERVER_ERROR | 3
          """)
  default void anErrorInASuccessIsAnError(
      String body, String reason, @Nullable String code, Kind kind, int attempts) {
    server().enqueue(body).enqueue(body).enqueue(body);
    CheckpointException failure = failure();
    assertThat(failure.detail()).isEqualTo(reason);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.status()).isEqualTo(200);
    assertThat(failure.attempts()).isEqualTo(attempts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "deflate", "gzip, br"})
  default void anEncodingThatWasNotRequestedIsNamed(String encoding) {
    server().enqueue(200, page(item()), "Content-Encoding: " + encoding);
    assertThat(failure().detail())
        .contains("content encoding '" + encoding.replace("gzip, ", "") + "'");
    server().enqueue(404, "x", "Content-Encoding: " + encoding);
    assertThat(failure().kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  default void anErrorMayGiveNoReason() {
    server().enqueue(404, "");
    assertThat(failure().detail()).isEqualTo("no reason given");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          # Amazon: 403 for a key as well as for a right; a type with its namespace
          403 | {"Message":"Authentication failed: Please make sure your API Key is valid."} | UNAUTHENTICATED
          403 | {"message":"Invalid API Key format: Must start with pre-defined prefix"} | UNAUTHENTICATED
          403 | {"message":"The security token included in the request is invalid."} | UNAUTHENTICATED
          403 | {"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"m"} | UNAUTHENTICATED
          403 | {"__type":"AccessDeniedException","message":"m"} | PERMISSION_DENIED
          403 | <ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>m</Message></Error></ErrorResponse> | UNAUTHENTICATED
          403 | <Error><Code>InvalidAccessKeyId</Code><Message>m</Message></Error> | UNAUTHENTICATED
          400 | <ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse> | RATE_LIMITED
          400 | <Error><Code>ExpiredToken</Code><Message>m</Message></Error> | UNAUTHENTICATED
          403 | {"message":"User x is not authorized to perform bedrock:GetJob"} | PERMISSION_DENIED
          400 | {"__type":"com.amazon.coral.service#ThrottlingException","message":"Rate exceeded"} | RATE_LIMITED
          400 | {"__type":"ServiceUnavailableException","message":"m"} | SERVER_ERROR
          400 | {"__type":"ValidationException","message":"m"} | INVALID_REQUEST
          # Google, OpenAI, gateways
          400 | {"error":{"code":400,"message":"API key not valid. Please pass a valid API key."}} | UNAUTHENTICATED
          400 | {"error":{"message":"m","code":"invalid_api_key"}} | UNAUTHENTICATED
          403 | {"detail":"Missing API key"} | UNAUTHENTICATED
          403 | {"error":{"message":"Your API key may not read this job"}} | PERMISSION_DENIED
          400 | {"error":{"message":"invalid token in 'after'","code":"invalid_page_token"}} | INVALID_REQUEST
          """)
  default void theReasonMayBeMoreSpecificThanTheStatus(int status, String body, Kind kind) {
    for (int i = 0; i < (kind.isTemporary() ? 3 : 1); i++) {
      server().enqueue(status, body);
    }
    assertThat(failure().kind()).isEqualTo(kind);
  }

  @Test
  default void aTypeOfErrorMayBeInAHeader() {
    for (int i = 0; i < 3; i++) {
      server()
          .enqueue(400, "{\"message\":\"m\"}", "x-amzn-ErrorType: ThrottlingException:http://a/b");
    }
    assertThat(failure().kind()).isEqualTo(Kind.RATE_LIMITED);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          [{"id":"ftckpt_5","message":"m"}]
          {"object":"fine_tuning.job","id":"ftjob-1","error":null}
          {"id":"ftjob-1","surprise":1}
          """)
  default void theIdOfAnythingElseIsNotThatOfTheRequest(String body) {
    server().enqueue(404, body);
    assertThat(failure().requestId()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "x-request-id",
    "request-id",
    "CF-RAY",
    "apim-request-id",
    "x-ms-request-id",
    "x-amzn-RequestId"
  })
  default void findsTheRequestIdInAHeader(String header) {
    server().enqueue(404, "{\"id\":\"in-the-body\"}", header + ": req-9");
    CheckpointException failure = failure();
    assertThat(failure.requestId()).isEqualTo("req-9");
    assertThat(failure).hasMessageContaining("request req-9");
  }

  @Test
  default void aLongOrMultilineReasonIsOneShortLineInTheMessage() {
    server().enqueue(404, "first\r\nsecond\u0007" + "x".repeat(5000));
    CheckpointException failure = failure();
    assertThat(failure.getMessage())
        .hasSizeLessThan(800)
        .contains("first second x")
        .doesNotContain("\n");
    assertThat(failure.detail()).hasSizeGreaterThan(5000);
  }

  @Test
  default void anEndlessErrorBodyIsNotReadCompletely() {
    server().enqueue(404, "y".repeat(1 << 20));
    assertThat(failure().detail()).hasSize(1 << 16);
  }

  @Test
  default void aTruncatedErrorBodyIsIgnored() {
    server()
        .enqueue(new MockResponse.Builder()
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
  default void aRejectedCertificateIsNotRetried(IOException broken, int attempts) {
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
    if (broken.getCause() instanceof CertificateException) {
      assertThat(failure)
          .hasMessageContaining("certificate is not trusted")
          .hasMessageContaining("-Djavax.net.ssl.trustStore=")
          .hasMessageContaining("-Djavax.net.ssl.trustStorePassword=");
    }
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
  default void aRedirectToAnotherOriginIsNotFollowed() {
    try (Server elsewhere = new Server()) {
      server().enqueue(307, "", "Location: " + elsewhere.url("/stolen"));
      CheckpointException failure = failure();
      assertThat(failure.kind()).isEqualTo(Kind.BAD_RESPONSE);
      assertThat(failure.detail()).startsWith("a redirect to http://").endsWith("was not followed");
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  @Test
  default void anUnreachableServerIsReported() {
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
        assertThat(failure.detail()).contains(variable(setting));
        assertThat(failure.attempts()).isZero();
      }
    }
    assertThat(server().requests()).isEmpty();
  }

  /** Every text of the error that somebody may see. */
  static String everythingIn(Throwable failure) {
    var text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text + Arrays.toString(failure.getSuppressed()) + Objects.toString(failure.getCause());
  }
}
