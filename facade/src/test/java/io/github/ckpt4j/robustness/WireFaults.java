package io.github.ckpt4j.robustness;

import static io.github.ckpt4j.robustness.WireFault.badBody;
import static io.github.ckpt4j.robustness.WireFault.harmless;
import static io.github.ckpt4j.robustness.WireFault.harmlessBody;
import static io.github.ckpt4j.robustness.WireFault.lasting;
import static io.github.ckpt4j.robustness.WireFault.notJson;
import static io.github.ckpt4j.robustness.WireFault.passing;
import static io.github.ckpt4j.robustness.WireFault.slow;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.robustness.FaultServer.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Everything that is made to go wrong, by what goes wrong in it. */
final class WireFaults {
  private static final String JSON = "Content-Type: application/json";
  private static final byte[] BOMB = WireSample.bomb();

  private WireFaults() {}

  static Map<String, List<WireFault>> all() {
    Map<String, List<WireFault>> all = new LinkedHashMap<>();
    all.put("Connection", ConnectFaults.faults());
    all.put("Connection lost", connectionLost());
    all.put("Time", time());
    all.put("Framing", framing());
    all.put("Compression", compression());
    all.put("Content", content());
    all.put("Wrong JSON type", wrongTypes());
    all.put("Informational and redirects", redirects());
    all.put("Refused requests", refused());
    all.put("Rate limits", rateLimits());
    all.put("Servers in trouble", serverErrors());
    all.put("Bodies of errors", errorBodies());
    all.put("TLS and HTTP/2", TlsFaults.faults());
    all.put("Proxies", Proxies.faults());
    return all;
  }

  private static List<WireFault> connectionLost() {
    return List.of(
        passing(
            "reset before the request is read",
            Kind.NETWORK,
            stage -> stage.handle(connection -> {
              if (stage.isAtFault()) {
                connection.reset();
              } else {
                stage.right(connection, connection.readRequest());
              }
            })),
        passing("reset before headers", Kind.NETWORK, (connection, stage) -> connection.reset()),
        passing("closed before headers", Kind.NETWORK, (connection, stage) -> {}),
        passing("reset inside the status line", Kind.NETWORK, sent("HTTP/1.1 2", true)),
        passing(
            "reset inside headers",
            Kind.NETWORK,
            sent("HTTP/1.1 200 OK\r\nContent-Type: applica", true)),
        passing(
            "closed inside headers",
            Kind.NETWORK,
            sent("HTTP/1.1 200 OK\r\nContent-Type: applica", false)),
        passing(
            "reset after headers",
            Kind.NETWORK,
            sent(WireSample.head("200 OK", "Content-Length: 500"), true)),
        passing("reset inside the body", Kind.NETWORK, (connection, stage) -> {
          connection.write(half(WireSample.ok(stage.subject.lastAnswer())));
          connection.reset();
        }),
        harmless("reset after the body", (connection, stage) -> {
          connection.write(WireSample.ok(stage.subject.lastAnswer(), "Connection: close"));
          connection.stall();
          connection.reset();
        }),
        new WireFault(
            "reset of a kept connection, which OkHttp replaces by itself",
            stage -> stage.handle(connection -> {
              while (true) {
                String request = connection.readRequest();
                if (stage.isAtFault()) {
                  connection.reset();
                  return;
                }
                connection.write(WireSample.ok(stage.answer(request)));
              }
            }),
            Outcome.listed(2),
            Outcome.failed(Kind.NETWORK, 3)));
  }

  private static List<WireFault> time() {
    return List.of(
        slow("no answer", (connection, stage) -> connection.stall()),
        slow("stall inside headers", (connection, stage) -> {
          connection.write("HTTP/1.1 200 OK\r\nContent-Ty");
          connection.stall();
        }),
        slow("stall after headers", (connection, stage) -> {
          connection.write(WireSample.head("200 OK", JSON, "Content-Length: 500"));
          connection.stall();
        }),
        slow("stall inside the body", (connection, stage) -> {
          connection.write(half(WireSample.ok(stage.subject.lastAnswer())));
          connection.stall();
        }),
        slow(
            "slow drip of headers",
            (connection, stage) -> connection.drip(
                WireSample.bytes(WireSample.head("200 OK", "X-Slow: " + "x".repeat(1000))))),
        slow("slow drip of the body", (connection, stage) -> {
          connection.write(WireSample.head("200 OK", JSON, "Content-Length: 5000"));
          connection.drip(WireSample.bytes(" ".repeat(5000)));
        }));
  }

