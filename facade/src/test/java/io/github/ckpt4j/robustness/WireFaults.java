package io.github.ckpt4j.robustness;

import static io.github.ckpt4j.robustness.WireFault.badBody;
import static io.github.ckpt4j.robustness.WireFault.harmless;
import static io.github.ckpt4j.robustness.WireFault.harmlessBody;
import static io.github.ckpt4j.robustness.WireFault.notJson;
import static io.github.ckpt4j.robustness.WireFault.permanent;
import static io.github.ckpt4j.robustness.WireFault.slow;
import static io.github.ckpt4j.robustness.WireFault.temporary;

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

/** All faults, grouped by what fails. */
final class WireFaults {
  private static final String JSON = "Content-Type: application/json";
  private static final byte[] BOMB = WireSample.bomb();

  private WireFaults() {}

  static Map<String, List<WireFault>> all() {
    Map<String, List<WireFault>> all = new LinkedHashMap<>();
    all.put("Connection", ConnectFaults.faults());
    all.put("Connection lost", connectionLost());
    all.put("Timeouts", time());
    all.put("Framing", framing());
    all.put("Compression", compression());
    all.put("Content", content());
    all.put("Wrong JSON types", wrongTypes());
    all.put("Informational and redirects", redirects());
    all.put("Rejected requests", refused());
    all.put("Rate limits", rateLimits());
    all.put("Server errors", serverErrors());
    all.put("Error bodies", errorBodies());
    all.put("TLS and HTTP/2", TlsFaults.faults());
    all.put("Proxies", Proxies.faults());
    return all;
  }

  private static List<WireFault> connectionLost() {
    return List.of(
        temporary(
            "reset before the request is read",
            Kind.NETWORK,
            scenario -> scenario.handle(connection -> {
              if (scenario.shouldFail()) {
                connection.reset();
              } else {
                scenario.respond(connection, connection.readRequest());
              }
            })),
        temporary(
            "reset before headers", Kind.NETWORK, (connection, scenario) -> connection.reset()),
        temporary("closed before headers", Kind.NETWORK, (connection, scenario) -> {}),
        temporary("reset inside the status line", Kind.NETWORK, sent("HTTP/1.1 2", true)),
        temporary(
            "reset inside headers",
            Kind.NETWORK,
            sent("HTTP/1.1 200 OK\r\nContent-Type: applica", true)),
        temporary(
            "closed inside headers",
            Kind.NETWORK,
            sent("HTTP/1.1 200 OK\r\nContent-Type: applica", false)),
        temporary(
            "reset after headers",
            Kind.NETWORK,
            sent(WireSample.head("200 OK", "Content-Length: 500"), true)),
        temporary("reset inside the body", Kind.NETWORK, (connection, scenario) -> {
          connection.write(half(WireSample.ok(scenario.subject.lastResponse())));
          connection.reset();
        }),
        harmless("reset after the body", (connection, scenario) -> {
          connection.write(WireSample.ok(scenario.subject.lastResponse(), "Connection: close"));
          connection.stall();
          connection.reset();
        }),
        new WireFault(
            "reset of a pooled connection, which OkHttp itself replaces",
            scenario -> scenario.handle(connection -> {
              while (true) {
                String request = connection.readRequest();
                if (scenario.shouldFail()) {
                  connection.reset();
                  return;
                }
                connection.write(WireSample.ok(scenario.responseTo(request)));
              }
            }),
            Outcome.listed(2),
            Outcome.failed(Kind.NETWORK, 3)));
  }

