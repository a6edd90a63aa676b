package io.github.ckpt4j.providers;

import io.github.ckpt4j.spi.Problem;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Settings;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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

  private Providers() {}

  /** All of them. */
  public static List<Provider> all() {
    return List.of(
        new Together(), OpenAi.provider(), Portkey.provider(), new Oxen(), new Baseten());
  }

  /**
   * A provider of your own that speaks OpenAI's protocol: the same paths, paging and responses at
   * another base URL, with other credentials. It lists jobs and reports events if {@code info} declares
   * that, with {@link ProviderInfo.Builder#jobScopes jobScopes("")} and {@link
   * ProviderInfo.Builder#abilities abilities(Ability.EVENTS)}.
   *
   * @param headers the headers that carry the credentials, as in {@link Provider#headers}
   */
  public static Provider openAiCompatible(
      ProviderInfo info, Function<Settings, Map<String, String>> headers) {
    return new OpenAiProtocol(info, headers, false, Problem::of);
  }
}
