package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command lines in the documentation about archives match this version. */
final class RecipesTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern LINE = Pattern.compile(
      "(?m)^(?:[0-9 *]+\\S*.*; |[0-9 *]* )?ckpt " + "((?:download|archive|verify) [^|\\n>]*)");
  private static final Pattern ARGUMENT = Pattern.compile("(?m)^ +- (archive|--\\S+)$");
  private static final Pattern QUERY = Pattern.compile(
      "(?s)<!-- test: jq -->\n```sh\njq (-\\S+) '(.*?)' archive/catalog.jsonl\n```");

  private static String read(String file) throws IOException {
    return Files.readString(DOCS.resolve(file));
  }

  static Stream<String> lines() throws IOException {
    List<String> lines = LINE.matcher(read("archive.md"))
        .results()
        .map(line -> line.group(1).strip())
        .toList();
    assertThat(lines).hasSizeGreaterThanOrEqualTo(9);
    return lines.stream();
  }

  private static void parse(List<String> line) {
    PicocliSetup.of(new Ckpt(new Cli().shell())).parseArgs(line.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void linesOfThePageAreValid(String line) {
    parse(List.of(line.split(" +", -1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"archive/cronjob.yaml", "archive/shards.yaml"})
  void manifestsRunValidLines(String file) throws IOException {
    for (int worker = 0; worker < 4; worker++) {
      String yaml = read(file).replace("$(JOB_COMPLETION_INDEX)", String.valueOf(worker));
      List<String> line =
          ARGUMENT.matcher(yaml).results().map(each -> each.group(1)).toList();
      assertThat(line).hasSizeGreaterThanOrEqualTo(5).startsWith("archive", "--all");
      parse(line);
    }
  }

  @Test
  void queryFindsTheBestOfEachJob(@TempDir Path directory) throws Exception {
    assumeTrue(new File("/usr/bin/jq").canExecute(), "jq is installed");
    MatchResult query = QUERY.matcher(read("archive.md")).results().findFirst().orElseThrow();
    Path archive = directory.resolve("archive");
    try (Sandbox sandbox = Sandbox.builder()
        .clock(Cli.CLOCK)
        .job(SandboxJob.of("openai:ftjob-many").checkpoints(25))
        .job(SandboxJob.of("baseten:yqvr2lxw/3mq59k8w").checkpoints(2))
        .checkpointSize(20_000)
        .start()) {
      List<String> line = new ArrayList<>(List.of("archive", "-d", archive.toString()));
      line.addAll(sandbox.jobs());
      Cli.Result result =
          new Cli().environment(sandbox.environment()).run(line.toArray(String[]::new));
      assertThat(result.code()).as(result.err()).isZero();
    }

    Process jq = new ProcessBuilder(
            "/usr/bin/jq",
            query.group(1),
            query.group(2),
            archive.resolve("catalog.jsonl").toString())
        .redirectErrorStream(true)
        .start();

    assertThat(new String(jq.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .anyMatch(row -> row.matches("openai:ftjob-many\t\\d+\t[0-9.]+\tnot-offered"))
        .anyMatch(row -> row.matches("baseten:yqvr2lxw/3mq59k8w\t.*\tsaved"));
  }
}
