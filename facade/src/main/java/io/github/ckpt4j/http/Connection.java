package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.FileAddress;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.RequestTag;
import io.github.ckpt4j.spi.Setting;
import io.github.ckpt4j.spi.Settings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** A provider together with its settings in this client. Safe for use by several threads. */
public final class Connection {
  private static final String USER_AGENT = "ckpt4j/" + LibraryVersion.current();
  private static final String FILE = "readFile";
  private static final MediaType JSON = MediaType.get("application/json");

  private final Provider provider;
  private final Map<String, Supplier<@Nullable String>> values;
  private final boolean plainHttpAllowed;
  private final Collection<String> proxySecrets;

  /**
   * Checks nothing: an invalid setting is reported when its provider is used.
   *
   * @param values the values of the provider's settings by name; null or blank means unset
   * @param proxySecrets credentials of proxies, which must not appear in messages either
   */
  public Connection(
      Provider provider,
      Map<String, Supplier<@Nullable String>> values,
      boolean plainHttpAllowed,
      Collection<String> proxySecrets) {
    this.provider = provider;
    this.values = Map.copyOf(values);
    this.plainHttpAllowed = plainHttpAllowed;
    this.proxySecrets = List.copyOf(proxySecrets);
  }

  public Provider provider() {
    return provider;
  }

  private ProviderInfo info() {
    return provider.info();
  }

  /** Rejects a job whose id does not have the form that the provider declares. */
  public void check(JobRef job) {
    if (!info().jobIdPattern().matcher(job.id()).matches()) {
      throw CheckpointException.builder(
              Kind.INVALID_REQUEST,
              "invalid job reference for "
                  + info().title()
                  + "; expected "
                  + info().name()
                  + ":"
                  + info().jobIdExample())
          .job(job)
          .build();
    }
  }

  /** The request with the current settings; keys may change between requests. */
  Prepared prepare(ApiRequest<?> described) {
    Map<String, String> now = current();
    Redactor redactor = new Redactor(secrets(now));
    try {
      HttpUrl base = base(now);
      Settings settings = new Settings(info(), now);
      Map<String, String> headers = headers(settings);
      requireLongSecrets(now, base);
      Request.Builder request = start(url(base, described.path(), settings), described.operation())
          .header("Accept", "application/json")
          .header("Accept-Encoding", BodyReader.ACCEPTED);
      if (described.method() == ApiRequest.Method.POST) {
        String body = described.body() == null ? "" : described.body();
        request.post(RequestBody.create(body.getBytes(StandardCharsets.UTF_8), JSON));
      }
      headers.forEach(request::header);
      return new Prepared(request.build(), redactor);
    } catch (CheckpointException e) {
      throw redactor.redact(e);
    }
  }

  /** The request for a range of a file. A link gets none of the provider's headers. */
  Prepared prepare(FileRequest described) {
    Map<String, String> now = current();
    List<String> secrets = secrets(now);
    if (described.address() instanceof FileAddress.Link link) {
      secrets.addAll(FileLink.secrets(link.url()));
    }
    Redactor redactor = new Redactor(secrets);
    try {
      Request.Builder request = file(described, now).header("Accept-Encoding", "identity");
      if (!(described.address() instanceof FileAddress.Chunked)) {
        request.header("Range", "bytes=" + described.from() + "-" + (described.until() - 1));
        if (described.ifRange() != null) {
          request.header("If-Range", described.ifRange());
        }
      }
      return new Prepared(request.build(), redactor);
    } catch (CheckpointException e) {
      throw redactor.redact(e);
    }
  }

  private Request.Builder file(FileRequest described, Map<String, String> now) {
    HttpUrl base = base(now);
    if (described.address() instanceof FileAddress.Link link) {
      return start(FileLink.parse(link.url(), base), FILE);
    }
    String path = described.address() instanceof FileAddress.Chunked chunked
        ? chunked.path().of(described.from(), described.length())
        : ((FileAddress.Ranged) described.address()).path();
    Settings settings = new Settings(info(), now);
    Map<String, String> headers = headers(settings);
    requireLongSecrets(now, base);
    Request.Builder request = start(url(base, path, settings), FILE);
    headers.forEach(request::header);
    return request;
  }

  private Request.Builder start(HttpUrl url, String operation) {
    return new Request.Builder()
        .url(url)
        .header("User-Agent", USER_AGENT)
        .tag(RequestTag.class, new RequestTag(info().name(), operation))
        .tag(UsedProxy.class, new UsedProxy());
  }

  /** The current base URL, without a trailing slash. */
  public String baseUrl() {
    return base(current()).toString().replaceAll("/+$", "");
  }

