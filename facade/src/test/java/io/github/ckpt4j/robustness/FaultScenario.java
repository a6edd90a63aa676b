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

/** What one trial is played on: a server that has one of its answers go wrong, and a client for it. */
final class FaultScenario implements Closeable {
  final ProviderCase subject;

  /** The caller's own client, for the trial to see what becomes of its connections. */
  final OkHttpClient.Builder http = new OkHttpClient.Builder()
      .connectionPool(new ConnectionPool())
      .proxy(java.net.Proxy.NO_PROXY);

  private final boolean always;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger leaks = new AtomicInteger();
  private final Deque<Closeable> toClose = new ArrayDeque<>();
  private @Nullable FaultServer foreign;
  private Duration patience = Duration.ofSeconds(10);
  private boolean impatient;
  private String origin = "";

  /** What a server sends when it is to go wrong, its request being read. */
  interface Reply {
    void to(Connection connection, FaultScenario stage) throws IOException;
  }

  /**
   * @param always whether the fault stays; otherwise it happens once
   */
  FaultScenario(ProviderCase subject, boolean always) {
    this.subject = subject;
    this.always = always;
  }

  /** Whether it is time for the fault, which is the last request of the list. Each call is one. */
  boolean isAtFault() {
    int before = asked.getAndIncrement() - (subject.pages() - 1);
    return before == 0 || (always && before > 0);
  }

  /** How often what is at fault was asked for. */
  int attempts() {
    int attempts = asked.get() - (subject.pages() - 1);
    return impatient ? Math.min(attempts, 2) : attempts;
  }

  /** As many as there are by default, or more if a right answer may come too late as well. */
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
   * For faults that show only by the time they take. On a busy machine a right answer may take too
   * long as well: that it came after the fault counts, not after how many attempts.
   */
  void impatient() {
    impatient = true;
    patience = Duration.ofSeconds(2);
  }

  <C extends Closeable> C opened(C resource) {
    toClose.push(resource);
    return resource;
  }

  /** Serves right answers, and the reply in place of one. */
  void serve(Reply reply) {
    handle(connection -> {
      String request = connection.readRequest();
      if (isAtFault()) {
        reply.to(connection, this);
      } else {
        right(connection, request);
      }
    });
  }

  /** Starts the server that the client is led to. */
  FaultServer handle(FaultServer.Handler handler) {
    FaultServer server = opened(new FaultServer(handler));
    at(server.origin());
    return server;
  }

  /** Nothing of the server's is wrong; what is wrong is on the way there. */
  FaultServer handleRightly() {
    return handle(connection -> right(connection, connection.readRequest()));
  }

  /** The right answer, after which the connection is closed. */
  void right(Connection connection, String request) throws IOException {
    connection.write(WireSample.ok(answer(request), "Connection: close"));
  }

  String answer(String request) {
    String target = request.split(" ", 3)[1].replaceFirst("^http://[^/]+", "");
    String body = subject.answers().get(target);
    if (body == null) {
      throw new AssertionError("Nobody should ask " + request);
    }
    return body;
  }

  /** How many requests came before. */
  int rightly() {
    return asked.get();
  }

  /** The right answer to a request that was not read, by how many came before. */
  String answerNumber(int before) {
    List<String> bodies = List.copyOf(subject.answers().values());
    return bodies.get(Math.min(before, bodies.size() - 1));
  }

  /** Notes that someone saw the key who must not. */
  void leaked() {
    leaks.incrementAndGet();
  }

  /** A server that no request and no key may ever come to. */
  FaultServer foreign() {
    FaultServer server = foreign;
    if (server == null) {
      server = opened(new FaultServer(connection -> {
        connection.readRequest();
        connection.write(WireSample.ok("{}", "Connection: close"));
      }));
      foreign = server;
    }
    return server;
  }

  /** How often a key, or a request, went where it must not. */
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
