package io.github.ckpt4j.client;

import io.github.ckpt4j.http.Connection;
import io.github.ckpt4j.http.EnvironmentProxies;
import io.github.ckpt4j.http.RetryPolicy;
import io.github.ckpt4j.http.SafeClient;
import io.github.ckpt4j.http.Time;
import io.github.ckpt4j.http.TlsOnDemand;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.ResponseBody;
import io.github.ckpt4j.spi.Setting;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Sets up a {@link CheckpointClient}. The order of the calls does not matter, except that of two
 * values for one thing the later counts. Not safe for use by several threads.
 *
 * <p>{@link ProviderInfo#settings} lists what can be set for a provider, and by which environment
 * variable. Blank values are unset. A missing or wrong value affects its provider alone, and is
 * reported when that provider is used.
 *
 * <p>Proxies: by default a client uses those of the Java system properties ({@code
 * https.proxyHost}, {@code http.nonProxyHosts}, …). {@link #proxyFromEnvironment} reads the usual
 * environment variables instead, and {@link #okHttpClient} allows anything else. This machine is reached over plain http
 * directly, never through a proxy.
 */
public final class ClientBuilder {
  private static final int IDLE_CONNECTIONS = 64;
  private static final int CONNECTION_IDLE_SECONDS = 60;

  private final Map<String, Provider> providers = new LinkedHashMap<>();
  private final Map<String, Map<String, Supplier<@Nullable String>>> settings = new HashMap<>();
  private CallOptions options = CallOptions.defaults();
  private Map<String, String> variables = Map.of();
  private @Nullable EnvironmentProxies proxies;
  private @Nullable OkHttpClient okHttp;
  private @Nullable Function<OkHttpClient, Call.Factory> calls;
  private @Nullable Executor executor;
  private boolean plainHttpAllowed;
  private int maxRetries = 2;
  private int maxConcurrentJobs = 16;
  private int maxPages = 100_000;
  private int maxCheckpoints = 1_000_000;
  private long maxBodyBytes = 64L << 20;
  private int maxItems = ResponseBody.DEFAULT_MAX_ITEMS;
  private Time time = Time.SYSTEM;

  ClientBuilder() {
    Providers.all().forEach(this::provider);
  }

  /** Adds the caller's own provider, or replaces the one of the same name. */
  public ClientBuilder provider(Provider provider) {
    providers.put(provider.info().name(), provider);
    return this;
  }

  /**
   * Sets something for a provider: {@code set("openai", "organization", "org-…")}. {@link #build}
   * refuses a provider or a setting that does not exist.
   */
  public ClientBuilder set(String provider, String setting, String value) {
    Objects.requireNonNull(value, "value");
    return set(provider, setting, () -> value);
  }

  /**
   * Sets something for a provider that may change: the supplier is called for each request, in the
   * thread that sends it. Null or blank counts as unset.
   */
  public ClientBuilder set(String provider, String setting, Supplier<@Nullable String> value) {
    Objects.requireNonNull(value, "value");
    settings.computeIfAbsent(provider, key -> new HashMap<>()).put(setting, value);
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
   * Reads each provider's settings from these environment variables, unless {@code set} sets them.
   * Blank values count as unset.
   */
  public ClientBuilder environment(Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(this.variables);
    all.putAll(variables);
    this.variables = all;
    return this;
  }

  /**
   * Uses the proxies that these environment variables name, as command-line tools do: {@code
   * HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}, in either case, lower
   * case first. A proxy is {@code http://[user:password@]host[:port]} or {@code
   * socks5://host[:port]}. {@code NO_PROXY} lists names (with everything under them), addresses,
   * ranges such as {@code 10.0.0.0/8}, any of them with a port, or {@code *}.
   *
   * <p>A variable whose value is not a proxy concerns only the requests that need it: they fail with
   * kind {@code INVALID_REQUEST}, naming the variable and not its value, which may be a password.
   */
  public ClientBuilder proxyFromEnvironment(Map<String, String> variables) {
    this.proxies = new EnvironmentProxies(variables);
    return this;
  }

  /** The options of calls that have none of their own. */
  public ClientBuilder options(CallOptions options) {
    this.options = Objects.requireNonNull(options, "options");
    return this;
  }

  /**
   * Sends through the caller's OkHttp client: its proxy, TLS, interceptors and event listeners are
   * used, and closing the checkpoint client leaves it as it is. Its timeouts are replaced by those
   * of {@link CallOptions}, and its redirects by redirects within the provider's own origin. An
   * exception
   * of its interceptors becomes the cause of a {@link io.github.ckpt4j.CheckpointException}.
   */
  public ClientBuilder okHttpClient(OkHttpClient client) {
    this.okHttp = Objects.requireNonNull(client, "client");
    return this;
  }

  /**
   * Sends through a call factory that this function makes of the OkHttp client, for instrumentation
   * that wraps a client instead of being installed in it, as OpenTelemetry's does. Called at
   * {@link #build}, and once more before the first download, which has an OkHttp client of its own:
   * {@code callFactory(OkHttpTelemetry.create(openTelemetry)::createCallFactory)}.
   */
  public ClientBuilder callFactory(Function<OkHttpClient, Call.Factory> wrapper) {
    this.calls = Objects.requireNonNull(wrapper, "wrapper");
    return this;
  }

  /**
   * Runs everything asynchronous here, each call in one task that blocks. By default each call has
   * a
   * thread: a virtual one on Java 21 or later, else a daemon. Any executor works, also one with a
   * single thread, and closing the client leaves it open. A call that the executor does not accept,
   * or has no thread for within {@link CallOptions#timeout}, fails.
   */
  public ClientBuilder executor(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /** Allows plain http to other machines; everyone on the way can then read the keys. */
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
   * together; 16 by default. Further calls wait for their turn, within their timeout. A job that waits
   * to retry does not count.
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
   * How many checkpoints a list may have, before it counts as endless; 1,000,000 by default. A
   * stream, and a selection such as {@code best}, keeps few in memory and may have more.
   */
  public ClientBuilder maxCheckpoints(int checkpoints) {
    this.maxCheckpoints = atLeast(1, checkpoints, "maxCheckpoints");
    return this;
  }

  /**
   * How many bytes a response may have, unpacked; 64 MiB by default. Independent of this limit, a
   * response of more than 1 MiB may not unpack to more than 100 times its size on the wire.
   *
   * <p>A response is kept in memory as it was received until it has been read. A compressed one
   * stays compressed; one that is not takes up to this many bytes for each request in progress.
   *
   * <p>The limits work together: this one bounds the memory for one response, {@link #maxItems} the
   * objects that are made of it, and {@link #maxPages} and {@link #maxCheckpoints} the list of a
   * job. Beyond any of them a call fails with kind {@code BAD_RESPONSE}.
   */
  public ClientBuilder maxBodyBytes(int bytes) {
    this.maxBodyBytes = atLeast(1, bytes, "maxBodyBytes");
    return this;
  }

  /**
   * How many items a list in a response may have; 100,000 by default. A response may have 20 times
   * as
   * many values in all. A longer one is refused while it is read.
   */
  public ClientBuilder maxItems(int items) {
    this.maxItems = atLeast(1, items, "maxItems");
    return this;
  }

  ClientBuilder time(Time time) {
    this.time = time;
    return this;
  }

  /**
   * The client. The builder may be used again.
   *
   * @throws IllegalArgumentException if something was set for a provider that does not exist, or a
   *     setting that the provider does not have
   */
  public CheckpointClient build() {
    Map<String, Connection> connections = new LinkedHashMap<>();
    List<String> proxySecrets = proxies == null ? List.of() : proxies.secrets();
    settings.forEach((provider, values) -> requireKnown(provider, values.keySet()));
    providers.forEach((name, provider) -> connections.put(
        name, new Connection(provider, values(provider.info()), plainHttpAllowed, proxySecrets)));
    boolean tlsOnDemand = okHttp == null && calls == null;
    OkHttpClient safe = SafeClient.of(proxied(okHttp == null ? ownOkHttp(tlsOnDemand) : okHttp));
    Function<OkHttpClient, Call.Factory> calling =
        calls != null ? calls : tlsOnDemand ? TlsOnDemand::new : client -> client;
    ClientContext context = new ClientContext(
        connections,
        safe,
        okHttp == null,
        calling,
        executor == null ? Tasks.inOwnThreads() : Tasks.in(executor),
        new RetryPolicy(maxRetries),
        new ClientContext.Limits(
            maxConcurrentJobs, maxBodyBytes, maxItems, maxPages, maxCheckpoints),
        time);
    return new CheckpointClient(context, options);
  }

  /** The providers' names; never a key. */
  @Override
  public String toString() {
    return "ClientBuilder" + providers.keySet();
  }

  private void requireKnown(String provider, Set<String> names) {
    Provider known = providers.get(provider);
    if (known == null) {
      throw new IllegalArgumentException(
          "Unknown provider '" + provider + "'; known are " + providers.keySet());
    }
    names.forEach(known.info()::setting);
  }

  /**
   * The values of a provider's settings: those from variables, and over them those that were set.
   */
  private Map<String, Supplier<@Nullable String>> values(ProviderInfo provider) {
    Map<String, Supplier<@Nullable String>> values = new HashMap<>();
    for (Setting setting : provider.settings()) {
      String value = variables.get(setting.variable());
      if (value != null) {
        values.put(setting.name(), () -> value);
      }
    }
    values.putAll(settings.getOrDefault(provider.name(), Map.of()));
    return values;
  }

  private OkHttpClient proxied(OkHttpClient client) {
    if (proxies == null) {
      return client;
    }
    OkHttpClient.Builder proxied = client.newBuilder();
    proxies.install(proxied);
    return proxied.build();
  }

  /**
   * Keeps connections for concurrent requests, where OkHttp would keep five and open the rest
   * again.
   */
  private static OkHttpClient ownOkHttp(boolean tlsOnDemand) {
    OkHttpClient.Builder client = new OkHttpClient.Builder()
        .connectionPool(
            new ConnectionPool(IDLE_CONNECTIONS, CONNECTION_IDLE_SECONDS, TimeUnit.SECONDS));
    return (tlsOnDemand ? TlsOnDemand.without(client) : client).build();
  }

  private static int atLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(name + " is at least " + least + ", not " + value);
    }
    return value;
  }
}