  /** The headers of a request, with {@code $VARIABLE} in place of each secret. */
  public Map<String, String> headersWithoutSecrets() {
    Map<String, String> shown = new HashMap<>(current());
    shown.replaceAll((name, value) -> {
      Setting setting = info().setting(name);
      return setting.secret() ? "$" + setting.variable() : value;
    });
    if (requiresKey(shown)) {
      info().settings().stream()
          .filter(setting -> setting.name().equals(Setting.API_KEY))
          .forEach(setting -> shown.putIfAbsent(setting.name(), "$" + setting.variable()));
    }
    return headers(new Settings(info(), shown));
  }

  private boolean requiresKey(Map<String, String> settings) {
    try {
      var unused = headers(new Settings(info(), settings));
      return false;
    } catch (CheckpointException e) {
      return e.kind() == Kind.UNAUTHENTICATED;
    }
  }

  /** The base URL, whose faults are reported before those of any other setting. */
  private HttpUrl base(Map<String, String> now) {
    String set = now.get(Setting.BASE_URL);
    String text = set == null ? OwnBaseUrl.of(info(), new Settings(info(), now)) : set;
    return BaseUrl.parse(text, info(), plainHttpAllowed);
  }

  /** A request that can be sent, and the redactor for its logs and errors. */
  record Prepared(Request request, Redactor redactor) {}

  private Map<String, String> headers(Settings settings) {
    try {
      return provider.headers(settings);
    } catch (CheckpointException e) {
      throw e;
    } catch (RuntimeException e) {
      throw CheckpointException.builder(
              Kind.INVALID_REQUEST, "the headers for " + info().title() + " cannot be built")
          .cause(e)
          .build();
    }
  }

  private Map<String, String> current() {
    Map<String, String> now = new HashMap<>();
    values.forEach((name, supplier) -> Optional.ofNullable(value(name, supplier))
        .filter(value -> !value.isBlank())
        .ifPresent(value -> now.put(name, value)));
    return now;
  }

  private @Nullable String value(String name, Supplier<@Nullable String> supplier) {
    try {
      return supplier.get();
    } catch (RuntimeException e) {
      throw CheckpointException.builder(
              Kind.UNAUTHENTICATED,
              "the supplier of '" + name + "' of " + info().name() + " failed")
          .cause(e)
          .build();
    }
  }

  private List<String> secrets(Map<String, String> now) {
    List<String> secrets = new ArrayList<>(proxySecrets);
    now.forEach((name, value) -> {
      if (info().setting(name).secret()) {
        secrets.add(value);
      } else {
        secrets.addAll(Secrets.inUrl(value));
      }
    });
    return secrets;
  }

  /** A key that is too short to keep out of messages is used only on this machine. */
  private void requireLongSecrets(Map<String, String> now, HttpUrl base) {
    if (Hosts.isLoopback(base.host())) {
      return;
    }
    Stream<Setting> tooShort = info().settings().stream()
        .filter(setting -> setting.secret())
        .filter(setting ->
            now.containsKey(setting.name()) && now.get(setting.name()).length() < Secrets.SHORTEST);
    tooShort.findFirst().ifPresent(setting -> {
      throw CheckpointException.builder(
              Kind.INVALID_REQUEST,
              "the " + setting.purpose() + " of " + info().title() + " (" + setting.variable()
                  + ") has fewer than " + Secrets.SHORTEST
                  + " characters, too few to keep it out of messages")
          .hint("a server that needs no key accepts any text, such as no-key-needed")
          .build();
    });
  }

  private HttpUrl url(HttpUrl base, String path, Settings settings) {
    int query = path.indexOf('?');
    HttpUrl.Builder builder = base.newBuilder()
        .addEncodedPathSegments(withoutParameters(query < 0 ? path : path.substring(0, query)))
        .encodedQuery(query < 0 ? null : path.substring(query + 1));
    info()
        .queryParameters()
        .forEach(name -> settings.ifSet(name, value -> builder.addQueryParameter(name, value)));
    HttpUrl url = builder.build();
    if (!url.encodedPath().startsWith(base.encodedPath()) || url.encodedPath().startsWith("//")) {
      throw CheckpointException.builder(
              Kind.INVALID_REQUEST,
              "the request would leave the base URL of " + info().title())
          .build();
    }
    return url;
  }

  /** Some servers truncate a segment at a semicolon, and then read {@code ..;} as {@code ..}. */
  private static String withoutParameters(String segments) {
    return segments.replace(";", "%3B");
  }
}
