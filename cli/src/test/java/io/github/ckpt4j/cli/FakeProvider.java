package io.github.ckpt4j.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A provider that sends prepared responses, selected by the last part of the path. */
final class FakeProvider implements AutoCloseable {
  private static final String CHECKPOINTS = "checkpoints";
  private static final String METRICS = "metrics";
  private static final String JOB = "job";
  private static final String SEARCH = "search";

  private final HttpServer server;
  private final Map<String, Queue<Response>> responses = new ConcurrentHashMap<>();
  private final Map<String, Supplier<String>> byId = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private record Response(int status, String type, String body) {
    private static Response json(String body) {
      return new Response(200, "application/json", body);
    }
  }

  FakeProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::respond);
    server.start();
  }

  FakeProvider(String checkpoints, String job) throws IOException {
    this();
    checkpoints(checkpoints).job(job);
  }

  /** Successive responses to requests for checkpoints, the last one repeats. */
  FakeProvider checkpoints(String... bodies) {
    return on(CHECKPOINTS, Arrays.stream(bodies).map(Response::json).toList());
  }

  /** Successive responses to requests for the job, the last one repeats. */
  FakeProvider job(String... bodies) {
    return on(JOB, Arrays.stream(bodies).map(Response::json).toList());
  }

  /** Successive responses to requests for Baseten's list of jobs, the last one repeats. */
  FakeProvider jobs(String... bodies) {
    return on(SEARCH, Arrays.stream(bodies).map(Response::json).toList());
  }

  /** The response to requests for the job of this id, as it is when the request arrives. */
  FakeProvider job(String id, Supplier<String> body) {
    byId.put(id, body);
    return this;
  }

  FakeProvider metrics(int status, String type, String body) {
    return on(METRICS, List.of(new Response(status, type, body)));
  }

  /** The number of requests for metrics. */
  long metricRequests() {
    return requests.stream().filter(METRICS::equals).count();
  }

  /** The variables that direct a provider's requests here. */
  Map<String, String> environment(String provider, String path) {
    String name = provider.toUpperCase(Locale.ROOT);
    return Map.of(
        name + "_API_KEY",
        "sk-test-key-0123",
        name + "_BASE_URL",
        "http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  Map<String, String> environment() {
    return environment("openai", "/v1");
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private FakeProvider on(String kind, List<Response> list) {
    responses.put(kind, new ArrayDeque<>(list));
    return this;
  }

  private void respond(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String last = path.substring(path.lastIndexOf('/') + 1);
    String kind = Set.of(CHECKPOINTS, METRICS, SEARCH).contains(last) ? last : JOB;
    requests.add(kind);
    Supplier<String> ofJob = byId.get(last);
    Response response = ofJob == null ? next(kind) : Response.json(ofJob.get());
    byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", response.type());
    exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private synchronized Response next(String kind) {
    Queue<Response> left = responses.getOrDefault(kind, new ArrayDeque<>());
    if (left.isEmpty()) {
      return new Response(404, "application/json", "{}");
    }
    return left.size() > 1 ? left.remove() : left.element();
  }
}
