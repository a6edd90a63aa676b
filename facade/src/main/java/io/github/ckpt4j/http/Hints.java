package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Hints for fixing a failure, where its reason is not enough. */
final class Hints {
  private final ProviderInfo provider;
  private final HttpUrl requested;
  private final UsedProxy proxy;

  Hints(ProviderInfo provider, Request request) {
    UsedProxy used = request.tag(UsedProxy.class);
    this.provider = provider;
    this.requested = request.url();
    this.proxy = used == null ? new UsedProxy() : used;
  }

  /** The proxy that the request was sent through, if any. */
  UsedProxy proxy() {
    return proxy;
  }

  @Nullable
  String of(Kind kind, Response response) {
    return switch (kind) {
      case UNAUTHENTICATED ->
        response.code() == 407
            ? proxy.credentials()
            : "check the " + named(Setting.API_KEY, "API key");
      case PERMISSION_DENIED -> "use a key that may read this job";
      case NOT_FOUND ->
        isOwnBaseUrl()
            ? "check the job's reference, that the key belongs to its owner, and the " + baseUrl()
            : "check the job's reference, and that the key belongs to its owner";
      case QUOTA_EXHAUSTED -> "check the account's plan and billing; a retry does not help";
      case RATE_LIMITED -> "try again later, or send fewer requests at once";
      case BAD_RESPONSE -> isOwnBaseUrl() ? "check the " + baseUrl() : null;
      default -> null;
    };
  }

  /** The base URL and where it was set, for people to check. */
  String baseUrl() {
    return isOwnBaseUrl()
        ? named(Setting.BASE_URL, "base URL")
        : OwnBaseUrl.places(provider).stream()
            .map(setting -> setting.purpose() + " (" + setting.variable() + ")")
            .findFirst()
            .orElse("base URL");
  }

  String host() {
    return requested.host();
  }

  boolean isOwnBaseUrl() {
    return !OwnBaseUrl.contains(provider, requested);
  }

  private String named(String name, String purpose) {
    return provider.settings().stream()
        .filter(setting -> setting.name().equals(name))
        .map(setting -> purpose + " (" + setting.variable() + ")")
        .findFirst()
        .orElse(purpose);
  }
}
