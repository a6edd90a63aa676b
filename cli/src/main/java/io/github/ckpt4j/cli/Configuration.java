package io.github.ckpt4j.cli;

import io.github.ckpt4j.client.ClientBuilder;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the providers, and where each value comes from.
 *
 * <p>In order of precedence: the options {@code --set} and {@code --profile}, the environment, the
 * profile that {@code CKPT_PROFILE} or the file names, the rest of the file.
 */
final class Configuration {
  static final String PROFILE_VARIABLE = "CKPT_PROFILE";
  static final String PROVIDER_VARIABLE = "CKPT_PROVIDER";

  private final List<Layer> layers;
  private final ConfigFile file;
  private final List<ProviderInfo> providers;

  private Configuration(List<Layer> layers, ConfigFile file, List<ProviderInfo> providers) {
    this.layers = layers;
    this.file = file;
    this.providers = providers;
  }

  /**
   * A value and where it was set.
   *
   * @param origin the place, in words that help a user find it
   */
  record Value(String text, String origin) {}

  /** Finds a setting in one place. */
  @FunctionalInterface
  private interface Settings {
    @Nullable
    Value get(ProviderInfo provider, Setting setting);
  }

  /**
   * One place where something may be set.
   *
   * @param profile the name, if this place is a profile; else null
   * @param provider the provider of references that name none; null if it is not set here
   */
  private record Layer(
      Settings settings, @Nullable Value profile, @Nullable Value provider) {
    private Layer(Settings settings) {
      this(settings, null, null);
    }
  }

  /** The providers that need no configuration file: the built-in ones, and those on the class path. */
  static List<ProviderInfo> installed() {
    return Providers.installed().stream().map(Provider::info).toList();
  }

  /** The environment variables of all settings of installed providers. */
  static List<String> variables() {
    return installed().stream()
        .flatMap(info -> info.settings().stream())
        .map(Setting::variable)
        .toList();
  }

  /**
   * Reads the configuration.
   *
   * @param profile the profile that the user chose on the command line
   * @param set what the user set on the command line, by {@code provider.setting}
   * @throws IllegalArgumentException if something unknown is set
   */
  static Configuration read(
      Map<String, String> environment, @Nullable String profile, Map<String, String> set) {
    List<ProviderInfo> installed = installed();
    ConfigFile file = ConfigFile.read(path(environment), installed);
    List<ProviderInfo> providers = Stream.concat(
            installed.stream(), file.own().stream().map(Provider::info))
        .toList();
    List<Layer> layers = new ArrayList<>();
    layers.add(new Layer(options(set, providers)));
    if (profile != null) {
      layers.add(profile(file, profile, "--profile"));
    }
    layers.add(new Layer(
        (info, setting) -> variable(environment, setting.variable()),
        null,
        known(variable(environment, PROVIDER_VARIABLE), providers)));
    String usual = environment.getOrDefault(PROFILE_VARIABLE, "");
    if (!usual.isBlank()) {
      layers.add(profile(file, usual, PROFILE_VARIABLE));
    } else if (file.profile() != null) {
      layers.add(profile(file, file.profile(), "'profile'"));
    }
    String origin = file.path().toString();
    String provider = file.provider();
    layers.add(new Layer(
        (info, setting) -> value(file.common(), info, setting, origin),
        null,
        provider == null ? null : new Value(provider, origin)));
    return new Configuration(layers, file, providers);
  }

  private static @Nullable Value variable(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    return value.isBlank() ? null : new Value(value, "$" + name);
  }

  private static @Nullable Value known(@Nullable Value provider, List<ProviderInfo> providers) {
    if (provider != null
        && providers.stream().noneMatch(info -> info.name().equals(provider.text()))) {
      throw new IllegalArgumentException(provider.origin() + " does not name a provider; known: "
          + providers.stream().map(ProviderInfo::name).collect(Collectors.joining(", ")));
    }
    return provider;
  }

