package io.github.ckpt4j.download;

import io.github.ckpt4j.robustness.FaultServer.Connection;
import io.github.ckpt4j.robustness.WireSample;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A response, as the sandbox sent it or with a change. Its length matches its body. */
final class FileReply {
  private static final Set<String> OF_CONNECTION =
      Set.of(":status", "connection", "content-length", "transfer-encoding");
  private static final Map<Integer, String> NAMES =
      Map.of(200, "200 OK", 206, "206 Partial Content");

  private final String status;
  private final Map<String, String> headers;
  private final byte[] body;

  private FileReply(String status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  static FileReply of(HttpResponse<byte[]> response) {
    Map<String, String> headers = new LinkedHashMap<>();
    response.headers().map().forEach((name, values) -> {
      if (!OF_CONNECTION.contains(name)) {
        headers.put(name, values.get(0));
      }
    });
    int status = response.statusCode();
    return new FileReply(NAMES.getOrDefault(status, status + " Other"), headers, response.body());
  }

  /** A new response, with headers as {@code Name: value}. */
  static FileReply of(String status, String body, String... headers) {
    Map<String, String> named = new LinkedHashMap<>();
    for (String each : headers) {
      String[] parts = each.split(": ", 2);
      named.put(parts[0], parts[1]);
    }
    return new FileReply(status, named, WireSample.bytes(body));
  }

  Map<String, String> headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }

  FileReply body(byte[] other) {
    return new FileReply(status, headers, other);
  }

  /** Only the first bytes. */
  FileReply cut(int length) {
    return body(Arrays.copyOf(body, length));
  }

  FileReply with(String name, String value) {
    FileReply other = without(name);
    other.headers.put(name, value);
    return other;
  }

  FileReply without(String name) {
    Map<String, String> others = new LinkedHashMap<>(headers);
    others.keySet().removeIf(name::equalsIgnoreCase);
    return new FileReply(status, others, body);
  }

  byte[] head(String... more) {
    List<String> lines = new java.util.ArrayList<>();
    headers.forEach((name, value) -> lines.add(name + ": " + value));
    lines.addAll(List.of(more));
    return WireSample.bytes(WireSample.head(status, lines.toArray(String[]::new)));
  }

  /** The whole response, after which the connection stays open. */
  byte[] bytes() {
    return WireSample.join(head("Content-Length: " + body.length), body);
  }

  /** The head and the first half of the body that it announces. */
  byte[] half() {
    return WireSample.join(
        head("Content-Length: " + body.length), Arrays.copyOf(body, body.length / 2));
  }

  void to(Connection connection) throws IOException {
    connection.write(bytes());
  }
}
