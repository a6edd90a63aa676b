package io.github.ckpt4j.spi;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The values of one provider's settings for one request. Immutable. */
public final class Settings {
  private final ProviderInfo provider;
  private final Map<String, String> values;

  /**
   * Values by setting name.
   *
   * @throws IllegalArgumentException if the provider has no such setting
   * @throws CheckpointException if a value cannot be sent in a header; the message does not show
   *     the value
   */
  public Settings(ProviderInfo provider, Map<String, String> values) {
    this.provider = provider;
    this.values = new TreeMap<>(values);
    this.values.forEach((name, value) -> check(provider.setting(name), value));
  }

  /** The value of a setting, null if it is not set. */
  public @Nullable String get(String name) {
    return values.get(provider.setting(name).name());
  }

  /** Calls the action with the value of a setting, if it is set. */
  public void ifSet(String name, Consumer<String> action) {
    String value = get(name);
    if (value != null) {
      action.accept(value);
    }
  }

  /** The value of a setting. Throws a {@link CheckpointException} that explains how to set it. */
  public String require(String name) {
    String value = get(name);
    if (value == null) {
      Setting setting = provider.setting(name);
      throw CheckpointException.builder(
              Kind.UNAUTHENTICATED,
              "no "
                  + setting.purpose()
                  + " for "
                  + provider.title()
                  + ": set the environment variable "
                  + setting.variable()
                  + ", or the setting '"
                  + setting.name()
                  + "' of "
                  + provider.name())
          .build();
    }
    return value;
  }

  /** The names of the settings that have a value, without the values. */
  @Override
  public String toString() {
    return provider.name() + values.keySet();
  }

  private void check(Setting setting, String value) {
    if (value.isBlank()
        || !value.equals(value.strip())
        || !value.chars().allMatch(Settings::sent)) {
      throw CheckpointException.builder(
              Kind.INVALID_REQUEST,
              "the setting "
                  + setting.variable()
                  + " of "
                  + provider.title()
                  + " must be printable ASCII without a space or line break at either end, and"
                  + " not empty")
          .build();
    }
  }

  private static boolean sent(int character) {
    return character >= ' ' && character <= '~';
  }
}
