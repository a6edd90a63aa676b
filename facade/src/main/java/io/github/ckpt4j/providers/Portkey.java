package io.github.ckpt4j.providers;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Usage;
import io.github.ckpt4j.Usage.Deployment;
import io.github.ckpt4j.Usage.Evidence;
import io.github.ckpt4j.spi.Ability;
import io.github.ckpt4j.spi.ErrorResponse;
import io.github.ckpt4j.spi.Problem;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import io.github.ckpt4j.spi.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Portkey, a gateway that forwards OpenAI's protocol to the provider behind it. It needs its own
 * key, and one of four settings to find the provider and its credentials; a self-hosted gateway
 * needs no Portkey key.
 *
 * <p>Its successor, the Prisma AIRS AI Gateway, has another base URL and takes its own key as a bearer
 * token (documented: <a
 * href="https://portkey.ai/docs/aigw/api-reference/fine-tuning/list-fine-tuning-job-checkpoints">List
 * fine-tuning job checkpoints</a>), so the key of the provider behind it is stored there. Assumed: it
 * responds as Portkey does.
 */
final class Portkey {
  private static final Pattern SUCCESSOR =
      Pattern.compile("https?://aigw\\.portkey\\.ai(?:[:/].*)?", Pattern.CASE_INSENSITIVE);

  private static final String PROVIDER = "provider";
  private static final String PROVIDER_KEY = "provider-key";
  private static final String CONFIG = "config";
  private static final String VIRTUAL_KEY = "virtual-key";
  private static final String CUSTOM_HOST = "custom-host";

  private static final ProviderInfo INFO = ProviderInfo.builder(
          Providers.PORTKEY, "https://api.portkey.ai/v1")
      .title("Portkey")
      .setting(Setting.apiKey("PORTKEY_API_KEY"))
      .setting(Setting.baseUrl("PORTKEY_BASE_URL"))
      .setting(Setting.plain(PROVIDER, "PORTKEY_PROVIDER", "provider behind it, @slug or name"))
      .setting(
          Setting.secret(PROVIDER_KEY, "PORTKEY_PROVIDER_KEY", "key of the provider behind it"))
      .setting(Setting.secret(CONFIG, "PORTKEY_CONFIG", "config id or JSON"))
      .setting(Setting.secret(VIRTUAL_KEY, "PORTKEY_VIRTUAL_KEY", "virtual key"))
      .setting(Setting.plain(CUSTOM_HOST, "PORTKEY_CUSTOM_HOST", "URL of the provider behind it"))
      .jobIdExample("ftjob-…")
      .metrics(OpenAiProtocol.REPORTED)
      .documentation("https://portkey.ai/docs/api-reference/inference-api/headers")
      .jobScopes("")
      .abilities(Ability.PAGES, Ability.METRICS, Ability.EVENTS, Ability.EXPIRY)
      .retirements(Retirements.of(Providers.OPENAI))
      .build();

  private Portkey() {}

  static Provider provider() {
    return new OpenAiProtocol(INFO, Portkey::headers, true, Portkey::problem, Portkey::usage);
  }

  /**
   * Documented: Portkey forwards the model's name. Assumed: the provider behind it uses checkpoints
   * as OpenAI does.
   */
  private static Usage.Builder usage(Checkpoint checkpoint, String baseUrl) {
    Usage.Builder usage = OpenAiProtocol.byName(checkpoint, baseUrl)
        .deployment(Deployment.NOT_NEEDED, Evidence.ASSUMED);
    return OpenAiProtocol.resumedByName(
        usage,
        checkpoint,
        "Create a job with the checkpoint as its model (POST /fine_tuning/jobs), if the provider behind"
            + " Portkey is OpenAI.",
        Evidence.ASSUMED);
  }

  private static Map<String, String> headers(Settings settings) {
    Map<String, String> headers = new HashMap<>(credentials(settings));
    settings.ifSet(PROVIDER, value -> headers.put("x-portkey-provider", value));
    settings.ifSet(CONFIG, value -> headers.put("x-portkey-config", value));
    settings.ifSet(VIRTUAL_KEY, value -> headers.put("x-portkey-virtual-key", value));
    settings.ifSet(CUSTOM_HOST, value -> headers.put("x-portkey-custom-host", value));
    return headers;
  }

  private static Map<String, String> credentials(Settings settings) {
    String baseUrl = settings.get(Setting.BASE_URL);
    if (baseUrl != null && SUCCESSOR.matcher(baseUrl).matches()) {
      // The key may have its own route, so none is required here.
      return Headers.bearer(settings);
    }
    checkRouting(settings);
    if (baseUrl == null) {
      settings.require(Setting.API_KEY);
    }
    Map<String, String> headers = new HashMap<>();
    settings.ifSet(Setting.API_KEY, value -> headers.put("x-portkey-api-key", value));
    settings.ifSet(PROVIDER_KEY, value -> headers.put(Headers.AUTHORIZATION, "Bearer " + value));
    return headers;
  }

  private static void checkRouting(Settings settings) {
    String provider = settings.get(PROVIDER);
    boolean managed = provider != null && provider.startsWith("@");
    boolean withKey = provider != null && settings.get(PROVIDER_KEY) != null;
    if (managed || withKey || settings.get(CONFIG) != null || settings.get(VIRTUAL_KEY) != null) {
      return;
    }
    throw CheckpointException.builder(
            Kind.UNAUTHENTICATED,
            "Portkey does not know the provider behind it: set PORTKEY_PROVIDER to @slug, or"
                + " PORTKEY_PROVIDER to a name together with PORTKEY_PROVIDER_KEY (and"
                + " PORTKEY_CUSTOM_HOST), or PORTKEY_CONFIG, or PORTKEY_VIRTUAL_KEY")
        .build();
  }

  /** Portkey has its own request ids, and retries on its own if it is configured to. */
  private static Problem problem(ErrorResponse response) {
    Problem problem = Problem.of(response);
    String trace = response.header("x-portkey-trace-id");
    String request = trace == null ? response.header("x-portkey-request-id") : trace;
    // How many times Portkey has retried: a number, -1 if it used up all its attempts.
    String retries = response.header("x-portkey-retry-attempt-count");
    boolean mayHelp = retries == null || retries.equals("0");
    return problem
        .withRequestId(request == null ? problem.requestId() : request)
        .withTemporary(mayHelp ? problem.temporary() : Boolean.FALSE);
  }
}
