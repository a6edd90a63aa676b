package io.github.ckpt4j.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An OpenAI that responds with one text to every request for checkpoints, and another for jobs. */
final class FakeProvider implements AutoCloseable {
  private final HttpServer server;

  FakeProvider(String checkpoints, String job) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      String path = exchange.getRequestURI().getPath();
      byte[] body =
          (path.endsWith("/checkpoints") ? checkpoints : job).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    });
    server.start();
  }

  Map<String, String> environment() {
    return Map.of(
        "OPENAI_API_KEY",
        "sk-test-key-0123",
        "OPENAI_BASE_URL",
        "http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
