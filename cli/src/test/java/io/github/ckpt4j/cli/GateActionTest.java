package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script that the GitHub action runs, with another command instead of ckpt. */
final class GateActionTest {
  private static final Path ACTION = Path.of("..", ".github", "actions", "gate");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path home;

  private record Result(int code, String arguments, String outputs) {}

  @BeforeEach
  void needBash() {
    assumeThat(Files.isExecutable(Path.of("/bin/bash"))).as("bash is installed").isTrue();
  }

  private Result run(int code, Map<String, String> inputs) throws Exception {
    Path ckpt = home.resolve("ckpt");
    Files.writeString(
        ckpt,
        "#!/bin/sh\nprintf '%s\\n' \"$@\" >" + home.resolve("arguments") + "\necho '{}'\nexit "
            + code + "\n");
    Files.setPosixFilePermissions(ckpt, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path outputs = home.resolve("outputs");
    ProcessBuilder builder =
        new ProcessBuilder(ACTION.resolve("gate").toString()).redirectErrorStream(true);
    builder.environment().put("CKPT", ckpt.toString());
    builder.environment().put("GITHUB_OUTPUT", outputs.toString());
    builder.environment().putAll(inputs);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    assertThat(home.resolve("arguments")).as(out).exists();
    return new Result(
        exit,
        Files.readString(home.resolve("arguments")),
        Files.exists(outputs) ? Files.readString(outputs) : "");
  }

  @ParameterizedTest
  @CsvSource({
    "0, '', 0, pass",
    "6, '', 6, fail",
    "7, '', 7, undecidable",
    "7, true, 0, undecidable",
    "6, true, 6, fail",
    "1, true, 1, ''",
    "2, '', 2, ''",
    "4, true, 4, ''"
  })
  void passesOnTheDecision(int code, String allow, int exit, String result) throws Exception {
    Result ran = run(
        code, Map.of("GATE_JOB", "a:b", "GATE_METRIC", "loss", "GATE_ALLOW_UNDECIDABLE", allow));

    assertThat(ran.code()).isEqualTo(exit);
    assertThat(ran.outputs())
        .isEqualTo(result.isEmpty() ? "" : "result=" + result + "\nrecord={}\n");
  }

  @Test
  void inputsStayArguments() throws Exception {
    String evil = "x; touch " + home.resolve("evil") + " $(touch " + home.resolve("evil") + ")";
    Result ran = run(
        0, Map.of("GATE_JOB", "--" + evil, "GATE_METRIC", evil, "GATE_MAX", evil, "GATE_MIN", ""));

    assertThat(ran.arguments().lines())
        .containsExactlyElementsOf(List.of(
            "gate", "--metric=" + evil, "--max=" + evil, "--output=jsonl", "--", "--" + evil));
    assertThat(home.resolve("evil")).doesNotExist();
  }

  @Test
  void everyInputArrivesAndNoneIsPartOfACommand() throws Exception {
    String action = Files.readString(ACTION.resolve("action.yml"));
    String script = Files.readString(ACTION.resolve("gate"));
    List<String> inputs = Pattern.compile("(?m)^  ([a-z-]+):$")
        .matcher(action.substring(action.indexOf("\ninputs:"), action.indexOf("\noutputs:")))
        .results()
        .map(match -> match.group(1))
        .toList();

    assertThat(inputs).hasSize(8).allSatisfy(input -> {
      String variable = "GATE_" + input.replace('-', '_').toUpperCase(Locale.ROOT);
      assertThat(action).contains("        " + variable + ": ${{ inputs." + input + " }}\n");
      assertThat(script).contains("$" + (script.contains("$" + variable) ? "" : "{") + variable);
    });
    assertThat(action.substring(action.indexOf("\n      run:"))).doesNotContain("${{");
  }
}
