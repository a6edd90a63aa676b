package io.github.ckpt4j.providers;

import io.github.ckpt4j.spi.Problem;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The providers that come with ckpt4j. */
public final class Providers {
  /** The name of Together AI in job references. */
  public static final String TOGETHER = "together";

  /** The name of OpenAI in job references. */
  public static final String OPENAI = "openai";

  /** The name of Portkey, a gateway that speaks OpenAI's protocol, in job references. */
  public static final String PORTKEY = "portkey";

  /** The name of Oxen.ai in job references. */
  public static final String OXEN = "oxen";

  /** The name of Baseten in job references. */
  public static final String BASETEN = "baseten";

  /** The name of Azure OpenAI in job references. */
  public static final String AZURE = "azure";

  /** The name of Nebius Token Factory in job references. */
  public static final String NEBIUS = "nebius";

  /** The name of Amazon Bedrock in job references. */
  public static final String BEDROCK = "bedrock";

  private Providers() {}

  /** All built-in providers. */
  public static List<Provider> all() {
    return List.of(
        new Together(),
        OpenAi.provider(),
        Portkey.provider(),
        new Oxen(),
        new Baseten(),
        Azure.provider(),
        Nebius.provider(),
        Bedrock.provider());
  }

  /**
   * The built-in providers, and then those that {@link ServiceLoader} finds: a jar on the class
   * path names its providers in {@code META-INF/services/io.github.ckpt4j.spi.Provider}, a module
   * {@code provides} them. {@code ckpt} and the Spring Boot starter use all of these. A client of
   * the library has only the built-in ones, and those that {@code ClientBuilder.provider} adds.
   *
   * @throws IllegalStateException if two providers have the same name, or if one of them cannot be
   *     created
   */
  public static List<Provider> installed() {
    Map<String, Provider> byName = new LinkedHashMap<>();
    Stream.concat(all().stream(), found().stream()).forEach(each -> {
      Provider other = byName.putIfAbsent(each.info().name(), each);
      if (other != null) {
        throw new IllegalStateException(
            "two providers are called '" + each.info().name() + "': "
                + other.getClass().getName() + " and " + each.getClass().getName());
      }
    });
    return List.copyOf(byName.values());
  }

  private static List<Provider> found() {
    try {
      return ServiceLoader.load(Provider.class).stream()
          .map(ServiceLoader.Provider::get)
          .toList();
    } catch (ServiceConfigurationError e) {
      throw new IllegalStateException("a provider cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * A server that speaks OpenAI's protocol: the same paths, paging and responses at another base
   * URL. It needs no further code. Nothing is inferred from the names of its models.
   *
   * @param name the name in job references: lower-case letters, digits and {@code -}
   * @param baseUrl the URL that paths are appended to, usually ending in {@code /v1}
   * @param keyVariable the environment variable with the API key, which is then required; null for
   *     a server that may need no key, which is then read from {@code NAME_API_KEY} if that is set
   * @param headers sent with each request; in their values, <code>{api-key}</code> stands for the
   *     API key. If no value contains it and there is no {@code Authorization} header, the key
   *     is sent as a bearer token. Other values may appear in messages, so a key belongs in its variable
   * @throws IllegalArgumentException if one of these is malformed; the message does not show it
   */
  public static Provider openAiCompatible(
      String name, String baseUrl, @Nullable String keyVariable, Map<String, String> headers) {
    return OpenAiCompatible.provider(name, baseUrl, keyVariable, headers);
  }

  /**
   * Your own provider that speaks OpenAI's protocol: the same paths, paging and responses at
   * another base URL, with other credentials. It lists jobs and reports events if {@code info}
   * declares that, with {@link ProviderInfo.Builder#jobScopes jobScopes("")} and {@link
   * ProviderInfo.Builder#abilities abilities(Ability.EVENTS)}.
   *
   * @param headers returns the headers with the credentials, as in {@link Provider#headers}
   */
  public static Provider openAiCompatible(
      ProviderInfo info, Function<Settings, Map<String, String>> headers) {
    return new OpenAiProtocol(info, headers, false, Problem::of, OpenAiProtocol::byName);
  }
}
