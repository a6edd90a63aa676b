package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion scripts know everything that does not have to be looked up. */
final class CompletionTest {
  private static final String BASH = "/bin/bash";

  @TempDir
  private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ckpt wa | watch",
        "ckpt list ope | openai:",
        "ckpt show tog | together:",
        "ckpt best openai | openai:",
        "ckpt list --sort cre | created",
        "ckpt list --sort valid_l | valid_loss",
        "ckpt list -m full_valid_l | full_valid_loss",
        "ckpt best --metric train_l | train_loss",
        "ckpt plot -m grad | grad_norm",
        "ckpt watch -m train_l | train_loss",
        "ckpt list --output jsonl | jsonl",
        "ckpt list --rev | --reverse",
        "ckpt completion fi | fish",
        "ckpt help com | compare completion",
      })
  void bashCompletes(String line, String words) throws Exception {
    assumeTrue(new File(BASH).canExecute());
    Path script = Files.writeString(
        directory.resolve("ckpt.bash"), new Cli().run("completion", "bash").out());
    int last = line.split(" ", -1).length - 1;
    String program = "compopt() { :; }; . " + script + "; COMP_WORDS=(" + line + "); COMP_CWORD="
        + last + "; _complete_ckpt; printf '%s ' \"${COMPREPLY[@]}\"";
    Process bash =
        new ProcessBuilder(BASH, "-c", program).redirectErrorStream(true).start();

    String completed =
        new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(completed.split(" ", -1)).contains(words.split(" ", -1));
  }

  @Test
  void fishKnowsTheSame() {
    assertThat(new Cli().run("completion", "fish").out())
        .contains("__fish_seen_subcommand_from list' -a 'together: openai: portkey: oxen: baseten:"
            + " azure: nebius: bedrock:'")
        .containsPattern("from list' -l sort -x -a 'step created size id .*valid_loss")
        .containsPattern("from best' -s m -l metric -x -a '.*valid_loss")
        .containsPattern("from watch' -s m -l metric -x -a '.*valid_loss");
  }
}
