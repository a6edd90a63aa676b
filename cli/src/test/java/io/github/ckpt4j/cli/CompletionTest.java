package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ckpt4j.providers.Providers;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion scripts complete everything that takes no request. */
final class CompletionTest {
  private static final String BASH = "/bin/bash";
  private static final String ZSH = "/usr/bin/zsh";
  private static final String FISH = "/usr/bin/fish";

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
    String providers = Providers.all().stream()
        .map(each -> each.info().name() + ": ")
        .collect(Collectors.joining());
    assertThat(new Cli().run("completion", "fish").out())
        .contains("from list' -a '" + providers + "(__ckpt_jobs)'")
        .containsPattern("from list' -l sort -x -a 'step created size id .*valid_loss")
        .containsPattern("from best' -s m -l metric -x -a '.*valid_loss")
        .containsPattern("from watch' -s m -l metric -x -a '.*valid_loss");
  }

  /** Bash ends a word at each ':', and expects only the part after the last one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ckpt list openai:ftjob- | ftjob-1 ftjob-2 | openai:ftjob-1 openai:ftjob-2",
        "ckpt best -o json oxen:ox/ | ox/farm/ft_1 | oxen:ox/farm/ft_1",
        "ckpt list openai:ftjob-1 openai:ftjob-2 | ftjob-2 | openai:ftjob-2",
        "ckpt list openai:old | '' | ''",
        "ckpt list openai: | ftjob-1 ftjob-2 | openai:ftjob-1 openai:ftjob-2",
      })
  void completesRecentlyListedJobs(String line, String inBash, String elsewhere)
      throws IOException {
    assumeTrue(new File(BASH).canExecute());
    Path file = directory.resolve("ckpt/jobs");
    Files.createDirectories(file.getParent());
    long now = System.currentTimeMillis() / 1000;
    Files.write(
        file,
        List.of(
            (now + 60) + " openai:ftjob-1",
            (now + 60) + " openai:ftjob-2",
            (now + 60) + " oxen:ox/farm/ft_1",
            (now - 60) + " openai:old",
            (now + 60) + " openai:$(touch${IFS}" + directory.resolve("run") + ")"));
    Path script = Files.writeString(
        directory.resolve("ckpt.sh"), new Cli().run("completion", "bash").out());
    String words = "COMP_LINE='" + line + "'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(" + line
        + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_ckpt_and_jobs;"
        + " printf '%s ' \"${COMPREPLY[@]}\"";

    assertThat(output(BASH, "compopt() { :; }; . " + script + "; " + words)).isEqualTo(inBash);
    if (new File(ZSH).canExecute()) {
      String zsh =
          "autoload -U compinit; compinit -u -D; . " + script + "; emulate -L ksh; " + words;
      assertThat(output(ZSH, zsh)).isEqualTo(elsewhere);
    }
    if (new File(FISH).canExecute()) {
      Path fish = Files.writeString(
          directory.resolve("ckpt.fish"), new Cli().run("completion", "fish").out());
      String completed = output(FISH, "source " + fish + "; complete -C'" + line + "'");
      assertThat(completed.lines().filter(word -> !word.endsWith(":")).toList())
          .isEqualTo(
              Stream.of(elsewhere.split(" ")).filter(word -> !word.isEmpty()).toList());
    }
    assertThat(directory.resolve("run")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ckpt list --profile | home work",
        "ckpt list --profile w | work",
        "ckpt list --profile=ho | home",
        "ckpt list --profile x | ''",
      })
  void completesTheProfilesOfTheConfigurationFile(String line, String words) throws IOException {
    assumeTrue(new File(BASH).canExecute());
    Path file = directory.resolve(".config/ckpt/config.toml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, """
        [openai]
        api-key = "sk-secret"
        [profiles.work.openai]
        api-key = "sk-secret"
        [profiles.home]
        [ profiles.home.oxen ]
        [profiles."$(touch x)".oxen]
        # [profiles.none]
        """);
    boolean isNew = line.endsWith("--profile");
    String typed = isNew ? line + " " : line;
    Path script = Files.writeString(
        directory.resolve("ckpt.sh"), new Cli().run("completion", "bash").out());
    String array = line + (isNew ? " ''" : "");
    String program = "COMP_LINE='" + typed + "'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(" + array
        + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_ckpt_and_jobs;"
        + " printf '%s ' \"${COMPREPLY[@]}\"";

    assertThat(output(BASH, "compopt() { :; }; . " + script + "; " + program)).isEqualTo(words);
    if (new File(FISH).canExecute()) {
      Path fish = Files.writeString(
          directory.resolve("ckpt.fish"), new Cli().run("completion", "fish").out());
      String completed = output(FISH, "source " + fish + "; complete -C'" + typed + "'");
      assertThat(completed
              .lines()
              .map(word -> word.replaceFirst(".*=", "").replaceFirst("\t.*", ""))
              .toList())
          .isEqualTo(
              Stream.of(words.split(" ", -1)).filter(word -> !word.isEmpty()).toList());
    }
  }

  private String output(String shell, String program) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(shell, "-c", program).redirectErrorStream(true);
    builder.environment().put("XDG_CACHE_HOME", directory.toString());
    builder.environment().put("HOME", directory.toString());
    builder.environment().remove("XDG_CONFIG_HOME");
    Process process = builder.start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }
}
