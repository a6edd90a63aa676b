package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Provider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;

/** An error response from any text: its status, its headers, an empty line, its body. */
record FuzzedResponse(Response response, String body) {
  private static final String KEY = HttpTargets.KEY;
  private static final HttpUrl URL = HttpUrl.get("https://api.example/v1/jobs/1");
  private static final Hints HINTS =
      new Hints(Providers.all().get(0).info(), new Request.Builder().url(URL).build());

  static final List<String> ERRORS = Stream.of(
          "{\"error\":{\"message\":\"bad\",\"type\":\"invalid_request_error\",\"code\":\"x\"}}",
          "{\"error\":\"invalid_grant\",\"error_description\":\"expired\"}",
          "{\"detail\":[{\"loc\":[\"query\",\"limit\"],\"msg\":\"too large\",\"type\":\"value_error\"}]}",
          "{\"detail\":\"Not Found\"}",
          "{\"title\":\"Bad\",\"status\":400,\"detail\":\"worse\",\"errors\":{\"a\":[\"b\",\"c\"]}}",
          "{\"errors\":[{\"message\":\"one\"},{\"message\":\"two\"}],\"request_id\":\"r\"}",
          "{\"status\":\"error\",\"status_message\":\"resource_not_found\",\"data\":{\"message\":\"m\"}}",
          "{\"code\":401,\"msg\":\"key " + KEY + "\",\"retry_after\":\"3\"}",
          "<!DOCTYPE html><html><head><title>502 " + KEY + "</title></head></html>",
          "plain text " + KEY,
          "[]",
          "")
      .flatMap(body -> Stream.of(
          "400\nX-Request-Id: r-1\n\n" + body,
          "429\nRetry-After: 3\nx-should-retry: true\n\n" + body,
          "200\nContent-Type: application/json\n\n" + body))
      .toList();

  static final List<String> WAITS = List.of(
      "429\nRetry-After: 3\n\n",
      "429\n\n{\"retry_after\":\"\u20283\"}",
      "503\nRetry-After: 0\nRetry-After-Ms: 1500\n\n{\"retry_after\":2.5}",
      "429\nRetry-After: Wed, 21 Oct 2026 07:28:00 GMT\nDate: Wed, 21 Oct 2026 07:27:00 GMT\n\n",
      "429\nx-ratelimit-remaining-requests: 0\nx-ratelimit-reset-requests: 6m0s\n\n",
      "429\nratelimit-remaining: 0\nratelimit-reset: 1792567680\n\n{\"error\":{\"retry_after_ms\":250}}");

  static final List<String> PIECES = List.of(
      "\n",
      "\n\n",
      "{",
      "}",
      "[",
      "]",
      "\"",
      ":",
      ",",
      "\\",
      "null",
      "true",
      "NaN",
      "-Infinity",
      "\"error\":",
      "\"errors\":",
      "\"detail\":",
      "\"message\":",
      "\"code\":",
      "\"type\":",
      "\"data\":",
      "\"retry_after\":",
      "\"retry_after_ms\":",
      "\"status\":",
      "\"title\":",
      "\"loc\":",
      "\"id\":",
      "Retry-After: ",
      "Retry-After-Ms: ",
      "Date: ",
      "x-ratelimit-remaining-requests: 0\n",
      "x-ratelimit-reset-requests: ",
      "Location: https://",
      "Content-Type: text/html\n",
      "0",
      "1",
      "-1",
      "0.0001",
      "604800",
      "604801",
      "1e309",
      "1e-400",
      "999999999999999999",
      "0x1p3",
      "1d",
      "6m0s",
      "Wed, 21 Oct 2026 07:28:00 GMT",
      "Thu, 01 Jan 1970 00:00:00 GMT",
      "Fri, 31 Dec 9999 23:59:59 GMT",
      "<title>",
      "</title>",
      "<html>",
      "insufficient_quota",
      "rate_limit_exceeded",
      "\u0085",
      "\u001b[31m",
      "\u202e",
      "\u2028",
      "\r",
      "\u0000",
      KEY,
      "%73k-canary-5f0e7d1c-never-to-be-seen",
      "x-should-retry: false\n",
      "200",
      "301",
      "407",
      "500");

  static FuzzedResponse of(String input) {
    int end = input.indexOf("\n\n");
    String[] head = (end < 0 ? input : input.substring(0, end)).split("\n", -1);
    Headers.Builder headers = new Headers.Builder();
    for (String line : List.of(head).subList(1, head.length)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, Math.max(colon, 0));
      if (name.matches("[A-Za-z0-9-]{1,60}")) {
        headers.addUnsafeNonAscii(
            name, line.substring(colon + 1).replaceAll("[\\r\\x00]", "").strip());
      }
    }
    int status = head[0].matches("[2-5]\\d\\d") ? Integer.parseInt(head[0]) : 429;
    Response response = new Response.Builder()
        .request(new Request.Builder().url(URL).build())
        .protocol(Protocol.HTTP_1_1)
        .code(status)
        .message("")
        .headers(headers.build())
        .build();
    return new FuzzedResponse(response, end < 0 ? "" : input.substring(end + 2));
  }

  /** The client's error for the response. */
  CheckpointException failure(Provider provider) {
    ErrorMapper errors = new ErrorMapper(provider, HINTS, STOPPED);
    try {
      return response.isSuccessful()
          ? errors.ofSuccess(
              response,
              new Body(new Buffer().writeUtf8(body), 0, Long.MAX_VALUE),
              CheckpointException.builder(Kind.BAD_RESPONSE, "the response is not a list")
                  .build())
          : errors.ofStatus(response, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static final Time STOPPED = new Time() {
    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public Instant now() {
      return Instant.parse("2026-10-21T07:27:30Z");
    }

    @Override
    public double random() {
      return 0;
    }

    @Override
    public void sleep(Duration duration, CountDownLatch awake) {}

    @Override
    public Runnable schedule(Duration delay, Runnable task) {
      return () -> {};
    }
  };
}
