package io.github.ckpt4j.providers;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Usage;
import io.github.ckpt4j.spi.Ability;
import io.github.ckpt4j.spi.Problem;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;

/**
 * Amazon Bedrock, through its OpenAI-compatible endpoint.
 *
 * <p>Documented: the endpoint, a Bedrock API key as bearer token, and that jobs, events and
 * checkpoints are those of OpenAI's API (<a
 * href="https://docs.aws.amazon.com/bedrock/latest/userguide/fine-tuning-openai-apis.html">Fine-tune
 * open-weight models using OpenAI-compatible APIs</a>). Amazon shows no example of a checkpoint, so
 * its fields, metrics, states and paging are assumed to be those of OpenAI. Nothing is inferred
 * from a model's name.
 */
final class Bedrock {
  private static final ProviderInfo INFO = ProviderInfo.builder(
          Providers.BEDROCK, "https://bedrock-mantle.{region}.api.aws/v1")
      .title("Amazon Bedrock")
      .setting(Setting.apiKey("AWS_BEARER_TOKEN_BEDROCK"))
      .setting(Setting.plain("region", "AWS_REGION", "AWS region"))
      .setting(Setting.baseUrl("BEDROCK_BASE_URL"))
      .jobIdExample("ftjob-…")
      .metrics(OpenAiProtocol.REPORTED)
      .documentation(
          "https://docs.aws.amazon.com/bedrock/latest/userguide/fine-tuning-openai-job-create.html")
      .jobScopes("")
      .abilities(Ability.PAGES, Ability.METRICS, Ability.EVENTS)
      .build();

  private Bedrock() {}

  /**
   * Assumed: a checkpoint's model name is sent unchanged. Amazon documents this only for results.
   */
  private static Usage.Builder usage(Checkpoint checkpoint, String baseUrl) {
    return OpenAiProtocol.byName(checkpoint, baseUrl);
  }

  static Provider provider() {
    return new OpenAiProtocol(INFO, Headers::bearer, false, Problem::of, Bedrock::usage);
  }
}