  private static List<WireFault> time() {
    return List.of(
        slow("no response", (connection, scenario) -> connection.stall()),
        slow("stall inside headers", (connection, scenario) -> {
          connection.write("HTTP/1.1 200 OK\r\nContent-Ty");
          connection.stall();
        }),
        slow("stall after headers", (connection, scenario) -> {
          connection.write(WireSample.head("200 OK", JSON, "Content-Length: 500"));
          connection.stall();
        }),
        slow("stall inside the body", (connection, scenario) -> {
          connection.write(half(WireSample.ok(scenario.subject.lastResponse())));
          connection.stall();
        }),
        slow(
            "slow drip of headers",
            (connection, scenario) -> connection.drip(
                WireSample.bytes(WireSample.head("200 OK", "X-Slow: " + "x".repeat(1000))))),
        slow("slow drip of the body", (connection, scenario) -> {
          connection.write(WireSample.head("200 OK", JSON, "Content-Length: 5000"));
          connection.drip(WireSample.bytes(" ".repeat(5000)));
        }));
  }

  private static List<WireFault> framing() {
    return List.of(
        temporary(
            "body shorter than its Content-Length",
            Kind.NETWORK,
            (connection, scenario) ->
                connection.write(half(WireSample.ok(scenario.subject.lastResponse())))),
        badEnd(
            "truncated body without a length",
            (connection, scenario) ->
                connection.write(WireSample.head("200 OK", JSON, "Connection: close")
                    + half(scenario.subject.lastResponse()))),
        badEnd("Content-Length shorter than the body", (connection, scenario) -> {
          String body = scenario.subject.lastResponse();
          connection.write(
              WireSample.head("200 OK", JSON, "Content-Length: " + body.length() / 2) + body);
        }),
        harmless(
            "no length, closed at the end",
            (connection, scenario) ->
                connection.write(WireSample.head("200 OK", JSON, "Connection: close")
                    + scenario.subject.lastResponse())),
        harmless(
            "Content-Length that is not a number",
            (connection, scenario) ->
                connection.write(WireSample.head("200 OK", JSON, "Content-Length: many")
                    + scenario.subject.lastResponse())),
        harmless("chunks with extensions and trailers", (connection, scenario) -> {
          String body = scenario.subject.lastResponse();
          connection.write(WireSample.head("200 OK", JSON, "Transfer-Encoding: chunked")
              + WireSample.chunk(half(body)).replaceFirst("\r\n", ";name=value\r\n")
              + WireSample.chunk(body.substring(half(body).length()))
              + "0\r\nX-Trailer: x\r\n\r\n");
        }),
        chunked("missing last chunk", body -> WireSample.chunk(body)),
        chunked("truncated chunk", body -> half(WireSample.chunk(body))),
        chunked("chunk size that is not a number", body -> "zz\r\n" + body + "\r\n0\r\n\r\n"),
        chunked("chunk size below zero", body -> "-5\r\n" + body + "\r\n0\r\n\r\n"),
        chunked("chunk size out of range", body -> "ffffffffffffffffff\r\n" + body),
        badEnd(
            "chunk longer than its size",
            (connection, scenario) ->
                connection.write(WireSample.head("200 OK", JSON, "Transfer-Encoding: chunked")
                    + "5\r\n"
                    + scenario.subject.lastResponse()
                    + "\r\n0\r\n\r\n")),
        temporary("invalid status line", Kind.NETWORK, sent("SSH-2.0-OpenSSH_9.2\r\n\r\n", false)),
        temporary(
            "body without any headers",
            Kind.NETWORK,
            (connection, scenario) -> connection.write(scenario.subject.lastResponse())),
        temporary("endless headers", Kind.NETWORK, (connection, scenario) -> {
          connection.write("HTTP/1.1 200 OK\r\n");
          for (int i = 0; i < 2000; i++) {
            connection.write("X-" + i + ": " + "x".repeat(1000) + "\r\n");
          }
        }),
        temporary(
            "204 with a body",
            Kind.NETWORK,
            (connection, scenario) -> connection.write(
                WireSample.response("204 No Content", scenario.subject.lastResponse()))));
  }