  private static List<WireFault> framing() {
    return List.of(
        passing(
            "body shorter than its Content-Length",
            Kind.NETWORK,
            (connection, stage) ->
                connection.write(half(WireSample.ok(stage.subject.lastAnswer())))),
        badEnd(
            "body cut, without a length",
            (connection, stage) ->
                connection.write(WireSample.head("200 OK", JSON, "Connection: close")
                    + half(stage.subject.lastAnswer()))),
        badEnd("Content-Length shorter than the body", (connection, stage) -> {
          String body = stage.subject.lastAnswer();
          connection.write(
              WireSample.head("200 OK", JSON, "Content-Length: " + body.length() / 2) + body);
        }),
        harmless(
            "no length, closed at the end",
            (connection, stage) -> connection.write(
                WireSample.head("200 OK", JSON, "Connection: close") + stage.subject.lastAnswer())),
        harmless(
            "Content-Length that is no number",
            (connection, stage) ->
                connection.write(WireSample.head("200 OK", JSON, "Content-Length: many")
                    + stage.subject.lastAnswer())),
        harmless("chunks with extensions and trailers", (connection, stage) -> {
          String body = stage.subject.lastAnswer();
          connection.write(WireSample.head("200 OK", JSON, "Transfer-Encoding: chunked")
              + WireSample.chunk(half(body)).replaceFirst("\r\n", ";name=value\r\n")
              + WireSample.chunk(body.substring(half(body).length()))
              + "0\r\nX-Trailer: x\r\n\r\n");
        }),
        chunked("chunks without an end", body -> WireSample.chunk(body)),
        chunked("chunk cut", body -> half(WireSample.chunk(body))),
        chunked("chunk size that is no number", body -> "zz\r\n" + body + "\r\n0\r\n\r\n"),
        chunked("chunk size below zero", body -> "-5\r\n" + body + "\r\n0\r\n\r\n"),
        chunked("chunk size beyond any", body -> "ffffffffffffffffff\r\n" + body),
        badEnd(
            "chunk longer than its size",
            (connection, stage) ->
                connection.write(WireSample.head("200 OK", JSON, "Transfer-Encoding: chunked")
                    + "5\r\n"
                    + stage.subject.lastAnswer()
                    + "\r\n0\r\n\r\n")),
        passing(
            "status line that is none", Kind.NETWORK, sent("SSH-2.0-OpenSSH_9.2\r\n\r\n", false)),
        passing(
            "body without any headers",
            Kind.NETWORK,
            (connection, stage) -> connection.write(stage.subject.lastAnswer())),
        passing("headers without end", Kind.NETWORK, (connection, stage) -> {
          connection.write("HTTP/1.1 200 OK\r\n");
          for (int i = 0; i < 2000; i++) {
            connection.write("X-" + i + ": " + "x".repeat(1000) + "\r\n");
          }
        }),
        passing(
            "204 with a body",
            Kind.NETWORK,
            (connection, stage) ->
                connection.write(WireSample.answer("204 No Content", stage.subject.lastAnswer()))));
  }

  private static List<WireFault> compression() {
    return List.of(
        harmless(
            "gzip",
            (connection, stage) ->
                zipped(connection, WireSample.gzip(WireSample.bytes(stage.subject.lastAnswer())))),
        passing(
            "gzip that is none",
            Kind.NETWORK,
            (connection, stage) ->
                zipped(connection, WireSample.bytes(stage.subject.lastAnswer()))),
        passing("gzip cut", Kind.NETWORK, (connection, stage) -> {
          byte[] whole = WireSample.gzip(WireSample.bytes(stage.subject.lastAnswer()));
          zipped(connection, java.util.Arrays.copyOf(whole, whole.length - 20));
        }),
        passing("gzip with a wrong checksum", Kind.NETWORK, (connection, stage) -> {
          byte[] whole = WireSample.gzip(WireSample.bytes(stage.subject.lastAnswer()));
          whole[whole.length - 6] ^= 1;
          zipped(connection, whole);
        }),
        lasting(
            "gzip bomb of 1 GB",
            Kind.BAD_RESPONSE,
            (connection, stage) -> zipped(connection, BOMB)),
        lasting("body of 1 GB", Kind.BAD_RESPONSE, (connection, stage) -> {
          connection.write(WireSample.head("200 OK", JSON, "Content-Length: 1073741824"));
          flood(connection, "         ");
        }),
        lasting("body of 1 GB in chunks", Kind.BAD_RESPONSE, (connection, stage) -> {
          connection.write(WireSample.head("200 OK", JSON, "Transfer-Encoding: chunked"));
          flood(connection, WireSample.chunk(" ".repeat(1000)));
        }));
  }

