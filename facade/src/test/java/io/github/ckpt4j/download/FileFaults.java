package io.github.ckpt4j.download;

import static io.github.ckpt4j.download.FileFault.changed;
import static io.github.ckpt4j.download.FileFault.harmless;
import static io.github.ckpt4j.download.FileFault.permanent;
import static io.github.ckpt4j.download.FileFault.permanentOfList;
import static io.github.ckpt4j.download.FileFault.slow;
import static io.github.ckpt4j.download.FileFault.temporary;
import static io.github.ckpt4j.download.FileFault.temporaryOfList;

import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.robustness.WireSample;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/** All faults of a download, grouped by what fails. */
final class FileFaults {
  private static final Set<String> CHUNKS = Set.of("oxen");
  private static final Set<String> LINKS = Set.of("baseten");
  private static final Set<String> RANGES = Set.of("together", "baseten");

  private FileFaults() {}

  static Map<String, List<FileFault>> all() {
    Map<String, List<FileFault>> all = new LinkedHashMap<>();
    all.put("Connection, in the middle of a file", connection());
    all.put("Length and framing", lengths());
    all.put("Ranges and versions", ranges());
    all.put("Other content", content());
    all.put("Statuses", statuses());
    all.put("Redirects", redirects());
    all.put("List of files", lists());
    all.put("Disk", DiskFaults.all());
    all.put("Clock", clock());
    return all;
  }

  private static List<FileFault> connection() {
    return List.of(
        temporary("reset before headers", Kind.NETWORK, (to, normal, exchange) -> to.reset()),
        temporary("closed before headers", Kind.NETWORK, (to, normal, exchange) -> to.close()),
        temporary("closed inside headers", Kind.NETWORK, (to, normal, exchange) -> {
          to.write("HTTP/1.1 206 Partial Content\r\nContent-Ty");
          to.close();
        }),
        temporary("reset after headers", Kind.NETWORK, (to, normal, exchange) -> {
          to.write(normal.head("Content-Length: " + normal.body().length));
          to.reset();
        }),
        temporary("reset inside the body", Kind.NETWORK, (to, normal, exchange) -> {
          to.write(normal.half());
          to.reset();
        }),
        temporary("closed inside the body", Kind.NETWORK, (to, normal, exchange) -> {
          to.write(normal.half());
          to.close();
        }),
        slow("no response", (to, normal, exchange) -> to.stall()),
        slow("stall inside headers", (to, normal, exchange) -> {
          to.write("HTTP/1.1 206 Partial Content\r\nContent-Ty");
          to.stall();
        }),
        slow("stall inside the body", (to, normal, exchange) -> {
          to.write(normal.half());
          to.stall();
        }),
        temporary("invalid status line", Kind.NETWORK, (to, normal, exchange) -> {
          to.write("SSH-2.0-OpenSSH_9.2\r\n\r\n");
          to.close();
        }),
        temporary("endless headers", Kind.NETWORK, (to, normal, exchange) -> {
          to.write("HTTP/1.1 206 Partial Content\r\n");
          for (int i = 0; i < 2000; i++) {
            to.write("X-" + i + ": " + "x".repeat(1000) + "\r\n");
          }
        }));
  }

