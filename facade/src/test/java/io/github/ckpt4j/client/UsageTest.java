package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.Usage;
import io.github.ckpt4j.Usage.Deployment;
import io.github.ckpt4j.Usage.Evidence;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import io.github.ckpt4j.spi.Settings;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How to use a checkpoint, at every provider. */
final class UsageTest {
  private static final String KEY = "sk-secret-0123456789abcdef";

  static Stream<String> hostile() {
    return Stream.of(
        "it's",
        "a\"b",
        "a\\b",
        "$(id)",
        "`id`",
        "$OPENAI_API_KEY",
        "a b",
        "é",
        "a\nb",
        "!x",
        "';id;'");
  }

  private static CheckpointClient client(Map<String, String> variables) {
    return CheckpointClient.builder().environment(variables).build();
  }

  private static final Map<String, String> PLACES = Map.of(
      "AZURE_OPENAI_RESOURCE", "mine",
      "AWS_REGION", "eu-west-1",
      "PORTKEY_PROVIDER", "@openai-prod");

  private static Checkpoint checkpoint(String job, String model) {
    return Checkpoint.builder(JobRef.parse(job), "300")
        .step(300L)
        .modelName(model)
        .build();
  }

  static Stream<String> jobs() {
    return Stream.of(
        "together:ft-1",
        "openai:ftjob-1",
        "portkey:ftjob-1",
        "oxen:ox/farm/ft_1",
        "baseten:project/job",
        "azure:ftjob-1",
        "nebius:ftjob-1",
        "bedrock:ftjob-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "together:ft-1       | https://api.together.ai/v1                      | -   | REQUIRED",
        "openai:ftjob-1      | https://api.openai.com/v1                       | m:1 | NOT_NEEDED",
        "portkey:ftjob-1     | https://api.portkey.ai/v1                       | m:1 | NOT_NEEDED",
        "oxen:ox/farm/ft_1   | https://hub.oxen.ai/api/ai                      | m:1 | REQUIRED",
        "baseten:project/job | https://model-<model id>.api.baseten.co/environments/production/sync/v1 | 300 | REQUIRED",
        "azure:ftjob-1       | https://mine.openai.azure.com/openai/v1         | -   | REQUIRED",
        "nebius:ftjob-1      | https://api.tokenfactory.nebius.com/v1          | -   | REQUIRED",
        "bedrock:ftjob-1     | https://bedrock-mantle.eu-west-1.api.aws/v1     | m:1 | UNKNOWN",
      })
  void everyProviderDescribesWhatToSend(
      String job, String baseUrl, String model, Deployment deployment) {
    try (CheckpointClient client = client(PLACES)) {
      Usage usage = client.usage(checkpoint(job, "m:1"));

      assertThat(usage.baseUrl()).isEqualTo(baseUrl);
      assertThat(usage.model()).isEqualTo(model);
      assertThat(usage.deployment()).isEqualTo(deployment);
      assertThat(usage.deploy().isEmpty()).isEqualTo(deployment != Deployment.REQUIRED);
      assertThat(usage.modelOrForm()).isNotBlank();
    }
  }