  private static List<WireFault> content() {
    List<WireFault> faults = new ArrayList<>(List.of(
        harmless("Content-Type of HTML, the list in it", typed("text/html")),
        harmless("Content-Type of another charset", typed("application/json; charset=utf-16")),
        harmless("Content-Type that is none", typed(";;;")),
        harmless("no Content-Type", (connection, stage) -> {
          String body = stage.subject.lastAnswer();
          connection.write(
              WireSample.head("200 OK", "Content-Length: " + WireSample.bytes(body).length) + body);
        }),
        notJson("HTML", subject -> "<!DOCTYPE html><html><body>Sign in</body></html>"),
        notJson("plain text", subject -> "upstream connect error"),
        notJson("empty body", subject -> ""),
        notJson("blanks", subject -> " \r\n\t "),
        passing(
            "204 No Content",
            Kind.BAD_RESPONSE,
            (connection, stage) -> connection.write(WireSample.head("204 No Content"))),
        passing(
            "205 Reset Content",
            Kind.BAD_RESPONSE,
            (connection, stage) ->
                connection.write(WireSample.head("205 Reset Content", "Content-Length: 0"))),
        notJson("`null`", subject -> "null"),
        notJson("two documents", subject -> subject.lastAnswer() + subject.lastAnswer()),
        notJson("the list and garbage", subject -> subject.lastAnswer() + "]"),
        badBody("the list under its name twice", subject -> {
          String body = subject.lastAnswer().stripTrailing();
          return body.substring(0, body.length() - 1) + ",\"" + subject.listField() + "\":[]}";
        }),
        badBody(
            "a field of an item twice",
            subject -> subject
                .lastAnswer()
                .replace("\"created_at\":", "\"created_at\":\"then\",\"created_at\":")),
        notJson("10,000 arrays in each other", subject -> "[".repeat(10_000) + "]".repeat(10_000)),
        notJson(
            "10,000 objects in each other, in an unknown field",
            subject -> "{\"x\":" + "{\"x\":".repeat(10_000) + "1" + "}".repeat(10_001)),
        notJson("10,000 opened arrays", subject -> "[".repeat(10_000)),
        passing(
            "invalid UTF-8",
            Kind.BAD_RESPONSE,
            (connection, stage) -> bytes(
                connection,
                WireSample.join(
                    WireSample.bytes("{\"x\":\""),
                    new byte[] {(byte) 0xc3, 0x28},
                    WireSample.bytes("\"," + stage.subject.lastAnswer().substring(1))))),
        passing(
            "UTF-16",
            Kind.BAD_RESPONSE,
            (connection, stage) ->
                bytes(connection, stage.subject.lastAnswer().getBytes(StandardCharsets.UTF_16))),
        harmlessBody("byte order mark", subject -> "\ufeff" + subject.lastAnswer()),
        harmlessBody(
            "unknown fields",
            subject -> "{\"x\":[{\"y\":null}]," + subject.lastAnswer().substring(1))));
    return faults;
  }