  private static List<FileFault> lengths() {
    return List.of(
        temporary(
            "fewer bytes than the range, with a length that agrees",
            Kind.BAD_RESPONSE,
            (to, normal, exchange) -> normal.cut(normal.body().length / 2).to(to)),
        temporary(
            "more bytes than the range, with a length that agrees",
            Kind.BAD_RESPONSE,
            (to, normal, exchange) -> normal.body(longer(normal.body())).to(to)),
        temporary(
            "an empty body",
            Kind.BAD_RESPONSE,
            (to, normal, exchange) -> normal.cut(0).to(to)),
        temporary("fewer bytes without a length", Kind.BAD_RESPONSE, (to, normal, exchange) -> {
          to.write(normal.head("Connection: close"));
          to.write(normal.cut(normal.body().length / 2).body());
          to.close();
        }),
        temporary("more bytes without a length", Kind.BAD_RESPONSE, (to, normal, exchange) -> {
          to.write(normal.head("Connection: close"));
          to.write(longer(normal.body()));
          to.close();
        }),
        harmless("no length, closed at the end", (to, normal, exchange) -> {
          to.write(normal.head("Connection: close"));
          to.write(normal.body());
          to.close();
        }),
        harmless("chunked", (to, normal, exchange) -> {
          to.write(normal.head("Transfer-Encoding: chunked"));
          to.write(chunk(normal.body()));
          to.write("0\r\n\r\n");
        }),
        temporary("chunked, cut inside a chunk", Kind.NETWORK, (to, normal, exchange) -> {
          to.write(normal.head("Transfer-Encoding: chunked"));
          to.write(Arrays.copyOf(chunk(normal.body()), normal.body().length / 2));
          to.close();
        }),
        harmless("chunked, without the last chunk", (to, normal, exchange) -> {
          to.write(normal.head("Transfer-Encoding: chunked"));
          to.write(chunk(normal.body()));
          to.close();
        }),
        temporary("chunk size that is not a number", Kind.NETWORK, (to, normal, exchange) -> {
          to.write(normal.head("Transfer-Encoding: chunked"));
          to.write("zz\r\n");
          to.close();
        }),
        temporary(
            "a Content-Length that is longer than the body",
            Kind.NETWORK,
            (to, normal, exchange) -> {
              to.write(normal.head("Content-Length: " + normal.body().length));
              to.write(normal.cut(normal.body().length - 1).body());
              to.close();
            }),
        slow(
                "a body that takes longer than the timeout, and never rests for so long",
                (to, normal, exchange) -> {
                  to.write(normal.head("Content-Length: " + normal.body().length));
                  int quarter = normal.body().length / 4 + 1;
                  for (int i = 0; i < normal.body().length; i += quarter) {
                    to.pause(800);
                    to.write(Arrays.copyOfRange(
                        normal.body(), i, Math.min(normal.body().length, i + quarter)));
                  }
                })
            .but(FileFault.PROVIDERS, Ending.COMPLETE, Ending.COMPLETE));
  }

  private static List<FileFault> ranges() {
    return List.of(
        new FileFault(
                "200 with the whole file for a range",
                scenario ->
                    scenario.range((to, normal, exchange) -> exchange.whole().to(to)),
                Map.of(),
                Map.of())
            .but(RANGES, Ending.COMPLETE, Ending.COMPLETE)
            .but(CHUNKS, Ending.COMPLETE, Ending.retried(Kind.BAD_RESPONSE)),
        ofRanges("206 without Content-Range", normal -> normal.without("Content-Range")),
        ofRanges(
            "Content-Range that begins later",
            normal -> normal.with(
                "Content-Range",
                normal
                    .headers()
                    .getOrDefault("content-range", "")
                    .replaceFirst("\\d+", "1048577"))),
        ofRanges(
            "Content-Range that nobody can read",
            normal -> normal.with("Content-Range", "bytes some")),
        ofRanges(
            "Content-Range in another unit", normal -> normal.with("Content-Range", "rows 0-1/2")),
        ofRanges(
            "several ranges in one response",
            normal -> normal
                .without("Content-Range")
                .with("Content-Type", "multipart/byteranges; boundary=X")),
        changed(
                "Content-Range with another total",
                (to, normal, exchange) -> normal
                    .with(
                        "Content-Range",
                        normal
                            .headers()
                            .getOrDefault("content-range", "")
                            .replaceFirst("/\\d+", "/999999999"))
                    .to(to))
            .but(CHUNKS, Ending.COMPLETE, Ending.COMPLETE),
        harmless(
            "Content-Range without a total",
            (to, normal, exchange) -> normal
                .with(
                    "Content-Range",
                    normal
                        .headers()
                        .getOrDefault("content-range", "bytes 0-0/0")
                        .replaceFirst("/\\d+", "/*"))
                .to(to)),
        harmless(
            "another ETag",
            (to, normal, exchange) -> normal.with("ETag", "\"other\"").to(to)),
        changed(
                "another ETag each time",
                (to, normal, exchange) -> normal
                    .with("ETag", "\"v" + exchange.from() + System.nanoTime() + "\"")
                    .to(to))
            .but(CHUNKS, Ending.COMPLETE, Ending.COMPLETE),
        harmless(
            "no ETag, and another time of the last change",
            (to, normal, exchange) -> normal
                .without("ETag")
                .with("Last-Modified", "Fri, 01 May 2026 00:00:01 GMT")
                .to(to)),
        harmless(
            "a weak ETag with the same text",
            (to, normal, exchange) -> normal
                .with("ETag", "W/" + normal.headers().getOrDefault("etag", "\"\""))
                .to(to)),
        harmless(
            "no ETag any more",
            (to, normal, exchange) ->
                normal.without("ETag").without("Last-Modified").to(to)),
        changed(
                "200 with another version, of the same size, for a range",
                (to, normal, exchange) ->
                    exchange.whole().with("ETag", "\"other\"").to(to))
            .but(RANGES, Ending.COMPLETE, Ending.COMPLETE)
            .but(CHUNKS, Ending.COMPLETE, Ending.retried(Kind.BAD_RESPONSE)),
        changed(
                "200 with another version, of another size, for a range",
                (to, normal, exchange) -> {
                  FileReply whole = exchange.whole();
                  whole.body(longer(whole.body())).with("ETag", "\"other\"").to(to);
                })
            .but(FileFault.PROVIDERS, Ending.COMPLETE, Ending.retried(Kind.BAD_RESPONSE)));
  }

