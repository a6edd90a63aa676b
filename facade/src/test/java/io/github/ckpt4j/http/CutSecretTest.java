package io.github.ckpt4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ResponseBody;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server repeats the key anywhere in a response, and every resulting message is cut. */
final class CutSecretTest {
  private static final String KEY = HttpTargets.KEY;
  private static final Redactor REDACTOR = new Redactor(List.of(KEY));
  private static final List<String> PROTOCOLS = List.of("openai", "together", "oxen", "baseten");
  private static final int READ = 64 * 1024;

  /** All places where a key is cut: names at 60 characters, texts at 200, messages at 500. */
  private static final List<Integer> PLACES = Stream.of(60, 200, 500)
      .flatMap(cut -> IntStream.rangeClosed(cut - 85, cut + 5).boxed())
      .filter(place -> place >= 0)
      .toList();

  private static final HttpUrl URL = HttpUrl.get("https://api.example/v1/jobs/1");

  /** Responses with @ in place of some padding and the key. */
  private static final List<String> FORMS = List.of(
      "400 {\"x\":\"@\"}",
      "400 {\"@\":\"x\"}",
      "400 [\"@\"]",
      "400 {\"error\":{\"message\":\"@\"}}",
      "400 {\"error\":\"bad\",\"error_description\":\"@\"}",
      "400 {\"detail\":[{\"loc\":[\"@\"],\"msg\":\"@\"}]}",
      "400 {\"message\":\"bad\",\"code\":\"@\",\"request_id\":\"@\"}",
      "400 {\"x\":\"@",
      "400 @",
      "400 <html><title>@</title>",
      "200 <html><title>@</title>",
      "200 {\"x\":\"@\"}",
      "200 {\"@\":1,\"@\":2}",
      "200 {\"error\":{\"message\":\"@\"}}",
      "200 {\"message\":\"@\"}",
      "200 {\"status\":\"@\",\"checkpoints\":[]}",
      "200 {\"object\":\"@\",\"data\":[]}",
      "200 {\"object\":\"list\",\"data\":[{\"@\":1,\"@\":2}]}",
      "200 {\"object\":\"list\",\"data\":[{\"fine_tuning_job_id\":\"@\",\"id\":\"x\"}]}",
      "200 {\"data\":[{\"metrics\":{\"@\":{\"@\":[}}}]}",
      "200 \"@\"",
      "200 @");

  static Stream<String> forms() {
    return FORMS.stream();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void noMessageShowsAPartOfTheKeyWhereverItIsCut(String form) throws IOException {
    int failures = 0;
    for (String key : List.of(KEY, KEY.replace("-", "\\u002d"))) {
      for (int place : PLACES) {
        for (Provider provider : providers(form, place)) {
          failures += unseenFailures(form, place, key, provider);
        }
      }
    }
    assertThat(failures).isGreaterThanOrEqualTo(PLACES.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"400 @", "400 {\"error\":{\"message\":\"@\"}}", "200 {\"x\":\"@\"}"})
  void noMessageShowsAPartOfTheKeyWhereReadingEndsInIt(String form) throws IOException {
    int failures = 0;
    for (int place = READ - form.length() - KEY.length(); place < READ + 2; place++) {
      failures += unseenFailures(form, place, KEY, Providers.all().get(0));
    }
    assertThat(failures).isGreaterThan(KEY.length());
  }

  /** For lists, one of each protocol, as their decoders differ; else each in turn. */
  private static List<Provider> providers(String form, int place) {
    List<Provider> all = Providers.all();
    return form.startsWith("200")
        ? all.stream().filter(each -> PROTOCOLS.contains(each.info().name())).toList()
        : List.of(all.get(place % all.size()));
  }

  /** The number of failures, none of which showed the key. */
  private static int unseenFailures(String form, int place, String key, Provider provider)
      throws IOException {
    String body = form.substring(4).replace("@", "x".repeat(place) + key);
    Optional<CheckpointException> failure =
        failure(Integer.parseInt(form.substring(0, 3)), body, provider);
    failure.ifPresent(CutSecretTest::assertUnseen);
    return failure.isPresent() ? 1 : 0;
  }

  private static void assertUnseen(CheckpointException failure) {
    CheckpointException safe = REDACTOR.redact(failure);
    for (Object text :
        Stream.of(safe, safe.detail(), safe.code(), safe.requestId()).toArray()) {
      assertThat(Unescaped.of(String.valueOf(text))).doesNotContain(KEY.substring(0, 6));
    }
  }

  /** The client's error for the response; empty if it is a valid list for this provider. */
  private static Optional<CheckpointException> failure(int status, String body, Provider provider)
      throws IOException {
    Response response = new Response.Builder()
        .request(new Request.Builder().url(URL).build())
        .protocol(Protocol.HTTP_1_1)
        .code(status)
        .message("")
        .headers(Headers.of())
        .build();
    Hints hints = new Hints(provider.info(), response.request());
    ErrorMapper errors = new ErrorMapper(provider, hints, FuzzedResponse.STOPPED);
    if (status != 200) {
      String start = body.substring(0, Math.min(READ, body.length()));
      return Optional.of(errors.ofStatus(response, start));
    }
    Body whole = new Body(new Buffer().writeUtf8(body), 0, Long.MAX_VALUE);
    RuntimeException unreadable = unreadable(whole, provider);
    return unreadable == null
        ? Optional.empty()
        : Optional.of(errors.ofSuccess(response, whole, unreadable));
  }

  private static @Nullable RuntimeException unreadable(Body body, Provider provider)
      throws IOException {
    JobRef job = new JobRef(provider.info().name(), provider.info().jobIdExample());
    ApiRequest<?> request = provider.checkpoints(job, PageRequest.first());
    try {
      request.decoder().decode(new ResponseBody() {
        @Override
        public Reader reader() {
          return body.text(() -> {});
        }

        @Override
        public int maxItems() {
          return 1_000;
        }
      });
    } catch (RuntimeException e) {
      return e;
    }
    return null;
  }
}
