package io.github.ckpt4j.sandbox;

import java.io.Closeable;
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
import java.util.function.Function;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
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
  private static final String BASETEN = "baseten";

  private final Server server = new Server(this::respond);
  private final Server storeServer = new Server(this::respondFromStore);
  private final ObjectStore store;
  private final FakeBaseten baseten;
  private final List<SandboxProvider> providers;
  private final Map<String, SandboxJob> jobs = Collections.synchronizedMap(new LinkedHashMap<>());
  private final RecentRequests requests = new RecentRequests();
  private final InstantSource clock;
  private final long latencyNanos;
  private final FaultSchedule faults;
  private final @Nullable Long shuffleSeed;
  private final @Nullable Long checkpointSize;
  private final @Nullable Integer weightFiles;

  private Sandbox(Builder builder) {
    // Not accelerated, or a link's fifteen minutes would pass in three seconds.
    store = new ObjectStore(builder.clock, builder.linkLifetime, storeServer::baseUrl);
    baseten = new FakeBaseten(store);
    providers = SandboxProvider.all(builder.pageLimit, baseten);
    checkpointSize = builder.checkpointSize;
    weightFiles = builder.weightFiles;
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
    return server.baseUrl() + provider(provider).prefix();
  }

  /** A short description of what a job demonstrates; empty if it has none. */
  public String shows(String reference) {
    SandboxJob job = jobs.get(reference);
    return job == null ? "" : job.shows();
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
    jobs.put(job.reference(), job.orElse(checkpointSize, weightFiles));
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
    return server.requestCount() + storeServer.requestCount();
  }

  /** Makes the next request fail, for any provider. */
  public void failNext(Fault fault) {
    faults.announce(null, false, fault, 1);
  }

  /** Makes the next requests to this provider fail. Faults occur in the order of these calls. */
  public void failNext(String provider, Fault fault, int times) {
    faults.announce(provider(provider).name(), false, fault, times);
  }

  /**
   * Makes the next requests for the bytes of this provider's files fail, but not requests for lists of
   * files.
   */
  public void failNextFile(String provider, Fault fault, int times) {
    faults.announce(provider(provider).name(), true, fault, times);
  }

  /** Forgets the faults that have not occurred yet. */
  public void clearFaults() {
    faults.clear();
  }

  /** Stops the server and drops its connections. */
  @Override
  public void close() {
    server.close();
    storeServer.close();
  }

  private MockResponse.Builder respond(Request request, RecordedRequest recorded) {
    requests.add(request);
    for (SandboxProvider provider : providers) {
      if (request.path().startsWith(provider.prefix() + "/")) {
        HttpUrl url = recorded.getUrl();
        String body = text(recorded.getBody());
        boolean file = provider.isFile(request.path());
        MockResponse.Builder response = delayed(faulty(
            provider.name(),
            file,
            provider,
            request,
            each -> normalResponse(provider, each, url, body)));
        provider.signature().forEach(response::setHeader);
        return response;
      }
    }
    return Response.text(404, "No provider is emulated at " + request.path() + ".")
        .toHttp(null);
  }

  /** Baseten's files are in an object store, not at Baseten. */
  private MockResponse.Builder respondFromStore(Request request, RecordedRequest recorded) {
    requests.add(request);
    List<String> key = recorded.getUrl().pathSegments();
    return delayed(faulty(
        BASETEN,
        true,
        store,
        request,
        each -> store.respond(each, () -> baseten.stored(key, id -> run(BASETEN, id)))));
  }

  private MockResponse.Builder faulty(
      String provider,
      boolean file,
      Errors errors,
      Request request,
      Function<Request, Response> normal) {
    Fault fault = faults.next(provider, file);
    return fault == null
        ? normal.apply(request).toHttp(shuffle())
        : fault.on(errors, request, each -> normal.apply(each).toHttp(shuffle()));
  }

  private MockResponse.Builder delayed(MockResponse.Builder response) {
    return response.getHeadersDelayNanos() == 0
        ? response.headersDelay(latencyNanos, TimeUnit.NANOSECONDS)
        : response;
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
    private @Nullable Long checkpointSize;
    private @Nullable Integer weightFiles;
    private Duration linkLifetime = Duration.ofMinutes(15);

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

    /** The {@link SandboxJob#checkpointSize} of all jobs without their own. */
    public Builder checkpointSize(long bytes) {
      this.checkpointSize = bytes;
      return this;
    }

    /** The {@link SandboxJob#weightFiles} of all jobs without their own. */
    public Builder weightFiles(int count) {
      this.weightFiles = count;
      return this;
    }

    /** The lifetime of Baseten's links to files; fifteen minutes by default. */
    public Builder linkLifetime(Duration lifetime) {
      this.linkLifetime = lifetime;
      return this;
    }

    /** The clock that the jobs and the lifetime of links follow. */
    public Builder clock(InstantSource clock) {
      this.clock = clock;
      return this;
    }

    /** Speed-up factor for training: at 60, a minute of training takes a second. */
    public Builder acceleration(double acceleration) {
      this.acceleration = acceleration;
      return this;
    }

    /** The largest page of OpenAI and Portkey, regardless of the limit that a client requests. */
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
      sandbox.server.start(port);
      sandbox.storeServer.start(0);
      return sandbox;
    }
  }
}