  /** A fault in a header that Oxen's chunks do not have. */
  private static FileFault ofRanges(String name, UnaryOperator<FileReply> change) {
    return temporary(
            name,
            Kind.BAD_RESPONSE,
            (to, normal, exchange) -> change.apply(normal).to(to))
        .but(CHUNKS, Ending.COMPLETE, Ending.COMPLETE);
  }

  private static List<FileFault> content() {
    return List.of(
        temporary(
            "gzip",
            Kind.BAD_RESPONSE,
            (to, normal, exchange) -> normal
                .body(WireSample.gzip(normal.body()))
                .with("Content-Encoding", "gzip")
                .to(to)),
        temporary(
            "an encoding that is only announced",
            Kind.BAD_RESPONSE,
            (to, normal, exchange) -> normal.with("Content-Encoding", "br").to(to)),
        harmless(
            "the encoding identity",
            (to, normal, exchange) ->
                normal.with("Content-Encoding", "identity").to(to)),
        temporary(
            "a login page with status 200",
            Kind.BAD_RESPONSE,
            (to, normal, exchange) -> page("200 OK").to(to)),
        temporary(
            "a login page with status 206",
            Kind.BAD_RESPONSE,
            (to, normal, exchange) -> page("206 Partial Content").to(to)),
        temporary(
            "a login page of the right length",
            Kind.BAD_RESPONSE,
            (to, normal, exchange) -> normal
                .body(Arrays.copyOf(page("200 OK").body(), normal.body().length))
                .with("Content-Type", "text/html")
                .to(to)),
        temporary(
            "a message in JSON with status 200",
            Kind.BAD_RESPONSE,
            (to, normal, exchange) -> FileReply.of(
                    "200 OK", "{\"error\": \"busy\"}", "Content-Type: application/json")
                .to(to)),
        temporary(
            "204 without a body",
            Kind.BAD_RESPONSE,
            (to, normal, exchange) -> to.write(WireSample.head("204 No Content"))),
        temporary("a wrong bit", Kind.BAD_RESPONSE, (to, normal, exchange) -> {
              byte[] body = normal.body().clone();
              body[body.length / 2] ^= 1;
              normal.body(body).to(to);
            })
            .but(CHUNKS, Ending.COMPLETE, Ending.failed(Kind.BAD_RESPONSE))
            .without("together", "baseten"));
  }