  @Test
  void noProviderIsForgotten() {
    assertThat(jobs().map(job -> JobRef.parse(job).provider()))
        .containsExactlyElementsOf(
            Providers.all().stream().map(each -> each.info().name()).toList());
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void noSecretIsInIt(String job) {
    Map<String, String> variables = new HashMap<>(PLACES);
    Providers.all().stream()
        .flatMap(each -> each.info().settings().stream())
        .filter(Setting::secret)
        .forEach(setting -> variables.put(setting.variable(), KEY));
    try (CheckpointClient client = client(variables)) {
      Usage usage = client.usage(checkpoint(job, "m"));

      assertThat(usage.curl() + usage.headers() + usage.deploy() + usage.resume() + usage)
          .doesNotContain(KEY);
      assertThat(usage.curl()).containsPattern("-H \"[A-Za-z-]+: (Bearer )?\\$[A-Z_]+\"");
    }
  }

  @Test
  void headersNameTheVariablesOfTheSecretsThatAreSet() {
    assertThat(headers("openai:ftjob-1", Map.of("OPENAI_ORG_ID", "org-1")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("Authorization", "Bearer $OPENAI_API_KEY", "OpenAI-Organization", "org-1"));
    assertThat(headers("azure:ftjob-1", PLACES))
        .containsExactly(Map.entry("api-key", "$AZURE_OPENAI_API_KEY"));
    assertThat(headers("portkey:ftjob-1", Map.of("PORTKEY_VIRTUAL_KEY", "vk-1")))
        .containsExactlyInAnyOrderEntriesOf(Map.of(
            "x-portkey-api-key", "$PORTKEY_API_KEY",
            "x-portkey-virtual-key", "$PORTKEY_VIRTUAL_KEY"));
  }

  private static Map<String, String> headers(String job, Map<String, String> variables) {
    try (CheckpointClient client = client(variables)) {
      return client.usage(checkpoint(job, "m")).headers();
    }
  }

  @Test
  void anotherBaseUrlIsShown() {
    try (CheckpointClient client = client(Map.of("OXEN_BASE_URL", "http://localhost:7/x/"))) {
      Usage usage = client.usage(checkpoint("oxen:ox/farm/ft_1", "m"));
      assertThat(usage.baseUrl()).isEqualTo("http://localhost:7/x/api/ai");
      assertThat(usage.deploy().get(0).code())
          .startsWith("curl -X POST 'http://localhost:7/x/api/repos/ox/farm/fine_tunes/ft_1/"
              + "checkpoints/300/deploy' -H \"Authorization: Bearer $OXEN_API_KEY\"");
    }
  }

  @Test
  void aDeployedCheckpointNeedsNoDeployment() {
    try (CheckpointClient client = client(Map.of())) {
      Usage usage = client.usage(checkpoint("oxen:ox/farm/ft_1", "m").toBuilder()
          .status(Checkpoint.Status.DEPLOYED)
          .build());
      assertThat(usage.deployment()).isEqualTo(Deployment.DONE);
      assertThat(usage.deploy()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "together:ft-1       | {\"from_checkpoint\":\"ft-1:300\"}",
        "openai:ftjob-1      | {\"model\":\"m\"}",
        "baseten:project/job | {\"load_checkpoint_config\":{\"enabled\":true,\"checkpoints\":[{\"typ\":\"baseten_named_checkpoint\",\"checkpoint_name\":\"300\",\"job_id\":\"job\"}]}}",
      })
  void trainingContinuesFromIt(String job, String json) {
    try (CheckpointClient client = client(Map.of())) {
      Usage.Instruction resume =
          Objects.requireNonNull(client.usage(checkpoint(job, "m")).resume());
      assertThat(JsonParser.parseString(String.valueOf(resume.code())))
          .isEqualTo(JsonParser.parseString(json));
      assertThat(resume.evidence()).isEqualTo(Evidence.DOCUMENTED);
    }
  }

  /** A job's result has no step in its name. */
  @Test
  void trainingContinuesFromTheResultOfAJob() {
    try (CheckpointClient client = client(Map.of())) {
      Usage usage = client.usage(checkpoint("together:ft-1", "m").toBuilder()
          .role(Checkpoint.Role.FINAL)
          .build());
      assertThat(Objects.requireNonNull(usage.resume()).code())
          .isEqualTo("{\"from_checkpoint\": \"ft-1\"}");
    }
  }

  @Test
  void whereNoWayToTrainFurtherIsDocumentedNoneIsShown() {
    try (CheckpointClient client = client(PLACES)) {
      assertThat(List.of("oxen:ox/farm/ft_1", "nebius:ftjob-1", "bedrock:ftjob-1"))
          .allSatisfy(
              job -> assertThat(client.usage(checkpoint(job, "m")).resume()).isNull());
    }
  }

  /** A shell passes on the provider's names exactly, with any characters. */
  @ParameterizedTest
  @MethodSource("hostile")
  void aShellReadsTheCommandAsItIsMeant(String name) throws Exception {
    try (CheckpointClient client = client(Map.of("OPENAI_API_KEY", KEY))) {
      String command = client.usage(checkpoint("openai:ftjob-1", name)).curl();
      ProcessBuilder shell = new ProcessBuilder(
          "/bin/sh", "-c", "curl() { for each; do printf '%s\\0' \"$each\"; done; }; " + command);
      shell.environment().put("OPENAI_API_KEY", "from-environment");
      Process process = shell.redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      List<String> words =
          Stream.of(output.split("\0", -1)).filter(word -> !word.isEmpty()).toList();

      assertThat(words.get(0)).isEqualTo("https://api.openai.com/v1/chat/completions");
      assertThat(words).contains("Authorization: Bearer from-environment");
      assertThat(JsonParser.parseString(words.get(words.size() - 1))
              .getAsJsonObject()
              .get("model")
              .getAsString())
          .isEqualTo(name);
    }
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void hostileNamesStayWithinTheirStrings(String name) {
    try (CheckpointClient client = client(PLACES)) {
      for (String job : List.of("openai:ftjob-1", "azure:ftjob-1", "portkey:ftjob-1")) {
        Usage.Instruction resume =
            Objects.requireNonNull(client.usage(checkpoint(job, name)).resume());
        assertThat(JsonParser.parseString(String.valueOf(resume.code()))
                .getAsJsonObject()
                .size())
            .isEqualTo(1);
      }
    }
  }

  @Test
  void aCustomProviderMayNotDescribeIt() {
    ProviderInfo info = ProviderInfo.builder("plain", "https://plain.example").build();
    Provider plain = new Provider() {
      @Override
      public ProviderInfo info() {
        return info;
      }

      @Override
      public Map<String, String> headers(Settings settings) {
        return Map.of();
      }

      @Override
      public ApiRequest<Page> checkpoints(JobRef job, PageRequest page) {
        throw new AssertionError("nothing is requested");
      }

      @Override
      public ApiRequest<Job> job(JobRef job) {
        throw new AssertionError("nothing is requested");
      }
    };
    assertThatThrownBy(() -> {
          try (CheckpointClient client =
              CheckpointClient.builder().provider(plain).build()) {
            var unused = client.usage(checkpoint("plain:1", "m"));
          }
        })
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "together:ft-1       | https://api.together.ai/fine-tuning/ft-1",
        "openai:ftjob-1      | https://platform.openai.com/finetune/ftjob-1",
        "baseten:project/job | https://app.baseten.co/training/project/logs/job",
        "oxen:ox/farm/ft_1   | -",
        "portkey:ftjob-1     | -",
        "azure:ftjob-1       | -",
        "nebius:ftjob-1      | -",
        "bedrock:ftjob-1     | -",
      })
  void onlyKnownWebPagesAreShown(String job, String page) {
    JobRef ref = JobRef.parse(job);
    assertThat(Providers.all().stream()
            .filter(each -> each.info().name().equals(ref.provider()))
            .findFirst()
            .orElseThrow()
            .info()
            .jobPage(ref)
            .orElse(null))
        .isEqualTo(page);
  }
}
