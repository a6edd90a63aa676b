package io.github.ckpt4j.providers;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Usage;
import io.github.ckpt4j.Usage.Deployment;
import io.github.ckpt4j.Usage.Evidence;
import io.github.ckpt4j.spi.Ability;
import io.github.ckpt4j.spi.Problem;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import io.github.ckpt4j.spi.Settings;
import java.util.Map;

/**
 * Azure OpenAI, also called Microsoft Foundry, through its v1 API.
 *
 * <p>Documented: the {@code api-key} header, the paths, {@code after} and {@code limit}, all seven
 * metrics, and model names such as {@code gpt-4o-mini-2024-07-18.ft-<32 digits>:ckpt-step-90} (<a
 * href="https://learn.microsoft.com/en-us/rest/api/azureopenai/fine-tuning/get-checkpoints">Get
 * Checkpoints</a>). Seen in responses, not documented: ids that begin with {@code ftchkpt-}, steps
 * such as {@code 90.0}, the states {@code pending}, {@code notRunning} and {@code canceled}, and
 * that the final checkpoint's name has no step. Assumed: a cursor works as at OpenAI. Azure retires
 * models on its own dates, which differ from OpenAI's.
 */
final class Azure {
  private static final String TOKEN = "token";

  private static final ProviderInfo INFO = ProviderInfo.builder(
          Providers.AZURE, "https://{resource}.openai.azure.com/openai/v1")
      .title("Azure OpenAI")
      .setting(Setting.apiKey("AZURE_OPENAI_API_KEY"))
      .setting(Setting.secret(TOKEN, "AZURE_OPENAI_AD_TOKEN", "Entra ID token, instead of a key"))
      .setting(Setting.plain("resource", "AZURE_OPENAI_RESOURCE", "name of the resource"))
      .setting(Setting.baseUrl("AZURE_OPENAI_BASE_URL"))
      .queryParameter(Setting.plain(
          "api-version", "AZURE_OPENAI_API_VERSION", "API version; the v1 API needs none"))
      .jobIdExample("ftjob-…")
      .metrics(OpenAiProtocol.REPORTED)
      .documentation(
          "https://learn.microsoft.com/en-us/rest/api/azureopenai/fine-tuning/get-checkpoints")
      .jobScopes("")
      .abilities(Ability.PAGES, Ability.METRICS, Ability.EVENTS)
      .build();

  private Azure() {}

  static Provider provider() {
    return new OpenAiProtocol(INFO, Azure::headers, true, Problem::of, Azure::usage);
  }

  /**
   * Documented: a fine-tuned model is deployed by its name, requests name the deployment, and a job
   * may start from a fine-tuned model (<a
   * href="https://learn.microsoft.com/en-us/azure/ai-services/openai/how-to/fine-tuning-deploy">Deploy
   * a fine-tuned model</a>). Assumed: the last is true of checkpoints, too.
   */
  private static Usage.Builder usage(Checkpoint checkpoint, String baseUrl) {
    String model = checkpoint.modelName() == null ? "<model>" : checkpoint.modelName();
    Usage.Builder usage = Usage.builder(checkpoint, baseUrl)
        .modelForm("<deployment>")
        .deployment(Deployment.REQUIRED, Evidence.DOCUMENTED)
        .deploy(
            "Create a deployment of the checkpoint; it is billed by the hour.",
            "az cognitiveservices account deployment create --resource-group <group> --name <resource>"
                + " --deployment-name <deployment> --model-format OpenAI --model-name "
                + Quoted.shell(model)
                + " --model-version 1 --sku-name Standard --sku-capacity 1",
            Evidence.DOCUMENTED);
    return OpenAiProtocol.resumedByName(
        usage,
        checkpoint,
        "Create a job with the checkpoint as its model (POST /fine_tuning/jobs).",
        Evidence.ASSUMED);
  }

  private static Map<String, String> headers(Settings settings) {
    String token = settings.get(TOKEN);
    return token == null
        ? Map.of("api-key", settings.require(Setting.API_KEY))
        : Map.of(Headers.AUTHORIZATION, "Bearer " + token);
  }
}