  private static List<FileFault> statuses() {
    List<FileFault> all = new ArrayList<>(List.of(
        permanent("400", Kind.INVALID_REQUEST, status("400 Bad Request")),
        permanent("401", Kind.UNAUTHENTICATED, status("401 Unauthorized")),
        permanent("403", Kind.PERMISSION_DENIED, status("403 Forbidden")),
        permanent("404", Kind.NOT_FOUND, status("404 Not Found")),
        permanent("410", Kind.NOT_FOUND, status("410 Gone"))));
    // An object store may refuse an expired link with any of them: the list is read again.
    all.replaceAll(each ->
        each.but(LINKS, Ending.COMPLETE, Objects.requireNonNull(each.always().get("oxen"))));
    all.addAll(List.of(
        permanent("402", Kind.QUOTA_EXHAUSTED, status("402 Payment Required")),
        permanent("405", Kind.UNSUPPORTED, status("405 Method Not Allowed")),
        temporary("408", Kind.TIMEOUT, status("408 Request Timeout")),
        temporary("409", Kind.CONFLICT, status("409 Conflict")),
        outdated("412", status("412 Precondition Failed")),
        outdated("416", status("416 Range Not Satisfiable")),
        temporary("425", Kind.SERVER_ERROR, status("425 Too Early")),
        temporary("429", Kind.RATE_LIMITED, status("429 Too Many Requests")),
        temporary(
            "429 with Retry-After: 2",
            Kind.RATE_LIMITED,
            status("429 Too Many Requests", "Retry-After: 2")),
        permanent(
            "429 with Retry-After: 86400",
            Kind.RATE_LIMITED,
            status("429 Too Many Requests", "Retry-After: 86400")),
        temporary("500", Kind.SERVER_ERROR, status("500 Internal Server Error")),
        temporary(
            "502 with a page",
            Kind.SERVER_ERROR,
            (to, normal, exchange) -> page("502 Bad Gateway").to(to)),
        temporary(
            "503 of an object store",
            Kind.SERVER_ERROR,
            (to, normal, exchange) -> FileReply.of(
                    "503 Slow Down",
                    "<Error><Code>SlowDown</Code><Message>" + exchange.target()
                        + "</Message></Error>",
                    "Content-Type: application/xml")
                .to(to)),
        temporary("504", Kind.SERVER_ERROR, status("504 Gateway Timeout")),
        permanent("304", Kind.BAD_RESPONSE, status("304 Not Modified")),
        temporary("an error that breaks off", Kind.SERVER_ERROR, (to, normal, exchange) -> {
          to.write(WireSample.head("500 Internal Server Error", "Content-Length: 500") + "busy");
          to.close();
        })));
    return all;
  }

  /** A refusal after which the list is read again: the file may now have another size. */
  private static FileFault outdated(String name, FileScenario.Reply reply) {
    return permanent(name, Kind.INVALID_REQUEST, reply)
        .but(FileFault.PROVIDERS, Ending.COMPLETE, Ending.failed(Kind.INVALID_REQUEST));
  }

  private static List<FileFault> redirects() {
    return List.of(
        harmless(
            "to another server that has the file",
            (to, normal, exchange) ->
                moved(exchange.scenario().elsewhere() + exchange.target()).to(to)),
        permanent(
            "to plain http at another host",
            Kind.BAD_RESPONSE,
            (to, normal, exchange) ->
                moved("http://files.example" + exchange.target()).to(to)),
        permanent(
                "in a loop",
                Kind.BAD_RESPONSE,
                (to, normal, exchange) -> moved(exchange.target()).to(to))
            .but(FileFault.PROVIDERS, Ending.COMPLETE, Ending.failed(Kind.BAD_RESPONSE)),
        permanent("without a target", Kind.BAD_RESPONSE, status("302 Found")));
  }

