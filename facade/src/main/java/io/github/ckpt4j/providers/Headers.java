package io.github.ckpt4j.providers;

import io.github.ckpt4j.spi.Setting;
import io.github.ckpt4j.spi.Settings;
import java.util.Map;

/** Authentication headers that several providers use. */
final class Headers {
  static final String AUTHORIZATION = "Authorization";

  private Headers() {}

  /** The API key as a bearer token. */
  static Map<String, String> bearer(Settings settings) {
    return Map.of(AUTHORIZATION, "Bearer " + settings.require(Setting.API_KEY));
  }
}
