package io.github.ckpt4j.sandbox;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import javax.net.ServerSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A server on this machine that plays all providers. It answers as they do, with jobs of its
 * own, to whoever has the keys in {@link #environment()}.
 *
 * <pre>{@code
 * try (Sandbox sandbox = Sandbox.start()) {
 *   sandbox.environment();        // OPENAI_API_KEY, OPENAI_BASE_URL, …
 *   sandbox.jobs();               // openai:ftjob-overfitted, together:ft-dc07b30c-8203, …
 *   sandbox.failNext(Fault.status(503));
 *   …
 *   sandbox.requests();           // what was asked
 * }
 * }</pre>
 *
 * <p>All methods may be called from any thread, while requests are answered too.
 */
public final class Sandbox implements Closeable {
  private static final int REQUESTS_KEPT = 10_000;

  /** Held here because the log manager holds it weakly. */
  private static final Logger SERVER_LOG = Logger.getLogger(MockWebServer.class.getName());

  private final MockWebServer server = new MockWebServer();
  private final List<FakeProvider> providers;
  private final Map<String, SandboxJob> jobs = Collections.synchronizedMap(new LinkedHashMap<>());
  private final Deque<Request> requests = new ArrayDeque<>();
  private final InstantSource clock;
  private final long latencyNanos;
  private final FaultSchedule faults;

  private Sandbox(Builder builder) {
    FakeOpenAi openAi = new FakeOpenAi(builder.pageLimit);
    providers = List.of(
        new FakeTogether(),
        openAi,
        new FakePortkey(openAi.key(), builder.pageLimit),
        new FakeOxen(),
        new FakeBaseten());
    clock = accelerated(builder.clock, builder.acceleration);
    latencyNanos = builder.latency.toNanos();
    faults = new FaultSchedule(builder.faultRate, builder.faultSeed, builder.faults);
    for (SandboxJob job : builder.jobs.isEmpty() ? DefaultJobs.at(clock.instant()) : builder.jobs) {
      add(job);
    }
  }

  /** A sandbox with some jobs of every provider, on a free port. */
  public static Sandbox start() {
    return builder().start();
  }

  /** For other jobs, another clock, or trouble. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The variables that lead a client here: {@code OPENAI_API_KEY}, {@code OPENAI_BASE_URL} and so
   * on for each provider, and {@code PORTKEY_PROVIDER}.
   */
  public Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    for (FakeProvider provider : providers) {
      environment.putAll(provider.environment(baseUrl(provider.name())));
    }
    return environment;
  }

  /** Where a provider is played. Ends as the provider's own base URL does, in {@code /v1} or not. */
  public String baseUrl(String provider) {
    return "http://127.0.0.1:" + server.getPort() + provider(provider).prefix();
  }

  /** References of all jobs. */
  public List<String> jobs() {
    synchronized (jobs) {
      return List.copyOf(jobs.keySet());
    }
  }

  /** Adds a job, or puts it in the place of the one with the same reference. */
  public void add(SandboxJob job) {
    provider(job.provider()).check(job);
    jobs.put(job.reference(), job);
  }

  /** The time that the jobs go by. */
  public Instant now() {
    return clock.instant();
  }

  /** The latest requests, in the order they came: ten thousand at most. */
  public List<Request> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** How many requests came in all. */
  public int requestCount() {
    return server.getRequestCount();
  }

  /** Lets the next request fail, whichever provider it is for. */
  public void failNext(Fault fault) {
    faults.announce(null, fault, 1);
  }

  /** Lets the next requests for this provider fail. Faults happen in the order they are announced. */
  public void failNext(String provider, Fault fault, int times) {
    faults.announce(provider(provider).name(), fault, times);
  }

  /** Stops the server and drops its connections. */
  @Override
  public void close() {
    server.close();
  }

  private MockResponse answer(RecordedRequest recorded) throws InterruptedException {
    // The server keeps every request for a test to take; a million of them would fill the heap.
    server.takeRequest(0, TimeUnit.NANOSECONDS);
    Request request = request(recorded);
    synchronized (requests) {
      requests.addLast(request);
      if (requests.size() > REQUESTS_KEPT) {
        requests.removeFirst();
      }
    }
    for (FakeProvider provider : providers) {
      if (request.path().startsWith(provider.prefix() + "/")) {
        MockResponse.Builder response = answer(provider, request, recorded.getUrl());
        provider.sign(response);
        if (response.getHeadersDelayNanos() == 0) {
          response.headersDelay(latencyNanos, TimeUnit.NANOSECONDS);
        }
        return response.build();
      }
    }
    return JsonResponse.text(404, "No provider is played at " + request.path() + ".")
        .build();
  }

  private MockResponse.Builder answer(FakeProvider provider, Request request, HttpUrl url) {
    Fault fault = faults.next(provider.name());
    return fault == null
        ? rightAnswer(provider, request, url)
        : fault.on(provider, () -> rightAnswer(provider, request, url));
  }

  private MockResponse.Builder rightAnswer(FakeProvider provider, Request request, HttpUrl url) {
    MockResponse.Builder refusal = provider.refusal(request);
    if (refusal != null) {
      return refusal;
    }
    if (!request.method().equals("GET")) {
      return provider.error(405);
    }
    List<String> path = url.pathSegments();
    int prefix = (int) provider.prefix().chars().filter(c -> c == '/').count();
    return provider.answer(new Call(
        request, path.subList(prefix, path.size()), address -> run(provider.name(), address)));
  }

  private @Nullable Run run(String provider, String address) {
    SandboxJob job = jobs.get(provider + ":" + address);
    return job == null ? null : job.at(clock.instant());
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

  private static InstantSource accelerated(InstantSource clock, double acceleration) {
    if (acceleration == 1) {
      return clock;
    }
    Instant start = clock.instant();
    return () -> {
      double passed = Duration.between(start, clock.instant()).toNanos() * acceleration;
      return start.plus(Duration.ofNanos((long) passed));
    };
  }

  private FakeProvider provider(String name) {
    for (FakeProvider provider : providers) {
      if (provider.name().equals(name)) {
        return provider;
      }
    }
    String known = providers.stream().map(FakeProvider::name).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("Not a provider: " + name + ". There are " + known + ".");
  }

  /** What to serve, and how well. */
  public static final class Builder {
    private final List<SandboxJob> jobs = new ArrayList<>();
    private int port;
    private InstantSource clock = InstantSource.system();
    private double acceleration = 1;
    private int pageLimit = Integer.MAX_VALUE;
    private Duration latency = Duration.ZERO;
    private double faultRate;
    private long faultSeed;
    private List<Fault> faults = List.of();

    private Builder() {}

    /** The port to listen on; any free one by default. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** Serves this job. Once one is named, those that are there by default are not. */
    public Builder job(SandboxJob job) {
      jobs.add(job);
      return this;
    }

    /** The clock that jobs go by, for a test to set. */
    public Builder clock(InstantSource clock) {
      this.clock = clock;
      return this;
    }

    /** How many times faster than the clock jobs go: 60 makes a minute of training a second. */
    public Builder acceleration(double acceleration) {
      this.acceleration = acceleration;
      return this;
    }

    /** The largest page of OpenAI and Portkey, whatever a client asks for. */
    public Builder pageLimit(int pageLimit) {
      this.pageLimit = pageLimit;
      return this;
    }

    /** How long each answer takes. */
    public Builder latency(Duration latency) {
      this.latency = latency;
      return this;
    }

    /**
     * Lets this part of all requests fail, by chance.
     *
     * @param rate from 0 to 1
     * @param seed the same one gives the same faults to the same sequence of requests
     * @param faults to choose from; a mixture of statuses and dropped connections by default
     */
    public Builder faultRate(double rate, long seed, Fault... faults) {
      this.faultRate = rate;
      this.faultSeed = seed;
      this.faults = faults.length > 0
          ? List.of(faults)
          : List.of(
              Fault.rateLimited(Duration.ZERO),
              Fault.status(500),
              Fault.status(502),
              Fault.status(503),
              Fault.dropConnection(),
              Fault.dropBody());
      return this;
    }

    /** Starts serving. */
    public Sandbox start() {
      Sandbox sandbox = new Sandbox(this);
      if (SERVER_LOG.getLevel() == null) {
        SERVER_LOG.setLevel(Level.WARNING); // it logs every request, which nobody asked for
      }
      sandbox.server.setServerSocketFactory(new NoDelay());
      sandbox.server.setDispatcher(new Dispatcher() {
        @Override
        public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
          return sandbox.answer(request);
        }
      });
      try {
        // In numbers, because a name may stand for another address in another client.
        sandbox.server.start(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot listen on port " + port, e);
      }
      return sandbox;
    }
  }

  /**
   * Sends small packets at once. Headers and body go out one after the other, and the second would
   * wait some 40 ms for the acknowledgement of the first.
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
