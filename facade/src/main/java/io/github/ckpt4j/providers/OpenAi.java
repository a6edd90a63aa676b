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
import java.util.HashMap;
import java.util.Map;

/** OpenAI: its address and headers. {@link OpenAiProtocol} reads its responses. */
final class OpenAi {
  private static final String ORGANIZATION = "organization";
  private static final String PROJECT = "project";

  private static final ProviderInfo INFO = ProviderInfo.builder(
          Providers.OPENAI, "https://api.openai.com/v1")
      .title("OpenAI")
      .setting(Setting.apiKey("OPENAI_API_KEY"))
      .setting(Setting.baseUrl("OPENAI_BASE_URL"))
      .setting(Setting.plain(ORGANIZATION, "OPENAI_ORG_ID", "organization that is billed"))
      .setting(Setting.plain(PROJECT, "OPENAI_PROJECT_ID", "project that has the job"))
      .jobIdExample("ftjob-…")
      .metrics(OpenAiProtocol.REPORTED)
      .documentation("https://platform.openai.com/docs/api-reference/fine-tuning/list-checkpoints")
      .jobPage("https://platform.openai.com/finetune/{0}")
      .jobScopes("")
      .abilities(Ability.PAGES, Ability.METRICS, Ability.EVENTS, Ability.EXPIRY)
      .retirements(Retirements.of(Providers.OPENAI))
      .build();

  private OpenAi() {}

  static Provider provider() {
    return new OpenAiProtocol(INFO, OpenAi::headers, true, Problem::of, OpenAi::usage);
  }

  /**
   * Documented: a checkpoint's model name is sent unchanged, and is the model of a job that
   * continues training. The web page is the one that OpenAI's own examples link to.
   */
  private static Usage.Builder usage(Checkpoint checkpoint, String baseUrl) {
    Usage.Builder usage = OpenAiProtocol.byName(checkpoint, baseUrl)
        .deployment(Deployment.NOT_NEEDED, Evidence.DOCUMENTED);
    return OpenAiProtocol.resumedByName(
        usage,
        checkpoint,
        "Create a job with the checkpoint as its model (POST /fine_tuning/jobs). OpenAI accepts no new"
            + " jobs from 6 January 2027.",
        Evidence.DOCUMENTED);
  }

  private static Map<String, String> headers(Settings settings) {
    Map<String, String> headers = new HashMap<>(Headers.bearer(settings));
    settings.ifSet(ORGANIZATION, value -> headers.put("OpenAI-Organization", value));
    settings.ifSet(PROJECT, value -> headers.put("OpenAI-Project", value));
    return headers;
  }
}
