package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import io.github.ckpt4j.spi.Settings;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;

/** A provider's own base URL, whose host may contain settings in braces. */
final class OwnBaseUrl {
  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");

  /** The text between two dots of a host name. Anything more could name another host. */
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

  private OwnBaseUrl() {}

  /** The base URL with the values of the settings that it contains. */
  static String of(ProviderInfo provider, Settings settings) {
    return PLACE
        .matcher(provider.baseUrl())
        .replaceAll(place -> label(provider.setting(place.group(1)), provider, settings));
  }

  /** Whether a URL is below the provider's own base URL, for any values of its settings. */
  static boolean contains(ProviderInfo provider, HttpUrl url) {
    String own = PLACE
        .splitAsStream(provider.baseUrl())
        .map(Pattern::quote)
        .collect(Collectors.joining(LABEL.pattern()));
    return Pattern.compile(own).matcher(url.toString()).lookingAt();
  }

  /** The settings that the base URL contains. */
  static List<Setting> places(ProviderInfo provider) {
    return PLACE
        .matcher(provider.baseUrl())
        .results()
        .map(place -> provider.setting(place.group(1)))
        .toList();
  }

  private static String label(Setting setting, ProviderInfo provider, Settings settings) {
    String value = settings.require(setting.name());
    if (!LABEL.matcher(value).matches()) {
      throw CheckpointException.builder(
              Kind.INVALID_REQUEST,
              "the " + setting.purpose() + " of " + provider.title() + " (" + setting.variable()
                  + ") must be letters, digits and hyphens, as in " + provider.baseUrl())
          .hint("for any other address, set the base URL")
          .build();
    }
    return value;
  }
}
