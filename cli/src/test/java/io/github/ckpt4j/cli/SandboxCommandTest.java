package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ckpt4j.sandbox.Sandbox;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A sandbox in one terminal, and commands that use it in another. */
final class SandboxCommandTest {
  private static final String LIST = "list openai:ftjob-overfitted -n 1 -o csv";

  @TempDir
  private Path directory;

  @BeforeEach
  void requireShell() {
    assumeTrue(new File("/bin/sh").canExecute());
  }

  private Cli cli() {
    return new Cli().set("XDG_RUNTIME_DIR", directory.toString());
  }

  private Path file() {
    return directory.resolve("ckpt/sandbox-1.env");
  }

  private static List<String> command(String... args) {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        Ckpt.class.getName()));
    command.addAll(List.of(args));
    return command;
  }

  private Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("XDG_RUNTIME_DIR", directory.toString());
    builder.environment().put("SHELL", "/bin/sh");
    return builder.start();
  }

  private static String shell(String script, Map<String, String> variables) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", script).redirectErrorStream(true);
    builder.environment().putAll(variables);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void anotherTerminalUsesTheSandboxThatIsRunning() throws Exception {
    Process sandbox = start(command("sandbox"));
    try (BufferedReader output = sandbox.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = new ArrayList<>();
      while (lines.isEmpty() || !lines.get(lines.size() - 1).startsWith("Serving")) {
        lines.add(output.readLine());
      }
      assertThat(lines.get(0))
          .isEqualTo("Run this in another terminal: eval \"$(ckpt sandbox env)\"");

      Cli.Result result = cli().set("SHELL", "/bin/sh").run("sandbox", "env");
      assertThat(result.code()).as(result.err()).isZero();
      assertThat(lines).containsAll(result.out().lines().toList());
      String list = "eval \"$EXPORTS\"; exec " + String.join(" ", command()) + " " + LIST;
      assertThat(shell(list, Map.of("EXPORTS", result.out()))).contains("openai:ftjob-overfitted,");
      sandbox.toHandle().destroy(); // SIGTERM ends Java as SIGINT does.
      assertThat(sandbox.waitFor(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      sandbox.destroyForcibly();
    }
    assertThat(file().getParent()).isEmptyDirectory();
  }

  @Test
  void theSandboxThatStartedLastIsUsedWhileItRuns() throws IOException {
    try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      try (ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        announce(url(first));
        Path later = file().resolveSibling("sandbox-2.env");
        Files.write(later, List.of(url(second)));
        Files.setLastModifiedTime(file(), FileTime.fromMillis(1_000));
        Files.setLastModifiedTime(later, FileTime.fromMillis(2_000));
        assertThat(cli().run("sandbox", "env").out()).contains(":" + second.getLocalPort() + "/");
      }
      assertThat(cli().run("sandbox", "env").out()).contains(":" + first.getLocalPort() + "/");
    }
  }

  @Test
  void theFileOfAnotherUserIsNotUsed() throws IOException {
    try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      announce(url(open));
      try {
        Files.setAttribute(file(), "unix:uid", 65_534);
      } catch (IOException | UnsupportedOperationException e) {
        abort("only root can give a file away");
      }
      assertThat(cli().run("sandbox", "env").err()).contains("no sandbox is running");
    }
  }

  private static String url(ServerSocket server) {
    return "OPENAI_BASE_URL=http://127.0.0.1:" + server.getLocalPort() + "/v1";
  }

  @Test
  void withoutASandboxThereIsNothingToPrint() throws IOException {
    Cli.Result none = cli().run("sandbox", "env");
    assertThat(none.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(none.out()).isEmpty();
    assertThat(none.err()).contains("no sandbox is running", "'ckpt sandbox'");

    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      announce("OPENAI_BASE_URL=http://127.0.0.1:" + closed.getLocalPort() + "/v1");
      assertThat(cli().run("sandbox", "env").code()).isZero();
    }
    assertThat(cli().run("sandbox", "env").err()).contains("no sandbox is running");
  }

  /** A shell evaluates the output. */
  @Test
  void onlyVariablesOfProvidersArePrinted() throws IOException {
    try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      announce(
          "OPENAI_BASE_URL=http://127.0.0.1:" + open.getLocalPort() + "/v1",
          "PATH=/tmp/evil",
          "touch /tmp/evil",
          "OPENAI_API_KEY='; touch /tmp/evil '");
      assertThat(cli().run("sandbox", "env", "--shell", "bash").out().lines())
          .containsExactly(
              "export OPENAI_API_KEY=''\\''; touch /tmp/evil '\\'''",
              "export OPENAI_BASE_URL='http://127.0.0.1:" + open.getLocalPort() + "/v1'");
    }
  }

  private void announce(String... lines) throws IOException {
    Files.createDirectories(file().getParent());
    Files.write(file(), List.of(lines));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
          bash       | export OPENAI_API_KEY='it'\\''s'
          zsh        | export OPENAI_API_KEY='it'\\''s'
          fish       | set -gx OPENAI_API_KEY 'it\\'s'
          powershell | $env:OPENAI_API_KEY = 'it''s'
          """)
  void everyShellHasItsOwnSyntax(String shell, String line) {
    ShellSyntax syntax = ShellSyntax.valueOf(shell.toUpperCase(java.util.Locale.ROOT));
    assertThat(syntax.assignment("OPENAI_API_KEY", "it's")).isEqualTo(line);
  }

  @ParameterizedTest
  @CsvSource({
    "/bin/bash, BASH",
    "/usr/bin/zsh, BASH",
    "/usr/bin/fish, FISH",
    "/usr/bin/pwsh, POWERSHELL"
  })
  void theUsersShellIsTheDefault(String shell, ShellSyntax syntax) {
    assertThat(ShellSyntax.of(Map.of("SHELL", shell))).isEqualTo(syntax);
    assertThat(ShellSyntax.of(Map.of())).isEqualTo(ShellSyntax.BASH);
    assertThat(ShellSyntax.of(Map.of("PSModulePath", "C:\\x"))).isEqualTo(ShellSyntax.POWERSHELL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "it's", "a b", "$HOME", "`id`", "\\", "\\'", "a\"b", "é", "!x"})
  void aShellReadsEveryValueAsItIs(String value) throws Exception {
    String script = ShellSyntax.BASH.assignment("X", value) + "; printf %s \"$X\"";
    assertThat(shell(script, Map.of())).isEqualTo(value);
  }

  @Test
  void startsTheUsersShell() throws Exception {
    Path shell = directory.resolve("my-shell");
    Path written = directory.resolve("written");
    Files.writeString(shell, "#!/bin/sh\necho \"$OPENAI_BASE_URL\" > " + written + "\nexit 7\n");
    assertThat(shell.toFile().setExecutable(true)).isTrue();

    Cli.Result result = cli().set("SHELL", shell.toString()).run("sandbox", "--shell");

    assertThat(result.code()).isEqualTo(7);
    assertThat(result.err()).contains("This shell uses the sandbox. 'exit' ends both.");
    assertThat(Files.readString(written)).startsWith("http://127.0.0.1:");
    assertThat(cli().run("sandbox", "--shell", "ckpt", "list").err()).contains("takes no command");
  }

  @Test
  void everyDefaultJobDescribesWhatItShows() {
    try (Sandbox sandbox = Sandbox.start()) {
      assertThat(sandbox.jobs())
          .allSatisfy(job -> assertThat(sandbox.shows(job)).as(job).isNotBlank());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--jobs -1",
        "--jobs 100001",
        "--port -1",
        "--port 65536",
        "--speed 0",
        "--speed NaN",
        "--faults 5",
        "--faults -0.1",
        "--latency 0s",
        "--checkpoint-size -1",
        "--weight-files 0",
        "--save-profile --shell",
        "--save-profile ckpt list",
      })
  void nonsenseIsRefused(String options) {
    Cli.Result result = cli()
        .run(Stream.concat(Stream.of("sandbox"), Stream.of(options.split(" ", -1)))
            .toArray(String[]::new));
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains(options.split(" ", -1)[0]);
  }

  @Test
  void theProfileIsReplacedAndNothingElseInTheFile() throws IOException {
    Path file = directory.resolve("ckpt/config.toml");
    String own = "profile = \"work\"\n[profiles.work.openai]\napi-key = \"sk-own\" # mine";
    Files.createDirectories(file.getParent());
    Files.writeString(file, own);
    try (Sandbox sandbox = Sandbox.start()) {
      SandboxProfile.write(file, Configuration.installed(), Map.of("OPENAI_API_KEY", "old"));
      SandboxProfile.write(file, Configuration.installed(), sandbox.environment());
      String written = Files.readString(file);

      assertThat(written).startsWith(own + "\n# ckpt sandbox").doesNotContain("\"old\"");
      Cli.Result result = new Cli()
          .set("XDG_CONFIG_HOME", directory.toString())
          .run("jobs", "openai:", "--profile", "sandbox", "-o", "ref");
      assertThat(result.out()).as(result.err()).contains("openai:ftjob-overfitted");
    }
  }

  @Test
  void aNewFileIsItsOwnersOnly() throws IOException {
    Path file = directory.resolve("new/ckpt/config.toml");
    SandboxProfile.write(file, Configuration.installed(), Map.of("OPENAI_API_KEY", "k\"\\"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Configuration.read(
                Map.of("XDG_CONFIG_HOME", directory.resolve("new").toString()), "sandbox", Map.of())
            .profile())
        .isPresent();
  }

  @Test
  void theUsersOwnProfileIsKept() throws IOException {
    Path file = directory.resolve("ckpt/config.toml");
    String own = "[profiles.sandbox.openai]\napi-key = \"mine\"\n";
    Files.createDirectories(file.getParent());
    Files.writeString(file, own);
    assertThatThrownBy(() -> SandboxProfile.write(file, Configuration.installed(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has a profile 'sandbox' already");
    assertThat(Files.readString(file)).isEqualTo(own);
  }
}
