package io.github.ckpt4j.spring;

import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.ClientBuilder;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Creates a {@link CheckpointClient} from the properties, unless the application defines one. It
 * has the {@linkplain Providers#installed() installed} providers, and beans of type {@link
 * Provider}; a bean replaces an installed provider of the same name.
 */
@AutoConfiguration
@EnableConfigurationProperties(CheckpointProperties.class)
public class CheckpointClientAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(CheckpointClient.class)
  CheckpointHttp checkpointHttp(ObjectProvider<CheckpointHttpCustomizer> customizers) {
    OkHttpClient.Builder http = new OkHttpClient.Builder();
    customizers.orderedStream().forEach(each -> each.customize(http));
    return new CheckpointHttp(http.build());
  }

  /** The client, which is closed with the application context. */
  @Bean
  @ConditionalOnMissingBean
  CheckpointClient checkpointClient(
      CheckpointProperties properties,
      CheckpointHttp http,
      Environment environment,
      ObjectProvider<Provider> providers,
      ObjectProvider<CheckpointClientCustomizer> customizers) {
    ClientBuilder client = CheckpointClient.builder().okHttpClient(http.client());
    Map<String, ProviderInfo> known = new HashMap<>();
    Stream.concat(Providers.installed().stream(), providers.orderedStream()).forEach(each -> {
      client.provider(each);
      known.put(each.info().name(), each.info());
    });
    if (properties.environment()) {
      client.environment(variables(known, environment));
    }
    properties
        .providers()
        .forEach((name, settings) -> settings.forEach(
            (setting, value) -> client.set(name, settingName(known.get(name), setting), value)));
    client.options(options(properties));
    Optional.ofNullable(properties.maxRetries()).ifPresent(client::maxRetries);
    Optional.ofNullable(properties.maxConcurrentJobs()).ifPresent(client::maxConcurrentJobs);
    if (properties.allowPlainHttp()) {
      client.allowPlainHttp();
    }
    customizers.orderedStream().forEach(each -> each.customize(client));
    return client.build();
  }

  private static Map<String, String> variables(
      Map<String, ProviderInfo> known, Environment environment) {
    Map<String, String> variables = new HashMap<>();
    for (ProviderInfo info : known.values()) {
      for (Setting setting : info.settings()) {
        String value = environment.getProperty(setting.variable());
        if (value != null) {
          variables.put(setting.variable(), value);
        }
      }
    }
    return variables;
  }

  /**
   * The setting that a key refers to: {@code CKPT4J_PROVIDERS_OPENAI_APIKEY} arrives as {@code
   * apikey}.
   */
  private static String settingName(@Nullable ProviderInfo info, String written) {
    List<Setting> settings = info == null ? List.of() : info.settings();
    return settings.stream()
        .map(Setting::name)
        .filter(name -> plain(name).equals(plain(written)))
        .findFirst()
        .orElse(written);
  }

  private static String plain(String name) {
    return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static CallOptions options(CheckpointProperties properties) {
    CallOptions options = CallOptions.defaults();
    if (properties.connectTimeout() != null) {
      options = options.connectTimeout(properties.connectTimeout());
    }
    if (properties.attemptTimeout() != null) {
      options = options.attemptTimeout(properties.attemptTimeout());
    }
    if (properties.timeout() != null) {
      options = options.timeout(properties.timeout());
    }
    return properties.pageSize() == null ? options : options.pageSize(properties.pageSize());
  }
}