  private static List<WireFault> compression() {
    return List.of(
        harmless(
            "gzip",
            (connection, scenario) -> zipped(
                connection, WireSample.gzip(WireSample.bytes(scenario.subject.lastResponse())))),
        temporary(
            "invalid gzip",
            Kind.NETWORK,
            (connection, scenario) ->
                zipped(connection, WireSample.bytes(scenario.subject.lastResponse()))),
        temporary("truncated gzip", Kind.NETWORK, (connection, scenario) -> {
          byte[] whole = WireSample.gzip(WireSample.bytes(scenario.subject.lastResponse()));
          zipped(connection, java.util.Arrays.copyOf(whole, whole.length - 20));
        }),
        temporary("gzip with a wrong checksum", Kind.NETWORK, (connection, scenario) -> {
          byte[] whole = WireSample.gzip(WireSample.bytes(scenario.subject.lastResponse()));
          whole[whole.length - 6] ^= 1;
          zipped(connection, whole);
        }),
        permanent(
            "gzip bomb of 1 GB",
            Kind.BAD_RESPONSE,
            (connection, scenario) -> zipped(connection, BOMB)),
        permanent("body of 1 GB", Kind.BAD_RESPONSE, (connection, scenario) -> {
          connection.write(WireSample.head("200 OK", JSON, "Content-Length: 1073741824"));
          flood(connection, "         ");
        }),
        permanent("body of 1 GB in chunks", Kind.BAD_RESPONSE, (connection, scenario) -> {
          connection.write(WireSample.head("200 OK", JSON, "Transfer-Encoding: chunked"));
          flood(connection, WireSample.chunk(" ".repeat(1000)));
        }));
  }

  private static List<WireFault> content() {
    List<WireFault> faults = new ArrayList<>(List.of(
        harmless("list with Content-Type HTML", typed("text/html")),
        harmless("Content-Type with another charset", typed("application/json; charset=utf-16")),
        harmless("invalid Content-Type", typed(";;;")),
        harmless("no Content-Type", (connection, scenario) -> {
          String body = scenario.subject.lastResponse();
          connection.write(
              WireSample.head("200 OK", "Content-Length: " + WireSample.bytes(body).length) + body);
        }),
        notJson("HTML", subject -> "<!DOCTYPE html><html><body>Sign in</body></html>"),
        notJson("plain text", subject -> "upstream connect error"),
        notJson("empty body", subject -> ""),
        notJson("blanks", subject -> " \r\n\t "),
        temporary(
            "204 No Content",
            Kind.BAD_RESPONSE,
            (connection, scenario) -> connection.write(WireSample.head("204 No Content"))),
        temporary(
            "205 Reset Content",
            Kind.BAD_RESPONSE,
            (connection, scenario) ->
                connection.write(WireSample.head("205 Reset Content", "Content-Length: 0"))),
        notJson("`null`", subject -> "null"),
        notJson("two documents", subject -> subject.lastResponse() + subject.lastResponse()),
        notJson("list followed by garbage", subject -> subject.lastResponse() + "]"),
        badBody("duplicate list", subject -> {
          String body = subject.lastResponse().stripTrailing();
          return body.substring(0, body.length() - 1) + ",\"" + subject.listField() + "\":[]}";
        }),
        badBody("duplicate field in an item", subject -> {
          String field = "\"" + subject.timeField() + "\":";
          return subject.lastResponse().replace(field, field + "\"then\"," + field);
        }),
        notJson("10,000 nested arrays", subject -> "[".repeat(10_000) + "]".repeat(10_000)),
        notJson(
            "10,000 nested objects in an unknown field",
            subject -> "{\"x\":" + "{\"x\":".repeat(10_000) + "1" + "}".repeat(10_001)),
        notJson("10,000 unclosed arrays", subject -> "[".repeat(10_000)),
        temporary(
            "invalid UTF-8",
            Kind.BAD_RESPONSE,
            (connection, scenario) -> bytes(
                connection,
                WireSample.join(
                    WireSample.bytes("{\"x\":\""),
                    new byte[] {(byte) 0xc3, 0x28},
                    WireSample.bytes("\"," + scenario.subject.lastResponse().substring(1))))),
        temporary(
            "UTF-16",
            Kind.BAD_RESPONSE,
            (connection, scenario) -> bytes(
                connection, scenario.subject.lastResponse().getBytes(StandardCharsets.UTF_16))),
        harmlessBody("byte order mark", subject -> "\ufeff" + subject.lastResponse()),
        harmlessBody(
            "unknown fields",
            subject -> "{\"x\":[{\"y\":null}]," + subject.lastResponse().substring(1))));
    return faults;
  }