  /** The path where the file is expected. */
  static Path path(Map<String, String> environment) {
    String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path base = xdg.isEmpty()
        ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".config")
        : Path.of(xdg);
    return base.resolve("ckpt").resolve("config.toml");
  }

  /** Every provider: the installed ones, and those that the file defines. */
  List<ProviderInfo> providers() {
    return providers;
  }

  /** A warning about the file, if it needs one. */
  Optional<String> warning() {
    return file.warning(providers);
  }

  /** Where the file is, or would be. */
  Path file() {
    return file.path();
  }

  /** Whether the file exists, in words. */
  String fileState() {
    return Files.exists(file.path()) ? "read" : "not found";
  }

  /** The value of a setting and where it comes from; empty if it is not set. */
  Optional<Value> value(ProviderInfo provider, Setting setting) {
    return layers.stream()
        .flatMap(layer -> Stream.ofNullable(layer.settings().get(provider, setting)))
        .findFirst();
  }

  /** The profile that is used, if any. */
  Optional<Value> profile() {
    return layers.stream().flatMap(layer -> Stream.ofNullable(layer.profile())).findFirst();
  }

  /** The provider of references that name none; empty if it is not set. */
  Optional<Value> usualProvider() {
    return layers.stream().flatMap(layer -> Stream.ofNullable(layer.provider())).findFirst();
  }

  /** The provider of this name, which exists. */
  ProviderInfo provider(String name) {
    return providers.stream()
        .filter(info -> info.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown provider '" + name + "'; known: "
            + providers.stream().map(ProviderInfo::name).collect(Collectors.joining(", "))));
  }

  /** Completes references that omit something. */
  BareReference bareReferences() {
    return new BareReference(
        providers,
        usualProvider().map(value -> provider(value.text())).orElse(null),
        info -> Optional.ofNullable(info.scope())
            .flatMap(scope -> value(info, scope))
            .map(Value::text));
  }

  /** Whether the file defines a provider, which may need no key. */
  boolean isOwn(ProviderInfo provider) {
    return file.own().stream().anyMatch(each -> each.info().name().equals(provider.name()));
  }

  /** The first of a provider's secrets that is set; empty if none is. */
  Optional<Setting> key(ProviderInfo provider) {
    return provider.settings().stream()
        .filter(Setting::secret)
        .filter(setting -> value(provider, setting).isPresent())
        .findFirst();
  }

  /** The base URL of a provider. */
  Optional<Value> baseUrl(ProviderInfo provider) {
    return provider.settings().stream()
        .filter(setting -> setting.name().equals(Setting.BASE_URL))
        .findFirst()
        .flatMap(setting -> value(provider, setting));
  }

  /** Applies the configuration to a client. */
  void applyTo(ClientBuilder builder) {
    Providers.installed().forEach(builder::provider);
    file.own().forEach(builder::provider);
    for (ProviderInfo info : providers) {
      for (Setting setting : info.settings()) {
        value(info, setting)
            .ifPresent(value -> builder.set(info.name(), setting.name(), value.text()));
      }
    }
  }

  private static Settings options(Map<String, String> set, List<ProviderInfo> providers) {
    for (String key : set.keySet()) {
      Setting setting = setting(key, providers);
      if (setting.secret()) {
        throw new IllegalArgumentException("--set cannot take a secret such as " + key
            + ": it would stay in the shell's history and in the list of processes. Use the"
            + " environment variable " + setting.variable() + " or the configuration file");
      }
    }
    return (info, setting) -> {
      String value = set.get(info.name() + "." + setting.name());
      return value == null ? null : new Value(value, "--set");
    };
  }

  private static Setting setting(String key, List<ProviderInfo> providers) {
    int dot = key.indexOf('.');
    String provider = key.substring(0, Math.max(dot, 0));
    return providers.stream()
        .filter(info -> info.name().equals(provider))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(
            "--set takes PROVIDER.SETTING=VALUE, such as openai.base-url=http://localhost:8080/v1,"
                + " with one of these providers: "
                + providers.stream().map(ProviderInfo::name).collect(Collectors.joining(", "))))
        .setting(key.substring(dot + 1));
  }

  /**
   * The settings of a profile. An error does not repeat the profile's name or the names that the file
   * defines: any of them may be a key that was pasted into the wrong place.
   */
  private static Layer profile(ConfigFile file, String name, String source) {
    Map<String, Map<String, String>> settings = file.profiles().get(name);
    if (settings == null) {
      String defined = file.lines().isEmpty()
          ? "no profiles are defined"
          : "profiles are defined in line "
              + file.lines().values().stream()
                  .sorted()
                  .map(String::valueOf)
                  .collect(Collectors.joining(", "));
      throw new IllegalArgumentException(
          file.path() + " does not define the profile named by " + source + "; " + defined);
    }
    String origin = "profile '" + name + "' in " + file.path();
    String provider = file.providers().get(name);
    return new Layer(
        (info, setting) -> value(settings, info, setting, origin),
        new Value(name, source),
        provider == null ? null : new Value(provider, origin));
  }

  private static @Nullable Value value(
      Map<String, Map<String, String>> settings,
      ProviderInfo info,
      Setting setting,
      String origin) {
    String value = settings.getOrDefault(info.name(), Map.of()).get(setting.name());
    return value == null ? null : new Value(value, origin);
  }
}
