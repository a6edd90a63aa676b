package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.RequestTag;
import io.github.ckpt4j.spi.Setting;
import io.github.ckpt4j.spi.Settings;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** A provider together with where this client finds it and what it may show there. */
public final class Connection {
  private static final String USER_AGENT = "ckpt4j";
  private static final MediaType JSON = MediaType.get("application/json");

  private final Provider provider;
  private final Map<String, Supplier<@Nullable String>> values;
  private final HttpUrl baseUrl;

  /** Throws {@link IllegalArgumentException} for a base URL that keys must not be sent to. */
  public Connection(
      Provider provider, Map<String, Supplier<@Nullable String>> values, boolean plainHttpAllowed) {
    this.provider = provider;
    this.values = Map.copyOf(values);
    Supplier<@Nullable String> given = values.get(Setting.BASE_URL);
    String text = given == null ? null : given.get();
    this.baseUrl = BaseUrl.parse(text == null ? info().baseUrl() : text, info(), plainHttpAllowed);
  }

  public Provider provider() {
    return provider;
  }

  private ProviderInfo info() {
    return provider.info();
  }

  /** Refuses a job whose address does not have the form that the provider declares. */
  public void check(JobRef job) {
    if (!info().jobIdPattern().matcher(job.id()).matches()) {
      throw CheckpointException.builder(
              Kind.INVALID_REQUEST,
              "a job at " + info().title() + " is written " + info().name() + ":"
                  + info().jobIdExample())
          .job(job)
          .build();
    }
  }

  /** The settings as they are now; keys may change from one request to the next. */
  public Settings settings() {
    Map<String, String> now = new HashMap<>();
    values.forEach((name, supplier) -> {
      String value = ask(name, supplier);
      if (value != null) {
        now.put(name, value);
      }
    });
    return new Settings(info(), now);
  }

  private @Nullable String ask(String name, Supplier<@Nullable String> supplier) {
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

  /** The request that asks what the exchange describes, with the credentials that it needs. */
  public Request request(ApiRequest<?> exchange, Settings settings) {
    Request.Builder request = new Request.Builder()
        .url(url(exchange.path()))
        .header("Accept", "application/json")
        .header("User-Agent", USER_AGENT)
        .tag(RequestTag.class, new RequestTag(info().name(), exchange.operation()));
    if (exchange.method() == ApiRequest.Method.POST) {
      String body = exchange.body() == null ? "" : exchange.body();
      request.post(RequestBody.create(body.getBytes(StandardCharsets.UTF_8), JSON));
    }
    provider.headers(settings).forEach(request::header);
    return request.build();
  }

  private HttpUrl url(String path) {
    HttpUrl url = baseUrl.resolve(baseUrl.encodedPath() + path);
    if (url == null
        || !RedirectsWithinOrigin.sameOrigin(url, baseUrl)
        || !url.encodedPath().startsWith(baseUrl.encodedPath())) {
      throw CheckpointException.builder(
              Kind.INVALID_REQUEST, "the request would leave " + info().title() + "'s base URL")
          .build();
    }
    return url;
  }
}