  /** Every kind of value in the place of the whole, the list, an item and what an item is known by. */
  private static List<WireFault> wrongTypes() {
    Map<String, String> kinds = new LinkedHashMap<>();
    kinds.put("null", "null");
    kinds.put("a number", "7");
    kinds.put("a text", "\"x\"");
    kinds.put("a boolean", "true");
    kinds.put("an array", "[1]");
    kinds.put("an object", "{\"x\":1}");
    List<WireFault> faults = new ArrayList<>();
    kinds.forEach((kind, json) -> {
      if (!kind.equals("null")) {
        boolean whole = json.startsWith("[") || json.startsWith("{");
        String name = kind + " instead of everything";
        faults.add(whole ? badBody(name, subject -> json) : notJson(name, subject -> json));
      }
      faults.add(badBody(
          kind + " instead of the list",
          subject -> changed(
              subject,
              (page, first) -> page.add(subject.listField(), JsonParser.parseString(json)))));
      faults.add(badBody(
          kind + " instead of a checkpoint",
          subject -> changed(
              subject,
              (page, first) ->
                  page.getAsJsonArray(subject.listField()).set(0, JsonParser.parseString(json)))));
      if (kind.equals("null") || kind.equals("an array") || kind.equals("an object")) {
        faults.add(badBody(
            kind + " instead of a checkpoint's identity",
            subject -> changed(
                subject,
                (page, first) -> subject
                    .identity()
                    .forEach(field -> first.add(field, JsonParser.parseString(json))))));
        if (!kind.equals("null")) {
          faults.add(badBody(
              kind + " instead of a time",
              subject -> changed(
                  subject,
                  (page, first) -> first.add("created_at", JsonParser.parseString(json)))));
        }
      }
    });
    faults.add(badBody(
        "no list", subject -> changed(subject, (page, first) -> page.remove(subject.listField()))));
    faults.add(badBody(
        "no identity",
        subject -> changed(subject, (page, first) -> subject.identity().forEach(first::remove))));
    faults.add(badBody(
        "a job instead of its list",
        subject -> "{\"object\":\"fine_tuning.job\",\"id\":\"ftjob-1\",\"status\":\"succeeded\"}"));
    return faults;
  }

  private static List<WireFault> redirects() {
    List<WireFault> faults = new ArrayList<>(List.of(
        harmless("100 Continue first", early(WireSample.head("100 Continue"))),
        harmless("102 Processing first", early(WireSample.head("102 Processing"))),
        harmless("103 Early Hints first", early(WireSample.head("103 Early Hints", "Link: </x>"))),
        harmless(
            "103 Early Hints twice",
            early(WireSample.head("103 Early Hints") + WireSample.head("103 Early Hints"))),
        lasting(
            "101 Switching Protocols",
            Kind.BAD_RESPONSE,
            (connection, stage) -> connection.write(
                WireSample.head("101 Switching Protocols", "Upgrade: x", "Connection: Upgrade"))),
        lasting("304 Not Modified", Kind.BAD_RESPONSE, ""),
        lasting("305 Use Proxy", Kind.BAD_RESPONSE, ""),
        lasting("306", Kind.BAD_RESPONSE, ""),
        lasting(
            "302, `Location` that is none",
            Kind.BAD_RESPONSE,
            (connection, stage) ->
                connection.write(WireSample.answer("302 Found", "", "Location: http://[")))));
    for (int status : new int[] {300, 301, 302, 303, 307, 308}) {
      faults.add(new WireFault(
          status + " to the same host (always: a loop)",
          stage -> stage.serve(
              (connection, at) -> redirect(connection, status, at.subject.lastTarget())),
          Outcome.listed(2),
          Outcome.failed(Kind.BAD_RESPONSE, 1)));
      faults.add(lasting(
          status + " to another host",
          Kind.BAD_RESPONSE,
          (connection, stage) ->
              redirect(connection, status, stage.foreign().origin() + stage.subject.lastTarget())));
      faults.add(lasting(
          status + " to the same host, another scheme",
          Kind.BAD_RESPONSE,
          (connection, stage) ->
              redirect(connection, status, stage.origin().replace("http", "https"))));
    }
    return faults;
  }

  private static List<WireFault> refused() {
    return List.of(
        lasting("400 Bad Request", Kind.INVALID_REQUEST, "{\"error\":{\"message\":\"no\"}}"),
        lasting(
            "401 Unauthorized",
            Kind.UNAUTHENTICATED,
            "{\"message\":\"" + Canary.KEY + " is wrong\"}"),
        lasting("402 Payment Required", Kind.QUOTA_EXHAUSTED, ""),
        lasting("403 Forbidden", Kind.PERMISSION_DENIED, "{\"success\":false}"),
        lasting("404 Not Found", Kind.NOT_FOUND, "{\"error\":\"not found\"}"),
        lasting("405 Method Not Allowed", Kind.UNSUPPORTED, ""),
        lasting("406 Not Acceptable", Kind.INVALID_REQUEST, ""),
        passing("408 Request Timeout", Kind.TIMEOUT, ""),
        passing("408 Request Timeout", Kind.TIMEOUT, "", "Connection: close"),
        passing("409 Conflict", Kind.CONFLICT, ""),
        lasting("410 Gone", Kind.NOT_FOUND, ""),
        lasting("413 Content Too Large", Kind.INVALID_REQUEST, ""),
        lasting("418", Kind.INVALID_REQUEST, ""),
        passing("421 Misdirected Request", Kind.SERVER_ERROR, ""),
        lasting("422 Unprocessable Content", Kind.INVALID_REQUEST, "{\"message\":\"no\"}"),
        lasting("451", Kind.INVALID_REQUEST, ""),
        passing("400 Bad Request", Kind.INVALID_REQUEST, "", "X-Should-Retry: true"));
  }