  /**
   * Every kind of value in place of the document, the list, an item, and an item's identity or
   * time.
   */
  private static List<WireFault> wrongTypes() {
    Map<String, String> kinds = new LinkedHashMap<>();
    kinds.put("null", "null");
    kinds.put("a number", "7");
    kinds.put("a string", "\"x\"");
    kinds.put("a boolean", "true");
    kinds.put("an array", "[1]");
    kinds.put("an object", "{\"x\":1}");
    List<WireFault> faults = new ArrayList<>();
    kinds.forEach((kind, json) -> {
      if (!kind.equals("null")) {
        boolean whole = json.startsWith("[") || json.startsWith("{");
        String name = kind + " instead of the document";
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
                  (page, first) -> first.add(subject.timeField(), JsonParser.parseString(json)))));
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
        permanent(
            "101 Switching Protocols",
            Kind.BAD_RESPONSE,
            (connection, scenario) -> connection.write(
                WireSample.head("101 Switching Protocols", "Upgrade: x", "Connection: Upgrade"))),
        permanent("304 Not Modified", Kind.BAD_RESPONSE, ""),
        permanent("305 Use Proxy", Kind.BAD_RESPONSE, ""),
        permanent("306", Kind.BAD_RESPONSE, ""),
        permanent(
            "302, invalid `Location`",
            Kind.BAD_RESPONSE,
            (connection, scenario) ->
                connection.write(WireSample.response("302 Found", "", "Location: http://[")))));
    for (int status : new int[] {300, 301, 302, 303, 307, 308}) {
      faults.add(new WireFault(
          status + " to the same host (every time: a loop)",
          scenario -> scenario.serve(
              (connection, at) -> redirect(connection, status, at.subject.lastTarget())),
          Outcome.listed(2),
          Outcome.failed(Kind.BAD_RESPONSE, 1)));
      faults.add(permanent(
          status + " to another host",
          Kind.BAD_RESPONSE,
          (connection, scenario) -> redirect(
              connection, status, scenario.foreign().origin() + scenario.subject.lastTarget())));
      faults.add(permanent(
          status + " to the same host, another scheme",
          Kind.BAD_RESPONSE,
          (connection, scenario) ->
              redirect(connection, status, scenario.origin().replace("http", "https"))));
    }
    return faults;
  }

  private static List<WireFault> refused() {
    return List.of(
        permanent("400 Bad Request", Kind.INVALID_REQUEST, "{\"error\":{\"message\":\"no\"}}"),
        permanent(
            "401 Unauthorized",
            Kind.UNAUTHENTICATED,
            "{\"message\":\"" + Canary.KEY + " is wrong\"}"),
        permanent("402 Payment Required", Kind.QUOTA_EXHAUSTED, ""),
        permanent("403 Forbidden", Kind.PERMISSION_DENIED, "{\"success\":false}"),
        permanent("404 Not Found", Kind.NOT_FOUND, "{\"error\":\"not found\"}"),
        permanent("405 Method Not Allowed", Kind.UNSUPPORTED, ""),
        permanent("406 Not Acceptable", Kind.INVALID_REQUEST, ""),
        temporary("408 Request Timeout", Kind.TIMEOUT, ""),
        temporary("408 Request Timeout", Kind.TIMEOUT, "", "Connection: close"),
        temporary("409 Conflict", Kind.CONFLICT, ""),
        permanent("410 Gone", Kind.NOT_FOUND, ""),
        permanent("413 Content Too Large", Kind.INVALID_REQUEST, ""),
        permanent("418", Kind.INVALID_REQUEST, ""),
        temporary("421 Misdirected Request", Kind.SERVER_ERROR, ""),
        permanent("422 Unprocessable Content", Kind.INVALID_REQUEST, "{\"message\":\"no\"}"),
        permanent("451", Kind.INVALID_REQUEST, ""),
        temporary("400 Bad Request", Kind.INVALID_REQUEST, "", "X-Should-Retry: true"));
  }

  private static List<WireFault> rateLimits() {
    return List.of(
        temporary("429 Too Many Requests", Kind.RATE_LIMITED, ""),
        temporary("429", Kind.RATE_LIMITED, "", "Retry-After: 0"),
        temporary("429", Kind.RATE_LIMITED, "", "Retry-After: 7"),
        temporary("429", Kind.RATE_LIMITED, "", "Retry-After: 1.5"),
        temporary("429", Kind.RATE_LIMITED, "", "Retry-After: 60"),
        permanent("429", Kind.RATE_LIMITED, "", "Retry-After: 61"),
        temporary("429", Kind.RATE_LIMITED, "", "Retry-After: -1"),
        temporary("429", Kind.RATE_LIMITED, "", "Retry-After: soon"),
        temporary("429", Kind.RATE_LIMITED, "", "Retry-After: NaN"),
        temporary("429", Kind.RATE_LIMITED, "", "Retry-After: 1e300"),
        temporary("429", Kind.RATE_LIMITED, "", "Retry-After: 99999999999999999999"),
        temporary("429", Kind.RATE_LIMITED, "", "Retry-After: Thu, 01 Jan 2026 00:00:00 GMT"),
        temporary(
            "429, `Retry-After`: a date in 30 s", Kind.RATE_LIMITED, dated(Duration.ofSeconds(30))),
        permanent(
            "429, `Retry-After`: a date in 2 h", Kind.RATE_LIMITED, dated(Duration.ofHours(2))),
        temporary("429", Kind.RATE_LIMITED, "", "Retry-After-Ms: 250"),
        permanent("429", Kind.RATE_LIMITED, "", "Retry-After-Ms: 250", "Retry-After: 3600"),
        permanent("429", Kind.RATE_LIMITED, "", "Retry-After-Ms: 3600000"),
        temporary("429", Kind.RATE_LIMITED, "{\"error\":\"slow down\",\"retry_after\":37}"),
        permanent("429", Kind.RATE_LIMITED, "{\"error\":\"slow down\",\"retry_after\":3700}"),
        temporary("429", Kind.RATE_LIMITED, "", "X-Should-Retry: true"),
        permanent("429", Kind.RATE_LIMITED, "", "X-Should-Retry: false"),
        permanent("429", Kind.QUOTA_EXHAUSTED, "{\"error\":{\"code\":\"insufficient_quota\"}}"));
  }

  private static List<WireFault> serverErrors() {
    return List.of(
        temporary("500 Internal Server Error", Kind.SERVER_ERROR, ""),
        permanent("501 Not Implemented", Kind.UNSUPPORTED, ""),
        temporary("502 Bad Gateway", Kind.SERVER_ERROR, "<html>Bad Gateway</html>"),
        temporary("503 Service Unavailable", Kind.SERVER_ERROR, "overloaded"),
        temporary("503", Kind.SERVER_ERROR, "", "Retry-After: 0"),
        permanent("503", Kind.SERVER_ERROR, "", "Retry-After: 600"),
        temporary("504 Gateway Timeout", Kind.SERVER_ERROR, ""),
        temporary("520", Kind.SERVER_ERROR, ""),
        temporary("529 Overloaded", Kind.SERVER_ERROR, ""),
        temporary("599", Kind.SERVER_ERROR, ""),
        permanent("500", Kind.SERVER_ERROR, "", "X-Should-Retry: false"));
  }

  private static List<WireFault> errorBodies() {
    return List.of(
        temporary("503 with 1 GB", Kind.SERVER_ERROR, (connection, scenario) -> {
          connection.write(
              WireSample.head("503 Service Unavailable", "Content-Length: 1073741824"));
          flood(connection, "overloaded ");
        }),
        temporary("503 with a gzip bomb", Kind.SERVER_ERROR, (connection, scenario) -> {
          connection.write(WireSample.head(
              "503 Service Unavailable",
              "Content-Encoding: gzip",
              "Content-Length: " + BOMB.length));
          connection.write(BOMB);
        }),
        permanent(
            "404 with 10,000 nested arrays",
            Kind.NOT_FOUND,
            (connection, scenario) -> connection.write(
                WireSample.response("404 Not Found", "[".repeat(10_000) + "]".repeat(10_000)))),
        permanent(
            "404 with fields of the wrong type",
            Kind.NOT_FOUND,
            (connection, scenario) -> connection.write(WireSample.response(
                "404 Not Found", "{\"error\":{\"message\":[1],\"code\":{}},\"message\":null}"))),
        permanent(
            "404 with invalid UTF-8",
            Kind.NOT_FOUND,
            (connection, scenario) -> connection.write(WireSample.join(
                WireSample.bytes(WireSample.head("404 Not Found", "Content-Length: 2")),
                new byte[] {(byte) 0xc3, 0x28}))),
        temporary("500 with a reset in the body", Kind.SERVER_ERROR, (connection, scenario) -> {
          connection.write(WireSample.head("500 No", "Content-Length: 100") + "{\"error\"");
          connection.reset();
        }),
        new WireFault(
            "500 with a body that stalls",
            scenario -> {
              scenario.impatient();
              scenario.serve((connection, at) -> {
                connection.write(WireSample.head("500 No", "Content-Length: 100") + "{\"error\"");
                connection.stall();
              });
            },
            Outcome.listed(2),
            Outcome.failed(Kind.SERVER_ERROR, 3)));
  }

  private static WireFault badEnd(String name, FaultScenario.Reply reply) {
    return temporary(name, Kind.BAD_RESPONSE, reply);
  }

  private static WireFault chunked(String name, UnaryOperator<String> chunks) {
    return temporary(
        name,
        Kind.NETWORK,
        (connection, scenario) ->
            connection.write(WireSample.head("200 OK", JSON, "Transfer-Encoding: chunked")
                + chunks.apply(scenario.subject.lastResponse())));
  }

  private static FaultScenario.Reply sent(String start, boolean reset) {
    return (connection, scenario) -> {
      connection.write(start);
      if (reset) {
        connection.reset();
      }
    };
  }

  private static FaultScenario.Reply typed(String contentType) {
    return (connection, scenario) -> {
      String body = scenario.subject.lastResponse();
      connection.write(WireSample.head(
              "200 OK",
              "Content-Type: " + contentType,
              "Content-Length: " + WireSample.bytes(body).length)
          + body);
    };
  }

  private static FaultScenario.Reply early(String first) {
    return (connection, scenario) ->
        connection.write(first + WireSample.ok(scenario.subject.lastResponse()));
  }

  private static FaultScenario.Reply dated(Duration ahead) {
    return (connection, scenario) -> connection.write(WireSample.response(
        "429 Too Many Requests",
        "",
        "Retry-After: "
            + DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plus(ahead))));
  }

  private static void redirect(Connection connection, int status, String target)
      throws IOException {
    connection.write(
        WireSample.response(status + " Moved", "", "Location: " + target, "Connection: close"));
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

  /** Writes up to a gigabyte, until the client stops reading. */
  private static void flood(Connection connection, String part) throws IOException {
    byte[] some = WireSample.bytes(part.repeat(10_000));
    for (long written = 0; written < 1L << 30; written += some.length) {
      connection.write(some);
    }
  }

  /** The normal response with one change. */
  private static String changed(ProviderCase subject, Change change) {
    JsonObject page = JsonParser.parseString(subject.lastResponse()).getAsJsonObject();
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
