package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** References as people write them, omitting parts known from the configuration or the id. */
final class ReferencesTest {
  private static final String LOCAL = """
      [openai-compatible.local]
      base-url = "http://localhost:8000/v1"
      """;

  @TempDir
  private Path home;

  private Configuration configuration(String file, Map<String, String> variables)
      throws IOException {
    Path path = home.resolve(".config/ckpt/config.toml");
    Files.createDirectories(path.getParent());
    Files.writeString(path, file);
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("HOME", home.toString());
    return Configuration.read(environment, null, Map.of());
  }

  private String read(String file, Map<String, String> variables, String text) throws IOException {
    return PastedReference.read(text, configuration(file, variables)).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ftjob-abc           | openai:ftjob-abc",
        "ft-abc-1            | together:ft-abc-1",
        "ft-Ab1              | together:ft-Ab1",
        "ox/farm/ft_1        | oxen:ox/farm/ft_1",
        "\"ftjob-abc\"         | openai:ftjob-abc",
        "`ft-1`,             | together:ft-1",
        "OpenAI:ftjob-Abc    | openai:ftjob-Abc",
        "azure:ftjob-1       | azure:ftjob-1",
        "https://platform.openai.com/finetune/ftjob-1?filter=all        | openai:ftjob-1",
        "https://api.together.ai/fine-tuning/ft-1                       | together:ft-1",
        "https://app.baseten.co/training/p1/logs/j1                     | baseten:p1/j1",
        "https://app.baseten.co/training/p1/logs/j1?tab=x#y             | baseten:p1/j1",
      })
  void anIdRevealsItsProvider(String text, String job) throws IOException {
    assertThat(read("", Map.of(), text)).isEqualTo(job);
  }

  /** The id's beginning tells providers apart; the user's choice decides if several match. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "azure    | ftjob-1   | azure:ftjob-1",
        "portkey  | ftjob-1   | portkey:ftjob-1",
        "nebius   | ftjob-1   | nebius:ftjob-1",
        "openai   | ft-1      | together:ft-1",
        "openai   | a/b/ft_1  | oxen:a/b/ft_1",
        "openai   | other     | openai:other",
        "together | ftjob-1   | openai:ftjob-1",
        "baseten  | p/j       | baseten:p/j",
        "baseten  | ftjob-1   | openai:ftjob-1",
        "local    | ftjob-1   | local:ftjob-1",
        "local    | anything  | local:anything",
        "local    | openai:x  | openai:x",
      })
  void theDefaultProviderTakesPrecedence(String provider, String text, String job)
      throws IOException {
    assertThat(read(LOCAL, Map.of("CKPT_PROVIDER", provider), text)).isEqualTo(job);
    assertThat(read("provider = \"" + provider + "\"\n" + LOCAL, Map.of(), text))
        .isEqualTo(job);
  }

  @Test
  void aRepositoryAndAProjectCompleteAnId() throws IOException {
    String file = """
        provider = "baseten"
        [oxen]
        repository = "me/repo"
        [baseten]
        project = "p1"
        """;
    assertThat(read(file, Map.of(), "ft_1")).isEqualTo("oxen:me/repo/ft_1");
    assertThat(read(file, Map.of(), "oxen:ft_1")).isEqualTo("oxen:me/repo/ft_1");
    assertThat(read(file, Map.of(), "oxen:a/b/ft_1")).isEqualTo("oxen:a/b/ft_1");
    assertThat(read(file, Map.of(), "j1")).isEqualTo("baseten:p1/j1");
    assertThat(read(file, Map.of("OXEN_REPOSITORY", "o/r"), "ft_1")).isEqualTo("oxen:o/r/ft_1");
    assertThat(read("", Map.of("OXEN_REPOSITORY", "o/r"), "ft_1")).isEqualTo("oxen:o/r/ft_1");
  }

  /** {@code baseten:p} names all jobs of a project, and must not be taken for a job. */
  @Test
  void aReferenceOfManyJobsStaysOne() throws IOException {
    Configuration configuration = configuration("[baseten]\nproject = \"p1\"\n", Map.of());
    assertThat(PastedReference.readMany("baseten:p2", configuration.providers()))
        .hasValueSatisfying(query -> assertThat(query.reference()).isEqualTo("baseten:p2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "work | -      | azure   | profile 'work' in FILE",
        "work | nebius | azure   | profile 'work' in FILE",
        "-    | nebius | nebius  | $CKPT_PROVIDER",
        "-    | -      | portkey | profile 'home' in FILE",
      })
  void whereTheUsualProviderComesFrom(String option, String variable, String provider, String from)
      throws IOException {
    Map<String, String> variables = new HashMap<>();
    if (!variable.equals("-")) {
      variables.put("CKPT_PROVIDER", variable);
    }
    String file = """
        provider = "openai"
        profile = "home"
        [profiles.work]
        provider = "azure"
        [profiles.home]
        provider = "portkey"
        """;
    Path path = home.resolve(".config/ckpt/config.toml");
    assertThat(configuration(file, Map.of()).usualProvider()).isPresent();
    variables.put("HOME", home.toString());
    Configuration read =
        Configuration.read(variables, option.equals("-") ? null : option, Map.of());
    assertThat(read.usualProvider()).hasValueSatisfying(value -> {
      assertThat(value.text()).isEqualTo(provider);
      assertThat(value.origin()).isEqualTo(from.replace("FILE", path.toString()));
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"provider = \"sk-secret\"", "[profiles.a]\nprovider = \"sk-secret\""})
  void anUnknownProviderInTheFileIsNotShown(String file) {
    assertThatThrownBy(() -> configuration(file, Map.of()))
        .hasMessageContaining("unknown provider; known: together")
        .hasMessageNotContaining("sk-secret");
  }

  @Test
  void anUnknownProviderInTheEnvironmentIsNotShown() {
    assertThatThrownBy(() -> configuration("", Map.of("CKPT_PROVIDER", "sk-secret")))
        .hasMessageContaining("$CKPT_PROVIDER does not name a provider; known: together")
        .hasMessageNotContaining("sk-secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense   | has no provider: 'nonsense'",
        "ft_1       | has no provider: 'ft_1'",
        "p/j        | has no provider: 'p/j'",
        "ft-1:300   | is a checkpoint, not a job; its job is together:ft-1",
        "https://www.oxen.ai/a/b | the URL of its web page does not contain the whole reference",
      })
  void whatCannotBeToldIsExplained(String text, String message) {
    assertThatThrownBy(() -> read("", Map.of(), text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void configShowsWhatIsSetAndNoKey() throws IOException {
    Path path = home.resolve(".config/ckpt/config.toml");
    Files.createDirectories(path.getParent());
    Files.writeString(path, """
        provider = "oxen"
        [oxen]
        repository = "me/repo"
        api-key = "sk-secret"
        """);
    Cli.Result result =
        new Cli().set("HOME", home.toString()).set("OPENAI_ORG_ID", "org-1").run("config");

    assertThat(result.code()).isZero();
    assertThat(result.out().replace(path.toString(), "FILE").lines())
        .map(line -> line.replaceAll(" +", " "))
        .contains(
            "file FILE read",
            "provider oxen FILE",
            "oxen.repository me/repo FILE",
            "openai.organization org-1 $OPENAI_ORG_ID");
    assertThat(result.out()).contains("(set)").doesNotContain("sk-secret");
    assertThat(
            new Cli().set("HOME", home.toString()).run("config", "-o", "json").out())
        .contains("{\"name\":\"oxen.api-key\",\"value\":null,\"from\":\"" + path + "\"}");
  }
}