  private static List<WireFault> rateLimits() {
    return List.of(
        passing("429 Too Many Requests", Kind.RATE_LIMITED, ""),
        passing("429", Kind.RATE_LIMITED, "", "Retry-After: 0"),
        passing("429", Kind.RATE_LIMITED, "", "Retry-After: 7"),
        passing("429", Kind.RATE_LIMITED, "", "Retry-After: 1.5"),
        passing("429", Kind.RATE_LIMITED, "", "Retry-After: 60"),
        lasting("429", Kind.RATE_LIMITED, "", "Retry-After: 61"),
        passing("429", Kind.RATE_LIMITED, "", "Retry-After: -1"),
        passing("429", Kind.RATE_LIMITED, "", "Retry-After: soon"),
        passing("429", Kind.RATE_LIMITED, "", "Retry-After: NaN"),
        passing("429", Kind.RATE_LIMITED, "", "Retry-After: 1e300"),
        passing("429", Kind.RATE_LIMITED, "", "Retry-After: 99999999999999999999"),
        passing("429", Kind.RATE_LIMITED, "", "Retry-After: Thu, 01 Jan 2026 00:00:00 GMT"),
        passing(
            "429, `Retry-After`: a date in 30 s", Kind.RATE_LIMITED, dated(Duration.ofSeconds(30))),
        lasting("429, `Retry-After`: a date in 2 h", Kind.RATE_LIMITED, dated(Duration.ofHours(2))),
        passing("429", Kind.RATE_LIMITED, "", "Retry-After-Ms: 250"),
        lasting("429", Kind.RATE_LIMITED, "", "Retry-After-Ms: 250", "Retry-After: 3600"),
        lasting("429", Kind.RATE_LIMITED, "", "Retry-After-Ms: 3600000"),
        passing("429", Kind.RATE_LIMITED, "{\"error\":\"slow down\",\"retry_after\":37}"),
        lasting("429", Kind.RATE_LIMITED, "{\"error\":\"slow down\",\"retry_after\":3700}"),
        passing("429", Kind.RATE_LIMITED, "", "X-Should-Retry: true"),
        lasting("429", Kind.RATE_LIMITED, "", "X-Should-Retry: false"),
        lasting("429", Kind.QUOTA_EXHAUSTED, "{\"error\":{\"code\":\"insufficient_quota\"}}"));
  }

  private static List<WireFault> serverErrors() {
    return List.of(
        passing("500 Internal Server Error", Kind.SERVER_ERROR, ""),
        lasting("501 Not Implemented", Kind.UNSUPPORTED, ""),
        passing("502 Bad Gateway", Kind.SERVER_ERROR, "<html>Bad Gateway</html>"),
        passing("503 Service Unavailable", Kind.SERVER_ERROR, "overloaded"),
        passing("503", Kind.SERVER_ERROR, "", "Retry-After: 0"),
        lasting("503", Kind.SERVER_ERROR, "", "Retry-After: 600"),
        passing("504 Gateway Timeout", Kind.SERVER_ERROR, ""),
        passing("520", Kind.SERVER_ERROR, ""),
        passing("529 Overloaded", Kind.SERVER_ERROR, ""),
        passing("599", Kind.SERVER_ERROR, ""),
        lasting("500", Kind.SERVER_ERROR, "", "X-Should-Retry: false"));
  }

