package io.github.ckpt4j.robustness;

import io.github.ckpt4j.robustness.FaultServer.Connection;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * One run of a fault: a server that fails one of its responses, and the settings of a client for
 * it.
 */
final class FaultScenario implements Closeable {
  final ProviderCase subject;

  /** A custom OkHttp client, so that the test can inspect its connections. */
  final OkHttpClient.Builder http = new OkHttpClient.Builder()
      .connectionPool(new ConnectionPool())
      .proxy(java.net.Proxy.NO_PROXY);

  private final boolean always;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger leaks = new AtomicInteger();
  private final Deque<Closeable> toClose = new ArrayDeque<>();
  private @Nullable FaultServer foreign;
  private Duration patience = Duration.ofSeconds(10);
  private boolean impatient;
  private String origin = "";

  /** Sends the faulty response after the request has been read. */
  interface Reply {
    void to(Connection connection, FaultScenario scenario) throws IOException;
  }

  /** @param always whether the fault happens every time; otherwise it happens once */
  FaultScenario(ProviderCase subject, boolean always) {
    this.subject = subject;
    this.always = always;
  }

  /** Counts a request and returns whether it should fail, from the last request of the list on. */
  boolean shouldFail() {
    int before = requests.getAndIncrement() - (subject.pages() - 1);
    return before == 0 || (always && before > 0);
  }

  /** How often the failing request was made. */
  int attempts() {
    int attempts = requests.get() - (subject.pages() - 1);
    return impatient ? Math.min(attempts, 2) : attempts;
  }

  /** The default number of retries, or more if a normal response may also be too late. */
  int retries() {
    return impatient && !always ? 10 : 2;
  }

  String origin() {
    return origin;
  }

  void at(String url) {
    origin = url;
  }

  Duration patience() {
    return patience;
  }

  /**
   * For faults that cause a timeout. On a busy machine a normal response may also take too long, so
   * the test requires that the client recovers, not in how many attempts.
   */
  void impatient() {
    impatient = true;
    patience = Duration.ofSeconds(2);
  }

  <C extends Closeable> C closeAtEnd(C resource) {
    toClose.push(resource);
    return resource;
  }

  /** Serves normal responses, with the reply in place of one of them. */
  void serve(Reply reply) {
    handle(connection -> {
      String request = connection.readRequest();
      if (shouldFail()) {
        reply.to(connection, this);
      } else {
        respond(connection, request);
      }
    });
  }

  /** Starts the server that the client uses. */
  FaultServer handle(FaultServer.Handler handler) {
    FaultServer server = closeAtEnd(new FaultServer(handler));
    at(server.origin());
    return server;
  }

  /** For faults on the way to the server, which itself responds normally. */
  FaultServer handleNormally() {
    return handle(connection -> respond(connection, connection.readRequest()));
  }

  /** Sends the normal response and closes the connection. */
  void respond(Connection connection, String request) throws IOException {
    connection.write(WireSample.ok(responseTo(request), "Connection: close"));
  }

  String responseTo(String request) {
    String target = request.split(" ", 3)[1].replaceFirst("^http://[^/]+", "");
    String body = subject.responses().get(target);
    if (body == null) {
      throw new AssertionError("Unexpected request: " + request);
    }
    return body;
  }

  /** The number of requests so far. */
  int requestsBefore() {
    return requests.get();
  }

  /** The normal response to a request that was not read, given the number of requests before it. */
  String responseAfter(int before) {
    List<String> bodies = List.copyOf(subject.responses().values());
    return bodies.get(Math.min(before, bodies.size() - 1));
  }

  /** Records that the key was sent to a place where it must not go. */
  void leaked() {
    leaks.incrementAndGet();
  }

  /** A server that must never receive a request or a key. */
  FaultServer foreign() {
    FaultServer server = foreign;
    if (server == null) {
      server = closeAtEnd(new FaultServer(connection -> {
        connection.readRequest();
        connection.write(WireSample.ok("{}", "Connection: close"));
      }));
      foreign = server;
    }
    return server;
  }

  /** How often a key or a request was sent to a place where it must not go. */
  int leaks() {
    return leaks.get() + (foreign == null ? 0 : foreign.connections());
  }

  @Override
  public void close() throws IOException {
    while (!toClose.isEmpty()) {
      toClose.pop().close();
    }
  }
}
