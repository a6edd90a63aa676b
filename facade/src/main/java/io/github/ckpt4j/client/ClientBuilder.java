package io.github.ckpt4j.client;

import io.github.ckpt4j.http.Connection;
import io.github.ckpt4j.http.RedirectsWithinOrigin;
import io.github.ckpt4j.http.RequestTimeouts;
import io.github.ckpt4j.http.RetryPolicy;
import io.github.ckpt4j.http.SuppressOkHttpRetries;
import io.github.ckpt4j.http.Time;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Sets up a {@link CheckpointClient}. Not safe for use by several threads.
 *
 * <p>What a provider can be told, and by which environment variable, is in its {@link
 * ProviderInfo#settings}. A key is needed only when its provider is asked.
 */
public final class ClientBuilder {
  private static final int IDLE_CONNECTIONS = 64;
  private static final int CONNECTION_IDLE_SECONDS = 60;

  private final Map<String, Provider> providers = new LinkedHashMap<>();
  private final Map<String, Map<String, Supplier<@Nullable String>>> settings = new HashMap<>();
  private CallOptions options = CallOptions.defaults();
  private @Nullable OkHttpClient okHttp;
  private Function<OkHttpClient, Call.Factory> calls = client -> client;
  private @Nullable Executor executor;
  private boolean plainHttpAllowed;
  private int maxRetries = 2;
  private int maxConcurrentJobs = 16;
  private int maxPages = 100_000;
  private int maxCheckpoints = 1_000_000;
  private long maxBodyBytes = 64L << 20;
  private Time time = Time.SYSTEM;

  ClientBuilder() {
    Providers.all().forEach(this::provider);
  }

  /** Adds a provider of the caller's own, or replaces the one of the same name. */
  public ClientBuilder provider(Provider provider) {
    providers.put(provider.info().name(), provider);
    return this;
  }

  /**
   * Sets something for a provider: {@code set("openai", "organization", "org-…")}.
   *
   * @throws IllegalArgumentException if there is no such provider or setting; names those that exist
   */
  public ClientBuilder set(String provider, String setting, String value) {
    Objects.requireNonNull(value, "value");
    return set(provider, setting, () -> value);
  }

  /**
   * Sets something for a provider that may change: the supplier is asked for each request, in the
   * thread that sends it. Null counts as not set. The base URL is asked for once, at {@link #build}.
   */
  public ClientBuilder set(String provider, String setting, Supplier<@Nullable String> value) {
    Provider known = providers.get(provider);
    if (known == null) {
      throw new IllegalArgumentException(
          "There is no provider '" + provider + "'; known are " + providers.keySet());
    }
    String name = known.info().setting(setting).name();
    settings.computeIfAbsent(provider, key -> new HashMap<>()).put(name, value);
    return this;
  }

  /** Sets a provider's API key. */
  public ClientBuilder apiKey(String provider, String key) {
    return set(provider, Setting.API_KEY, key);
  }

  /** Sets what a provider's paths are appended to, instead of its own base URL. */
  public ClientBuilder baseUrl(String provider, String url) {
    return set(provider, Setting.BASE_URL, url);
  }

  /**
   * Sets whatever these variables set for the providers added so far, and has no effect on the rest.
   * Empty values count as not set.
   */
  public ClientBuilder environment(Map<String, String> variables) {
    for (Provider provider : providers.values()) {
      ProviderInfo info = provider.info();
      for (Setting setting : info.settings()) {
        String value = variables.get(setting.variable());
        if (value != null && !value.isEmpty()) {
          set(info.name(), setting.name(), value);
        }
      }
    }
    return this;
  }

  /** How the client does what it is asked, unless a call says otherwise. */
  public ClientBuilder options(CallOptions options) {
    this.options = Objects.requireNonNull(options, "options");
    return this;
  }

  /**
   * Sends through the caller's OkHttp client: its proxy, TLS, interceptors and event listeners are
   * used, and closing the checkpoint client leaves it as it is. Its time-outs are replaced by those
   * of {@link CallOptions}, and its redirects by redirects within the provider's own origin. What
   * its interceptors throw, other than an {@link java.io.IOException}, comes through as it is.
   */
  public ClientBuilder okHttpClient(OkHttpClient client) {
    this.okHttp = Objects.requireNonNull(client, "client");
    return this;
  }

  /**
   * Sends through a call factory that this function makes of the OkHttp client, for instrumentation
   * that wraps a client instead of being installed in it, as OpenTelemetry's does. Called once, at
   * {@link #build}: {@code
   * callFactory(OkHttpTelemetry.create(openTelemetry)::createCallFactory)}.
   */
  public ClientBuilder callFactory(Function<OkHttpClient, Call.Factory> wrapper) {
    this.calls = Objects.requireNonNull(wrapper, "wrapper");
    return this;
  }

  /**
   * Runs everything asynchronous here, each call in one task that blocks. By default each call has a
   * thread: a virtual one on Java 21 or later, else a daemon. Any executor works, also one with a
   * single thread, and closing the client leaves it open. A call that the executor does not accept,
   * or has no thread for within {@link CallOptions#timeout}, fails.
   */
  public ClientBuilder executor(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /** Allows plain http to other machines, where anyone on the way can read the keys. */
  public ClientBuilder allowPlainHttp() {
    this.plainHttpAllowed = true;
    return this;
  }

  /** How often to try again after a temporary failure; 2 by default, 0 for never. */
  public ClientBuilder maxRetries(int retries) {
    this.maxRetries = atLeast(0, retries, "maxRetries");
    return this;
  }

  /**
   * How many jobs of one provider are read at once, by {@code listAll} and by all calls of the client
   * together; 16 by default. Further calls wait for their turn, within their timeout.
   */
  public ClientBuilder maxConcurrentJobs(int perProvider) {
    this.maxConcurrentJobs = atLeast(1, perProvider, "maxConcurrentJobs");
    return this;
  }

  /** How many pages a job may have, before its list counts as endless; 100,000 by default. */
  public ClientBuilder maxPages(int pages) {
    this.maxPages = atLeast(1, pages, "maxPages");
    return this;
  }

  /**
   * How many checkpoints a list may have, before it counts as endless; 1,000,000 by default. A stream
   * keeps few in memory and may have more.
   */
  public ClientBuilder maxCheckpoints(int checkpoints) {
    this.maxCheckpoints = atLeast(1, checkpoints, "maxCheckpoints");
    return this;
  }

  /** How many bytes a response may have, decompressed; 64 MiB by default. */
  public ClientBuilder maxBodyBytes(int bytes) {
    this.maxBodyBytes = atLeast(1, bytes, "maxBodyBytes");
    return this;
  }

  ClientBuilder time(Time time) {
    this.time = time;
    return this;
  }

  /**
   * The client. The builder may be used again.
   *
   * @throws IllegalArgumentException if a base URL cannot be used
   */
  public CheckpointClient build() {
    Map<String, Connection> connections = new LinkedHashMap<>();
    providers.forEach((name, provider) -> connections.put(
        name,
        new Connection(
            provider, settings.getOrDefault(name, Map.of()), plainHttpAllowed, List.of())));
    OkHttpClient restricted = restrict(okHttp == null ? ownOkHttp() : okHttp);
    ClientContext context = new ClientContext(
        connections,
        restricted,
        okHttp == null,
        calls.apply(restricted),
        executor == null ? Tasks.inOwnThreads() : Tasks.in(executor),
        new RetryPolicy(maxRetries),
        new ClientContext.Limits(maxConcurrentJobs, maxBodyBytes, maxPages, maxCheckpoints),
        time);
    return new CheckpointClient(context, options);
  }

  /** The providers' names; never a key. */
  @Override
  public String toString() {
    return "ClientBuilder" + providers.keySet();
  }

  /** Keeps connections for concurrent requests, where OkHttp would keep five and open the rest again. */
  private static OkHttpClient ownOkHttp() {
    return new OkHttpClient.Builder()
        .connectionPool(
            new ConnectionPool(IDLE_CONNECTIONS, CONNECTION_IDLE_SECONDS, TimeUnit.SECONDS))
        .build();
  }

  private static OkHttpClient restrict(OkHttpClient client) {
    OkHttpClient.Builder restricted = client
        .newBuilder()
        .followRedirects(false)
        .followSslRedirects(false)
        .addInterceptor(new RedirectsWithinOrigin());
    SuppressOkHttpRetries.install(restricted);
    RequestTimeouts.install(restricted);
    return restricted.build();
  }

  private static int atLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(name + " is at least " + least + ", not " + value);
    }
    return value;
  }
}
