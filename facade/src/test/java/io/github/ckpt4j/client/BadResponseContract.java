package io.github.ckpt4j.client;

import static io.github.ckpt4j.CheckpointException.Kind.BAD_RESPONSE;
import static io.github.ckpt4j.CheckpointException.Kind.NETWORK;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.CheckpointException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A successful response that is not a list of checkpoints is an error, never an empty list. */
interface BadResponseContract extends ProviderFixture {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"data\":null,\"checkpoints\":null}",
        "{\"data\":{},\"checkpoints\":{}}",
        "{\"data\":\"\",\"checkpoints\":\"\"}",
        "{\"object\":\"fine_tuning.job\",\"id\":\"ftjob-1\",\"status\":\"running\"}",
      })
  default void jsonThatIsNotAListIsAPermanentBadResponse(String body) {
    server().enqueue(200, body, "x-request-id: req-1");
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(BAD_RESPONSE);
    assertThat(failure.isTemporary()).isFalse();
    assertThat(failure.status()).isEqualTo(200);
    assertThat(failure.requestId()).isEqualTo("req-1");
    assertThat(failure.job()).isEqualTo(job());
    assertThat(failure.attempts()).isEqualTo(1);
    assertThat(failure).hasMessageContaining("check the base URL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "null",
        "0",
        "true",
        "\"list\"",
        "<!DOCTYPE html><html><body>Sign in</body></html>",
        "upstream connect error",
        "{\"data\":[],\"checkpoints\":[]} trailing",
        "{\"data\":[",
      })
  default void incompleteJsonIsRetried(String body) {
    server().enqueue(body).enqueue(page(item()));
    assertThat(list()).hasSize(1);
    server().enqueue(body).enqueue(body).enqueue(body);
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(BAD_RESPONSE);
    assertThat(failure.isTemporary()).isTrue();
    assertThat(failure.status()).isEqualTo(200);
    assertThat(failure.attempts()).isEqualTo(3);
  }

  @Test
  default void everyPartOfAListIsABadResponse() {
    String whole = page(item());
    CheckpointClient once = client(builder -> builder.maxRetries(0));
    for (int length = 0; length < whole.length(); length += 7) {
      server().enqueue(whole.substring(0, length));
      CheckpointException failure = failure(once);
      assertThat(failure.kind()).as(whole.substring(0, length)).isEqualTo(BAD_RESPONSE);
      assertThat(failure.isTemporary()).as(whole.substring(0, length)).isTrue();
    }
  }

  @Test
  default void aResponseWithoutContentIsABadResponse() {
    server().enqueue(new MockResponse.Builder().code(204).build());
    CheckpointException failure = failure(client(builder -> builder.maxRetries(0)));
    assertThat(failure.kind()).isEqualTo(BAD_RESPONSE);
    assertThat(failure.status()).isEqualTo(204);
  }

  @Test
  default void bytesThatAreNotTextAreABadResponse() {
    String body = page(item().with(timeField(), "\"@\""));
    Buffer bytes = new Buffer();
    bytes.writeUtf8(body.substring(0, body.indexOf('@'))).writeByte(0xC3).writeByte(0x28);
    bytes.writeUtf8(body.substring(body.indexOf('@') + 1));
    server().enqueue(new MockResponse.Builder().body(bytes).build());
    assertThat(failure(client(builder -> builder.maxRetries(0))).kind()).isEqualTo(BAD_RESPONSE);
  }

  @Test
  default void aDuplicateListIsABadResponse() {
    String list = "\"" + listField() + "\":[" + item() + "]";
    server().enqueue("{\"new\":{\"a\":1}," + list + "," + list + "}");
    assertThat(failure().kind()).isEqualTo(BAD_RESPONSE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e99999999999", "-1.5E+99999999999", "1e-99999999999", "0e9993207910"})
  default void aNumberBeyondAnyRangeIsABadResponse(String number) {
    server().enqueue(page(item().with("new", number)));
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(BAD_RESPONSE);
    assertThat(failure.detail())
        .contains("the response has a number with an exponent that is too large");
  }

  @Test
  default void excessiveNestingIsABadResponse() {
    server()
        .enqueue(
            page(item().with("deep", "1").toString().replace(":1}", ":" + "[".repeat(100_000))));
    assertThat(failure(client(builder -> builder.maxRetries(0))).kind()).isEqualTo(BAD_RESPONSE);
  }

  @Test
  default void aTruncatedResponseIsANetworkError() {
    for (int attempt = 0; attempt < 3; attempt++) {
      server()
          .enqueue(new MockResponse.Builder()
              .body(page(item()))
              .onResponseBody(new SocketEffect.CloseSocket())
              .build());
    }
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(NETWORK);
    assertThat(failure.attempts()).isEqualTo(3);
    assertThat(failure.status()).isNull();
  }

  @Test
  default void everySpellingOfGzipIsRead() throws IOException {
    String body = page(item());
    Buffer two = new Buffer();
    two.writeAll(gzip(body.substring(0, 10)));
    two.writeAll(gzip(body.substring(10)));
    server()
        .enqueue(zipped(gzip(body), "gzip"))
        .enqueue(zipped(gzip(body), "X-GZIP"))
        .enqueue(zipped(gzip(body), "gzip, identity"))
        .enqueue(zipped(two, "gzip"))
        .enqueue(zipped(gzip(body).write(new byte[100]), "gzip"));
    for (int i = 0; i < 5; i++) {
      assertThat(list()).hasSize(1);
    }
    assertThat(server().requests())
        .hasSize(5)
        .allSatisfy(
            request -> assertThat(request.getHeaders().get("Accept-Encoding")).isEqualTo("gzip"));
  }

  private static MockResponse zipped(Buffer body, String encoding) {
    return new MockResponse.Builder()
        .body(body)
        .addHeader("Content-Encoding", encoding)
        .build();
  }

  private static Buffer gzip(String text) throws IOException {
    Buffer zipped = new Buffer();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped.outputStream())) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return zipped;
  }

  @Test
  default void aResponseMayBeAsLargeAsTheLimitButNotLarger() {
    String body = page(item());
    server().enqueue(body).enqueue(body);
    assertThat(client(builder -> builder.maxBodyBytes(body.length())).list(job()))
        .hasSize(1);
    CheckpointException failure =
        failure(client(builder -> builder.maxBodyBytes(body.length() - 1)));
    assertThat(failure.kind()).isEqualTo(BAD_RESPONSE);
    assertThat(failure.detail()).contains("more than " + (body.length() - 1) + " bytes");
    assertThat(server().requests()).hasSize(2);
  }
}