  private static List<FileFault> lists() {
    return List.of(
        temporaryOfList("reset", Kind.NETWORK, (to, normal, exchange) -> to.reset()),
        temporaryOfList("500", Kind.SERVER_ERROR, status("500 Internal Server Error")),
        temporaryOfList("429", Kind.RATE_LIMITED, status("429 Too Many Requests")),
        permanentOfList("401", Kind.UNAUTHENTICATED, status("401 Unauthorized")),
        permanentOfList("403", Kind.PERMISSION_DENIED, status("403 Forbidden")),
        permanentOfList("404", Kind.NOT_FOUND, status("404 Not Found")),
        temporaryOfList(
            "a login page with status 200",
            Kind.BAD_RESPONSE,
            (to, normal, exchange) -> page("200 OK").to(to)),
        temporaryOfList(
                "cut",
                Kind.BAD_RESPONSE,
                (to, normal, exchange) -> normal.cut(normal.body().length / 2).to(to))
            .without("together"),
        temporaryOfList(
                "an archive of unknown size",
                Kind.BAD_RESPONSE,
                (to, normal, exchange) -> normal.without("Content-Range").to(to))
            .without("oxen", "baseten"),
        permanentOfList(
                "another kind of document",
                Kind.BAD_RESPONSE,
                (to, normal, exchange) -> FileReply.of(
                        "200 OK", "[1, 2]", "Content-Type: application/json")
                    .to(to))
            .but(Set.of("together"), Ending.COMPLETE, Ending.retried(Kind.BAD_RESPONSE)),
        ofList(
                "a size that is too small",
                text -> text.replaceAll("\"(size|size_bytes)\":(\\s*)21\\d{5}", "\"$1\":$22000000"),
                Kind.BAD_RESPONSE)
            .but(LINKS, Ending.COMPLETE, Ending.failed(Kind.BAD_RESPONSE)),
        ofList(
                "a size that is too great",
                text -> text.replaceAll("\"(size|size_bytes)\":(\\s*)21\\d{5}", "\"$1\":$22999999"),
                Kind.BAD_RESPONSE)
            .but(LINKS, Ending.COMPLETE, Ending.failed(Kind.BAD_RESPONSE))
            .but(CHUNKS, Ending.retried(Kind.BAD_RESPONSE), Ending.retried(Kind.BAD_RESPONSE)),
        ofList(
            "a negative size",
            text -> text.replaceAll("\"(size|size_bytes)\":(\\s*)\\d+", "\"$1\":$2-5"),
            Kind.BAD_RESPONSE),
        ofList(
            "a name that leaves the directory",
            text -> text.replaceAll("adapter_config.json", "../../adapter_config.json"),
            Kind.BAD_RESPONSE),
        ofList(
            "an absolute name",
            text -> text.replaceAll(
                "(\"filename\":\\s*\"|checkpoint-\\d+/)adapter_config.json",
                "$1/etc/adapter_config.json"),
            Kind.BAD_RESPONSE),
        ofList(
            "two names that differ in case",
            text -> text.replaceAll("adapter_config.json", "ADAPTER_MODEL.safetensors"),
            Kind.BAD_RESPONSE),
        ofList(
            "a name for a device",
            text -> text.replaceAll("adapter_config.json", "nul.json"),
            Kind.BAD_RESPONSE),
        ofList(
                "no files",
                text ->
                    text.replaceAll("(?s)\"(entries|presigned_urls)\":\\s*\\[.*\\]", "\"$1\": []"),
                Kind.NOT_FOUND)
            .but(LINKS, Ending.failed(Kind.BAD_RESPONSE), Ending.failed(Kind.BAD_RESPONSE)),
        ofList(
                "a link to plain http at another host",
                text -> text.replaceAll("http://127.0.0.1:\\d+", "http://files.example"),
                Kind.BAD_RESPONSE)
            .without("oxen"),
        ofList(
                "a link that is none",
                text -> text.replaceAll("http://127.0.0.1:\\d+/[^\"]*", "file:///etc/passwd"),
                Kind.BAD_RESPONSE)
            .without("oxen"),
        ofList(
                "the same page for ever",
                text ->
                    text.replaceAll("\"next_page_token\":\\s*[^,}]+", "\"next_page_token\": \"0\""),
                Kind.BAD_RESPONSE)
            .without("oxen"));
  }

  /** A list with one change; Together has no lists. */
  private static FileFault ofList(String name, UnaryOperator<String> change, Kind kind) {
    return permanentOfList(name, kind, (to, normal, exchange) -> {
          String text = new String(normal.body(), StandardCharsets.UTF_8);
          String changed = change.apply(text);
          normal.body(changed.getBytes(StandardCharsets.UTF_8)).to(to);
        })
        .without("together");
  }

  private static List<FileFault> clock() {
    return List.of(
        harmless("set back by a day", (to, normal, exchange) -> {
          exchange.scenario().waits.shift(Duration.ofDays(-1));
          normal.to(to);
        }),
        harmless("set forward by a day", (to, normal, exchange) -> {
          exchange.scenario().waits.shift(Duration.ofDays(1));
          normal.to(to);
        }));
  }

  private static FileScenario.Reply status(String status, String... headers) {
    return (to, normal, exchange) -> {
      if (status.startsWith("304")) {
        to.write(WireSample.head(status, headers));
      } else {
        FileReply.of(status, "", headers).to(to);
      }
    };
  }

  private static FileReply page(String status) {
    return FileReply.of(
        status,
        "<!DOCTYPE html><html><head><title>Log in</title></head></html>",
        "Content-Type: text/html");
  }

  private static FileReply moved(String target) {
    return FileReply.of("302 Found", "", "Location: " + target);
  }

  private static byte[] longer(byte[] body) {
    return Arrays.copyOf(body, body.length + 1000);
  }

  private static byte[] chunk(byte[] body) {
    return WireSample.join(
        WireSample.bytes(Integer.toHexString(body.length) + "\r\n"),
        body,
        WireSample.bytes("\r\n"));
  }
}
