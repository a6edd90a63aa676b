package io.github.ckpt4j.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Protocol;

/**
 * A provider's server on a real socket. It sends the queued responses in order and records the
 * requests. A request without a queued response gets a 418, which no client retries.
 */
final class Server implements AutoCloseable {
  private final MockWebServer web = new MockWebServer();
  private final Queue<MockResponse> script = new ConcurrentLinkedQueue<>();
  private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
  private final Semaphore arrivals = new Semaphore(0);
  private volatile Function<RecordedRequest, MockResponse> responses = request -> nextOfScript();

  Server() {
    this(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
  }

  Server(List<Protocol> protocols) {
    web.setServerSocketFactory(new UndelayedSockets());
    web.setProtocols(protocols);
    web.setDispatcher(new Dispatcher() {
      @Override
      public MockResponse dispatch(RecordedRequest request) {
        requests.add(request);
        arrivals.release();
        return responses.apply(request);
      }
    });
    try {
      web.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url(String path) {
    return web.url(path).toString();
  }

  Server enqueue(String body) {
    return enqueue(200, body);
  }

  /** Queues a response; headers are {@code Name: value}. */
  Server enqueue(int status, String body, String... headers) {
    script.add(response(status, body, headers));
    return this;
  }

  Server enqueue(MockResponse response) {
    script.add(response);
    return this;
  }

  /** Queues a response that is never sent: the server reads the request and then does nothing. */
  Server silence() {
    return enqueue(
        new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
  }

  /** Queues a closed connection instead of a response. */
  Server hangUp() {
    return enqueue(new MockResponse.Builder()
        .onResponseStart(new SocketEffect.CloseSocket())
        .build());
  }

  /** From now on, chooses each response by its request instead of sending the queue. */
  void route(Function<RecordedRequest, MockResponse> byRequest) {
    responses = byRequest;
  }

  static MockResponse response(int status, String body, String... headers) {
    MockResponse.Builder response = new MockResponse.Builder().code(status).body(body);
    for (String header : headers) {
      response.addHeader(header);
    }
    return response.build();
  }

  /** All requests so far, in order. */
  List<RecordedRequest> requests() {
    return requests;
  }

  RecordedRequest onlyRequest() {
    if (requests.size() != 1) {
      throw new AssertionError("Expected one request, got " + requests);
    }
    return requests.get(0);
  }

  /** The paths and queries of all requests so far, in order. */
  List<String> targets() {
    return requests.stream().map(RecordedRequest::getTarget).toList();
  }

  /** Waits for the next request that has not been awaited yet. */
  void awaitRequest() throws InterruptedException {
    if (!arrivals.tryAcquire(10, TimeUnit.SECONDS)) {
      throw new AssertionError("No request came");
    }
  }

  @Override
  public void close() {
    web.close();
  }

  private MockResponse nextOfScript() {
    MockResponse next = script.poll();
    return next == null ? response(418, "unexpected request") : next;
  }
}
