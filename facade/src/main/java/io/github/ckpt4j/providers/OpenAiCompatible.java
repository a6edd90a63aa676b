package io.github.ckpt4j.providers;

import io.github.ckpt4j.spi.Ability;
import io.github.ckpt4j.spi.Problem;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import io.github.ckpt4j.spi.Settings;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks OpenAI's protocol, described only by its address. Its messages never show a
 * value, because any of them may be a key in the wrong place.
 */
final class OpenAiCompatible {
  private static final String KEY = "{" + Setting.API_KEY + "}";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final Pattern URL = Pattern.compile("https?://[^\\s/@?#{}]+(?:/[^\\s@?#{}]*)?");

  /** In capitals, so that hardly any key looks like one. */
  private static final Pattern VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]{0,254}");

  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9_-]+");
  private static final Pattern VALUE = Pattern.compile("[!-~](?:[ -~]*[!-~])?");

  private OpenAiCompatible() {}

  static Provider provider(
      String name, String baseUrl, @Nullable String keyVariable, Map<String, String> headers) {
    require(NAME, name, "a provider's name must be lower-case letters, digits and hyphens");
    require(URL, baseUrl, "a base URL must be http or https, without user, query and fragment");
    Map<String, String> templates = templates(headers);
    String prefix = name.replace('-', '_').toUpperCase(Locale.ROOT);
    String variable = keyVariable == null ? prefix + "_API_KEY" : keyVariable;
    require(
        VARIABLE,
        variable,
        "a key variable must be the name of an environment variable, in capitals: LOCAL_API_KEY");
    ProviderInfo info = ProviderInfo.builder(name, baseUrl)
        .setting(Setting.apiKey(variable))
        .setting(Setting.baseUrl(prefix + "_BASE_URL"))
        .metrics(OpenAiProtocol.REPORTED)
        .jobScopes("")
        .abilities(Ability.PAGES, Ability.METRICS, Ability.EVENTS)
        .build();
    boolean required = keyVariable != null;
    return new OpenAiProtocol(
        info,
        settings -> headers(templates, settings, required),
        false,
        Problem::of,
        OpenAiProtocol::byName);
  }

  /**
   * The headers with a placeholder for the key: {@code Authorization} is added unless they have
   * one.
   */
  private static Map<String, String> templates(Map<String, String> headers) {
    Map<String, String> all = new LinkedHashMap<>();
    headers.forEach((name, value) -> {
      require(HEADER, name, "a header's name must be letters, digits and hyphens");
      require(
          VALUE,
          value,
          "a header's value must be printable ASCII without a space at either end, and not empty");
      all.put(name, value);
    });
    boolean placed = all.values().stream().anyMatch(value -> value.contains(KEY))
        || all.keySet().stream().anyMatch(Headers.AUTHORIZATION::equalsIgnoreCase);
    if (!placed) {
      all.put(Headers.AUTHORIZATION, "Bearer " + KEY);
    }
    return all;
  }

  private static Map<String, String> headers(
      Map<String, String> templates, Settings settings, boolean keyRequired) {
    String key = keyRequired ? settings.require(Setting.API_KEY) : settings.get(Setting.API_KEY);
    Map<String, String> headers = new LinkedHashMap<>();
    templates.forEach((name, value) -> {
      if (key != null || !value.contains(KEY)) {
        headers.put(name, key == null ? value : value.replace(KEY, key));
      }
    });
    return headers;
  }

  private static void require(Pattern pattern, String value, String rule) {
    if (!pattern.matcher(value).matches()) {
      throw new IllegalArgumentException(rule);
    }
  }
}
