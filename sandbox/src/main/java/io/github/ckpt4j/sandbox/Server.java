package io.github.ckpt4j.sandbox;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ServerSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/** Listens on a port of this machine. */
final class Server implements Closeable {

  /** Creates the response to a request. */
  interface Handler {
    MockResponse.Builder respond(Request request, RecordedRequest recorded);
  }

  /** Larger request bodies are truncated. */
  private static final long MAX_BODY = 1 << 20;

  /** In a field because the log manager references loggers only weakly. */
  private static final Logger LOG = Logger.getLogger(MockWebServer.class.getName());

  private final MockWebServer server = new MockWebServer();

  Server(Handler handler) {
    if (LOG.getLevel() == null) {
      LOG.setLevel(Level.WARNING); // it logs every request
    }
    server.setServerSocketFactory(new NoDelay());
    server.setBodyLimit(MAX_BODY);
    server.setDispatcher(new Dispatcher() {
      @Override
      public MockResponse dispatch(RecordedRequest recorded) throws InterruptedException {
        // MockWebServer keeps every request until a test takes it; a million of them would fill the
        // heap.
        server.takeRequest(0, TimeUnit.NANOSECONDS);
        MockResponse.Builder response = handler.respond(request(recorded), recorded);
        return recorded.getMethod().equals("HEAD") ? response.body("").build() : response.build();
      }
    });
  }

  /** @param port 0 for any free one */
  void start(int port) {
    try {
      // Numeric, because a host name may resolve to a different address in another client.
      server.start(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen on port " + port, e);
    }
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getPort();
  }

  int requestCount() {
    return server.getRequestCount();
  }

  @Override
  public void close() {
    server.close();
  }

  private static Request request(RecordedRequest recorded) {
    HttpUrl url = recorded.getUrl();
    Map<String, String> query = new LinkedHashMap<>();
    for (int i = 0; i < url.querySize(); i++) {
      String value = url.queryParameterValue(i);
      query.put(url.queryParameterName(i), value == null ? "" : value);
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Headers sent = recorded.getHeaders();
    for (int i = 0; i < sent.size(); i++) {
      headers.merge(sent.name(i), sent.value(i), (first, second) -> first + ", " + second);
    }
    return new Request(
        recorded.getMethod(),
        url.encodedPath(),
        Collections.unmodifiableMap(query),
        Collections.unmodifiableMap(headers));
  }

  /**
   * Disables Nagle's algorithm. Headers and body are sent separately, and the body would wait some
   * 40 ms until the headers are acknowledged.
   */
  private static final class NoDelay extends ServerSocketFactory {
    @Override
    public ServerSocket createServerSocket() throws IOException {
      return new ServerSocket() {
        @Override
        public Socket accept() throws IOException {
          Socket socket = super.accept();
          socket.setTcpNoDelay(true);
          return socket;
        }
      };
    }

    @Override
    public ServerSocket createServerSocket(int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
      throw new UnsupportedOperationException();
    }
  }
}