  private static List<WireFault> errorBodies() {
    return List.of(
        passing("503 with 1 GB", Kind.SERVER_ERROR, (connection, stage) -> {
          connection.write(
              WireSample.head("503 Service Unavailable", "Content-Length: 1073741824"));
          flood(connection, "overloaded ");
        }),
        passing("503 with a gzip bomb", Kind.SERVER_ERROR, (connection, stage) -> {
          connection.write(WireSample.head(
              "503 Service Unavailable",
              "Content-Encoding: gzip",
              "Content-Length: " + BOMB.length));
          connection.write(BOMB);
        }),
        lasting(
            "404 with 10,000 arrays in each other",
            Kind.NOT_FOUND,
            (connection, stage) -> connection.write(
                WireSample.answer("404 Not Found", "[".repeat(10_000) + "]".repeat(10_000)))),
        lasting(
            "404 with fields of the wrong type",
            Kind.NOT_FOUND,
            (connection, stage) -> connection.write(WireSample.answer(
                "404 Not Found", "{\"error\":{\"message\":[1],\"code\":{}},\"message\":null}"))),
        lasting(
            "404 with invalid UTF-8",
            Kind.NOT_FOUND,
            (connection, stage) -> connection.write(WireSample.join(
                WireSample.bytes(WireSample.head("404 Not Found", "Content-Length: 2")),
                new byte[] {(byte) 0xc3, 0x28}))),
        passing("500 with a body that is reset", Kind.SERVER_ERROR, (connection, stage) -> {
          connection.write(WireSample.head("500 No", "Content-Length: 100") + "{\"error\"");
          connection.reset();
        }),
        new WireFault(
            "500 with a body that stalls",
            stage -> {
              stage.impatient();
              stage.serve((connection, at) -> {
                connection.write(WireSample.head("500 No", "Content-Length: 100") + "{\"error\"");
                connection.stall();
              });
            },
            Outcome.listed(2),
            Outcome.failed(Kind.SERVER_ERROR, 3)));
  }

  private static WireFault badEnd(String name, FaultScenario.Reply reply) {
    return passing(name, Kind.BAD_RESPONSE, reply);
  }

  private static WireFault chunked(String name, UnaryOperator<String> chunks) {
    return passing(
        name,
        Kind.NETWORK,
        (connection, stage) ->
            connection.write(WireSample.head("200 OK", JSON, "Transfer-Encoding: chunked")
                + chunks.apply(stage.subject.lastAnswer())));
  }

  private static FaultScenario.Reply sent(String start, boolean reset) {
    return (connection, stage) -> {
      connection.write(start);
      if (reset) {
        connection.reset();
      }
    };
  }

  private static FaultScenario.Reply typed(String contentType) {
    return (connection, stage) -> {
      String body = stage.subject.lastAnswer();
      connection.write(WireSample.head(
              "200 OK",
              "Content-Type: " + contentType,
              "Content-Length: " + WireSample.bytes(body).length)
          + body);
    };
  }

  private static FaultScenario.Reply early(String first) {
    return (connection, stage) ->
        connection.write(first + WireSample.ok(stage.subject.lastAnswer()));
  }

  private static FaultScenario.Reply dated(Duration ahead) {
    return (connection, stage) -> connection.write(WireSample.answer(
        "429 Too Many Requests",
        "",
        "Retry-After: "
            + DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plus(ahead))));
  }

  private static void redirect(Connection connection, int status, String target)
      throws IOException {
    connection.write(
        WireSample.answer(status + " Moved", "", "Location: " + target, "Connection: close"));
  }

  private static void bytes(Connection connection, byte[] body) throws IOException {
    connection.write(WireSample.head("200 OK", JSON, "Content-Length: " + body.length));
    connection.write(body);
  }

  private static void zipped(Connection connection, byte[] body) throws IOException {
    connection.write(WireSample.head(
        "200 OK", JSON, "Content-Encoding: gzip", "Content-Length: " + body.length));
    connection.write(body);
  }

  /** Writes up to a gigabyte, as long as the client takes it. */
  private static void flood(Connection connection, String part) throws IOException {
    byte[] some = WireSample.bytes(part.repeat(10_000));
    for (long written = 0; written < 1L << 30; written += some.length) {
      connection.write(some);
    }
  }

  /** The right answer with something in it changed. */
  private static String changed(ProviderCase subject, Change change) {
    JsonObject page = JsonParser.parseString(subject.lastAnswer()).getAsJsonObject();
    change.on(page, page.getAsJsonArray(subject.listField()).get(0).getAsJsonObject());
    return new GsonBuilder().serializeNulls().create().toJson(page);
  }

  private interface Change {
    void on(JsonObject page, JsonObject first);
  }

  private static String half(String text) {
    return text.substring(0, text.length() / 2);
  }
}
