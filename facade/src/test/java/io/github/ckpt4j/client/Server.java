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
 * A provider's server on a real socket: gives the answers it was told to, in order, and remembers
 * what it was asked. A request that no answer is left for gets a 418, which no client tries again.
 */
final class Server implements AutoCloseable {
  private final MockWebServer web = new MockWebServer();
  private final Queue<MockResponse> script = new ConcurrentLinkedQueue<>();
  private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
  private final Semaphore arrivals = new Semaphore(0);
  private volatile Function<RecordedRequest, MockResponse> answers = request -> nextOfScript();

  Server() {
    this(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
  }

  Server(List<Protocol> protocols) {
    web.setProtocols(protocols);
    web.setDispatcher(new Dispatcher() {
      @Override
      public MockResponse dispatch(RecordedRequest request) {
        requests.add(request);
        arrivals.release();
        return answers.apply(request);
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

  Server answer(String body) {
    return answer(200, body);
  }

  /** Queues an answer; headers are {@code Name: value}. */
  Server answer(int status, String body, String... headers) {
    script.add(response(status, body, headers));
    return this;
  }

  Server answer(MockResponse response) {
    script.add(response);
    return this;
  }

  /** Queues an answer that never comes: the request is read and then nothing happens. */
  Server silence() {
    return answer(
        new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
  }

  /** Queues the end of the connection instead of an answer. */
  Server hangUp() {
    return answer(new MockResponse.Builder()
        .onResponseStart(new SocketEffect.CloseSocket())
        .build());
  }

  /** From now on answers by what is asked, not in order. */
  void route(Function<RecordedRequest, MockResponse> byRequest) {
    answers = byRequest;
  }

  static MockResponse response(int status, String body, String... headers) {
    MockResponse.Builder response = new MockResponse.Builder().code(status).body(body);
    for (String header : headers) {
      response.addHeader(header);
    }
    return response.build();
  }

  /** Everything asked so far, in order. */
  List<RecordedRequest> requests() {
    return requests;
  }

  RecordedRequest onlyRequest() {
    if (requests.size() != 1) {
      throw new AssertionError("Not one request but " + requests);
    }
    return requests.get(0);
  }

  /** Path and query of everything asked so far, in order. */
  List<String> targets() {
    return requests.stream().map(RecordedRequest::getTarget).toList();
  }

  /** Waits for one more request that nobody has waited for. */
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
    return next == null ? response(418, "nothing more was expected") : next;
  }
}
