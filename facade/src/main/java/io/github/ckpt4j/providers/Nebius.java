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

/**
 * Nebius Token Factory.
 *
 * <p>Documented: the paths, {@code after} and {@code limit}, bearer authentication, OpenAI's
 * metrics and states, and {@code result_files}, the ids of a checkpoint's files, each of which has
 * a name, a size and a content (<a
 * href="https://docs.studio.nebius.com/api-reference/fine-tuning/list-fine-tuning-checkpoints">List
 * fine-tuning checkpoints</a>, <a
 * href="https://docs.tokenfactory.nebius.com/post-training/how-to-fine-tune">how to fine-tune</a>,
 * <a href="https://docs.tokenfactory.nebius.com/api-reference/files/retrieve-file">Retrieve
 * file</a>). Assumed: the order of a list, and a cursor, are OpenAI's; a range of a file can be
 * requested, and if not, its whole content arrives. It is not documented that a model's name shows
 * which checkpoint is the final one.
 */
final class Nebius {
  private static final ProviderInfo INFO = ProviderInfo.builder(
          Providers.NEBIUS, "https://api.tokenfactory.nebius.com/v1")
      .title("Nebius Token Factory")
      .setting(Setting.apiKey("NEBIUS_API_KEY"))
      .setting(Setting.baseUrl("NEBIUS_BASE_URL"))
      .jobIdExample("ftjob-…")
      .metrics(OpenAiProtocol.REPORTED)
      .documentation(
          "https://docs.studio.nebius.com/api-reference/fine-tuning/list-fine-tuning-checkpoints")
      .jobScopes("")
      .abilities(Ability.PAGES, Ability.METRICS, Ability.EVENTS, Ability.FILES)
      .build();

  private Nebius() {}

  /**
   * Assumed, from third-party code: an adapter is deployed by the ids of its job and checkpoint,
   * under a name that requests then send. A job continues training only from a checkpoint on
   * Hugging Face (documented), so not from this one.
   */
  private static Usage.Builder usage(Checkpoint checkpoint, String baseUrl) {
    return Usage.builder(checkpoint, baseUrl)
        .modelForm("<deployed model>")
        .deployment(Deployment.REQUIRED, Evidence.ASSUMED)
        .deploy(
            "Create a model from the checkpoint (POST /v0/models), and send the name from the"
                + " response.",
            "{\"source\": " + Quoted.json(checkpoint.job().id() + ":" + checkpoint.id())
                + ", \"base_model\": \"<base model>\", \"name\": \"<name>\"}",
            Evidence.ASSUMED);
  }

  static Provider provider() {
    return new OpenAiProtocol(INFO, Headers::bearer, false, Problem::of, Nebius::usage);
  }
}
