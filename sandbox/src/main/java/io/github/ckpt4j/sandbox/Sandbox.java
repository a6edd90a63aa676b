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
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ServerSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * An in-process server that emulates all providers and serves simulated jobs. It accepts the keys
 * in {@link #environment()}.
 *
 * <pre>{@code
 * try (Sandbox sandbox = Sandbox.start()) {
 *   sandbox.environment();        // OPENAI_API_KEY, OPENAI_BASE_URL, …
 *   sandbox.jobs();               // openai:ftjob-overfitted, together:ft-dc07b30c-8203, …
 *   sandbox.failNext(Fault.status(503));
 *   …
 *   sandbox.requests();           // the requests it received
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class Sandbox implements Closeable {
  /** Kept in a field because the log manager holds loggers only weakly. */
  private static final Logger SERVER_LOG = Logger.getLogger(MockWebServer.class.getName());

  private final MockWebServer server = new MockWebServer();
  private final List<SandboxProvider> providers;
  private final Map<String, SandboxJob> jobs = Collections.synchronizedMap(new LinkedHashMap<>());
  private final RecentRequests requests = new RecentRequests();
  private final InstantSource clock;
  private final long latencyNanos;
  private final FaultSchedule faults;
  private final @Nullable Long shuffleSeed;

  private Sandbox(Builder builder) {
    providers = SandboxProvider.all(builder.pageLimit);
    shuffleSeed = builder.shuffleSeed;
    clock = accelerated(builder.clock, builder.acceleration);
    latencyNanos = builder.latency.toNanos();
    faults = new FaultSchedule(builder.faultRate, builder.faultSeed, builder.faults);
    for (SandboxJob job : builder.jobs.isEmpty() ? DefaultJobs.at(clock.instant()) : builder.jobs) {
      add(job);
    }
    DefaultJobs.many(clock.instant(), builder.manyJobs).forEach(this::add);
  }

  /** Starts a sandbox with some jobs of every provider, on a free port. */
  public static Sandbox start() {
    return builder().start();
  }

  /** Configures the jobs, the clock or faults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The environment variables that point a client at this sandbox: {@code OPENAI_API_KEY}, {@code
   * OPENAI_BASE_URL} and so on for each provider, and {@code PORTKEY_PROVIDER}.
   */
  public Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    for (SandboxProvider provider : providers) {
      environment.putAll(provider.environment(baseUrl(provider.name())));
    }
    return environment;
  }

  /**
   * The base URL of an emulated provider. It ends in {@code /v1} if the provider's real base URL
   * does.
   */
  public String baseUrl(String provider) {
    return "http://127.0.0.1:" + server.getPort() + provider(provider).prefix();
  }

  /** The references of all jobs. */
  public List<String> jobs() {
    synchronized (jobs) {
      return List.copyOf(jobs.keySet());
    }
  }

  /** Adds a job, replacing any job with the same reference. */
  public void add(SandboxJob job) {
    provider(job.provider()).check(job);
    jobs.put(job.reference(), job);
  }

  /** The current time on the sandbox's clock. */
  public Instant now() {
    return clock.instant();
  }

  /** The latest requests, oldest first: at most ten thousand, and at most 8 MB in total. */
  public List<Request> requests() {
    return requests.all();
  }

  /** The number of requests received so far. */
  public int requestCount() {
    return server.getRequestCount();
  }

  /** Makes the next request fail, for any provider. */
  public void failNext(Fault fault) {
    faults.announce(null, fault, 1);
  }

  /** Makes the next requests to this provider fail. Faults occur in the order of these calls. */
  public void failNext(String provider, Fault fault, int times) {
    faults.announce(provider(provider).name(), fault, times);
  }

  /** Stops the server and drops its connections. */
  @Override
  public void close() {
    server.close();
  }

  private MockResponse respond(RecordedRequest recorded) throws InterruptedException {
    // MockWebServer keeps every request until a test takes it; a million of them would fill the
    // heap.
    server.takeRequest(0, TimeUnit.NANOSECONDS);
    Request request = request(recorded);
    requests.add(request);
    for (SandboxProvider provider : providers) {
      if (request.path().startsWith(provider.prefix() + "/")) {
        MockResponse.Builder response =
            respond(provider, request, recorded.getUrl(), text(recorded.getBody()));
        provider.signature().forEach(response::setHeader);
        if (response.getHeadersDelayNanos() == 0) {
          response.headersDelay(latencyNanos, TimeUnit.NANOSECONDS);
        }
        return response.build();
      }
    }
    return Response.text(404, "No provider is emulated at " + request.path() + ".")
        .toHttp(null)
        .build();
  }

  private MockResponse.Builder respond(
      SandboxProvider provider, Request request, HttpUrl url, String body) {
    Supplier<MockResponse.Builder> normal =
        () -> normalResponse(provider, request, url, body).toHttp(shuffle());
    Fault fault = faults.next(provider.name());
    return fault == null ? normal.get() : fault.on(provider, normal);
  }

  private Response normalResponse(
      SandboxProvider provider, Request request, HttpUrl url, String body) {
    Response refusal = provider.refusal(request);
    if (refusal != null) {
      return refusal;
    }
    int prefix = (int) provider.prefix().chars().filter(c -> c == '/').count();
    List<String> path = url.pathSegments().subList(prefix, url.pathSize());
    Jobs all = new Jobs(id -> run(provider.name(), id), () -> runs(provider.name()));
    return switch (request.method()) {
      case "GET" -> provider.respond(request, path, all);
      case "POST" -> {
        Response found = provider.search(String.join("/", path), body, all);
        yield found == null ? provider.error(405) : found;
      }
      default -> provider.error(405);
    };
  }

  private List<Run> runs(String provider) {
    List<SandboxJob> found;
    synchronized (jobs) {
      found = jobs.values().stream()
          .filter(job -> job.provider().equals(provider))
          .sorted(Comparator.comparing(SandboxJob::created).reversed())
          .toList();
    }
    return found.stream().map(job -> job.at(clock.instant())).toList();
  }

  private @Nullable Random shuffle() {
    return shuffleSeed == null ? null : new Random(shuffleSeed + requestCount());
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

  private static String text(@Nullable ByteString body) {
    return body == null ? "" : body.utf8();
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

  private SandboxProvider provider(String name) {
    return SandboxProvider.named(name, providers);
  }

  /** Configures and starts a sandbox. */
  public static final class Builder {
    private final List<SandboxJob> jobs = new ArrayList<>();
    private int manyJobs;
    private int port;
    private InstantSource clock = InstantSource.system();
    private double acceleration = 1;
    private int pageLimit = Integer.MAX_VALUE;
    private Duration latency = Duration.ZERO;
    private double faultRate;
    private long faultSeed;
    private List<Fault> faults = List.of();
    private @Nullable Long shuffleSeed;

    private Builder() {}

    /** The port to listen on; any free one by default. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** Serves this job. Once a job is set, the default jobs are not served. */
    public Builder job(SandboxJob job) {
      jobs.add(job);
      return this;
    }

    /**
     * Serves this many more jobs at each provider, some of them running and each with a few
     * checkpoints.
     */
    public Builder jobs(int count) {
      this.manyJobs = count;
      return this;
    }

    /** The clock that the jobs follow. */
    public Builder clock(InstantSource clock) {
      this.clock = clock;
      return this;
    }

    /** Speed-up factor for training: at 60, a minute of training takes a second. */
    public Builder acceleration(double acceleration) {
      this.acceleration = acceleration;
      return this;
    }

    /** The largest page of OpenAI and Portkey, whatever limit a client requests. */
    public Builder pageLimit(int pageLimit) {
      this.pageLimit = pageLimit;
      return this;
    }

    /**
     * Writes the members of each JSON object in random order and adds unknown ones. Clients must
     * read the same values.
     */
    public Builder shuffleMembers(long seed) {
      this.shuffleSeed = seed;
      return this;
    }

    /** Delays each response by this long. */
    public Builder latency(Duration latency) {
      this.latency = latency;
      return this;
    }

    /**
     * Makes this fraction of all requests fail, at random.
     *
     * @param rate from 0 to 1
     * @param seed the same seed gives the same faults for the same sequence of requests
     * @param faults to choose from; by default a mix of statuses and dropped connections
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

    /** Starts the sandbox. */
    public Sandbox start() {
      Sandbox sandbox = new Sandbox(this);
      if (SERVER_LOG.getLevel() == null) {
        SERVER_LOG.setLevel(Level.WARNING); // it logs every request
      }
      sandbox.server.setServerSocketFactory(new NoDelay());
      sandbox.server.setDispatcher(new Dispatcher() {
        @Override
        public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
          return sandbox.respond(request);
        }
      });
      try {
        // Numeric, because a host name may resolve to a different address in another client.
        sandbox.server.start(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot listen on port " + port, e);
      }
      return sandbox;
    }
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
