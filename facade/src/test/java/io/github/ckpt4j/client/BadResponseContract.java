package io.github.ckpt4j.client;

import static io.github.ckpt4j.CheckpointException.Kind.BAD_RESPONSE;
import static io.github.ckpt4j.CheckpointException.Kind.NETWORK;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.CheckpointException;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A success that is no list of checkpoints is an error, never an empty list. */
interface BadResponseContract extends ProviderFixture {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "null",
        "{}",
        "[]",
        "0",
        "true",
        "\"list\"",
        "<!DOCTYPE html><html><body>Sign in</body></html>",
        "upstream connect error",
        "{\"data\":null,\"checkpoints\":null}",
        "{\"data\":{},\"checkpoints\":{}}",
        "{\"data\":\"\",\"checkpoints\":\"\"}",
        "{\"object\":\"fine_tuning.job\",\"id\":\"ftjob-1\",\"status\":\"running\"}",
        "{\"data\":[],\"checkpoints\":[]} trailing",
      })
  default void aSuccessThatIsNoListIsABadResponse(String body) {
    server().answer(200, body, "x-request-id: req-1");
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(BAD_RESPONSE);
    assertThat(failure.isTemporary()).isFalse();
    assertThat(failure.status()).isEqualTo(200);
    assertThat(failure.requestId()).isEqualTo("req-1");
    assertThat(failure.job()).isEqualTo(job());
    assertThat(failure.attempts()).isEqualTo(1);
    assertThat(failure).hasMessageContaining("check the base URL");
  }

  @Test
  default void everyPartOfAListIsABadResponse() {
    String whole = page(item());
    for (int length = 0; length < whole.length(); length += 7) {
      server().answer(whole.substring(0, length));
      assertThat(failure().kind()).as(whole.substring(0, length)).isEqualTo(BAD_RESPONSE);
    }
  }

  @Test
  default void anAnswerWithoutContentIsABadResponse() {
    server().answer(new MockResponse.Builder().code(204).build());
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(BAD_RESPONSE);
    assertThat(failure.status()).isEqualTo(204);
  }

  @Test
  default void bytesThatAreNoTextAreABadResponse() {
    String body = page(item().with("created_at", "\"@\""));
    Buffer bytes = new Buffer();
    bytes.writeUtf8(body.substring(0, body.indexOf('@'))).writeByte(0xC3).writeByte(0x28);
    bytes.writeUtf8(body.substring(body.indexOf('@') + 1));
    server().answer(new MockResponse.Builder().body(bytes).build());
    assertThat(failure().kind()).isEqualTo(BAD_RESPONSE);
  }

  @Test
  default void aListThatIsThereTwiceIsABadResponse() {
    String list = "\"" + listField() + "\":[" + item() + "]";
    server().answer("{\"new\":{\"a\":1}," + list + "," + list + "}");
    assertThat(failure().kind()).isEqualTo(BAD_RESPONSE);
  }

  @Test
  default void nestingWithoutEndIsABadResponse() {
    server()
        .answer(
            page(item().with("deep", "1").toString().replace(":1}", ":" + "[".repeat(100_000))));
    assertThat(failure().kind()).isEqualTo(BAD_RESPONSE);
  }

  @Test
  default void anAnswerThatBreaksOffIsAFailureOfTheNetwork() {
    for (int attempt = 0; attempt < 3; attempt++) {
      server()
          .answer(new MockResponse.Builder()
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
  default void anAnswerMayBeAsLargeAsAllowedAndNoLarger() {
    String body = page(item());
    server().answer(body).answer(body);
    assertThat(client(builder -> builder.maxBodyBytes(body.length())).list(job()))
        .hasSize(1);
    CheckpointException failure =
        failure(client(builder -> builder.maxBodyBytes(body.length() - 1)));
    assertThat(failure.kind()).isEqualTo(BAD_RESPONSE);
    assertThat(failure.detail()).contains("more than " + (body.length() - 1) + " bytes");
    assertThat(server().requests()).hasSize(2);
  }
}
