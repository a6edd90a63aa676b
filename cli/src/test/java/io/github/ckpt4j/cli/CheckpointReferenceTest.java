package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All ways to name a checkpoint. */
final class CheckpointReferenceTest {
  private static final String OPENAI = "openai:ftjob-overfitted";

  @TempDir
  private Path cache;

  private final Sandbox sandbox = Sandbox.builder().clock(Cli.CLOCK).start();

  @AfterEach
  void close() {
    sandbox.close();
  }

  private Cli.Result run(String... args) {
    return new Cli()
        .environment(sandbox.environment())
        .set("XDG_CACHE_HOME", cache.toString())
        .run(args);
  }

  private String model(String... args) {
    Cli.Result result = run(args);
    assertThat(result.code()).as(result.err()).isZero();
    return result.out().strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ft-dc07b30c-8203 200               | 200",
        "ft-dc07b30c-8203 step-200          | 200",
        "ft-dc07b30c-8203 ft-dc07b30c-8203:200 | 200",
        "ft-dc07b30c-8203:200               | 200",
        "together:ft-dc07b30c-8203:200      | 200",
        "ft-dc07b30c-8203                   | 600",
        "ft-dc07b30c-8203 latest            | 600",
        "ftjob-overfitted best              | 200",
        "baseten:yqvr2lxw/3mq59k8w checkpoint-24 | 24",
      })
  void namesACheckpoint(String line, String step) {
    String[] words = ("show " + line + " --fields step -o csv").split(" +", -1);
    assertThat(model(words).lines()).containsExactly("step", step);
  }

  @Test
  void aModelNameThatWasShownNamesItsCheckpoint() {
    String model = model("best", OPENAI, "-o", "name");

    assertThat(model).startsWith("ft:").endsWith(":ckpt-step-200");
    assertThat(model("show", model, "--fields", "job,step", "-o", "csv").lines())
        .containsExactly("job,step", OPENAI + ",200");
    assertThat(model("show", "openai:" + model, "--fields", "step", "-o", "csv"))
        .endsWith("200");
  }

  @Test
  void everyCommandThatShowsAModelMakesItKnown() throws IOException {
    for (List<String> command : List.of(
        List.of("list", OPENAI),
        List.of("list", OPENAI, "-o", "jsonl"),
        List.of("latest", OPENAI),
        List.of("top", OPENAI),
        List.of("use", OPENAI),
        List.of("show", OPENAI))) {
      Files.deleteIfExists(cache.resolve("ckpt/models"));
      model(command.toArray(String[]::new));
      assertThat(Files.readString(cache.resolve("ckpt/models")))
          .as(command.toString())
          .contains(" " + OPENAI + " ft:");
    }
  }

  /** Baseten's directories have the same names in many jobs. */
  @Test
  void aModelNameOfSeveralJobsIsRefused() throws IOException {
    long end = Cli.CLOCK.instant().getEpochSecond() + 100;
    Files.createDirectories(cache.resolve("ckpt"));
    Files.write(
        cache.resolve("ckpt/models"),
        List.of(end + " baseten:p/a checkpoint-1", end + " baseten:p/b checkpoint-1"));

    Cli.Result result = run("show", "checkpoint-1");

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("several jobs have", "baseten:p/a", "baseten:p/b", "Hint:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "show ft:never-shown:x::y              | 2 | neither a job reference nor the model name",
        "show ft-dc07b30c-8203:200 300         | 2 | already names a checkpoint",
        "show ftjob-overfitted 999             | 3 | has no checkpoint '999'",
        "show ftjob-overfitted ft:x:y::z       | 3 | has no checkpoint 'ft:x:y::z'",
        "list ft-dc07b30c-8203:200             | 2 | is a checkpoint, not a job",
      })
  void mistakesAreExplained(String line, int code, String message) {
    Cli.Result result = run(line.split(" ", -1));

    assertThat(result.code()).isEqualTo(code);
    assertThat(result.err()).contains(message);
  }

  @Test
  void aDamagedCacheDoesNoHarm() throws IOException {
    Files.createDirectories(cache.resolve("ckpt"));
    Files.writeString(cache.resolve("ckpt/models"), "x\n9 9 9\n99999999999 :: a\n\u0000\n");
    assertThat(model("show", OPENAI, "200", "-o", "name")).endsWith(":ckpt-step-200");
  }
}
