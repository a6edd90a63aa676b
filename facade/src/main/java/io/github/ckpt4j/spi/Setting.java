package io.github.ckpt4j.spi;

/**
 * A setting of a provider, such as its API key.
 *
 * @param name its name in programs and configuration files: {@code api-key}
 * @param variable the environment variable it is read from: {@code OPENAI_API_KEY}
 * @param secret whether its value must never be shown
 * @param purpose what it is for, in a few words
 */
public record Setting(String name, String variable, boolean secret, String purpose) {
  /** The name of the setting for a provider's API key. */
  public static final String API_KEY = "api-key";

  /** The name of the setting that replaces {@link ProviderInfo#baseUrl}. */
  public static final String BASE_URL = "base-url";

  /** The API key, read from this variable. */
  public static Setting apiKey(String variable) {
    return secret(API_KEY, variable, "API key");
  }

  /** The base URL, read from this variable. */
  public static Setting baseUrl(String variable) {
    return plain(BASE_URL, variable, "base URL, instead of the provider's own");
  }

  /** A setting that must never be shown. */
  public static Setting secret(String name, String variable, String purpose) {
    return new Setting(name, variable, true, purpose);
  }

  /** A setting that may be shown. */
  public static Setting plain(String name, String variable, String purpose) {
    return new Setting(name, variable, false, purpose);
  }
}
