package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.sandbox.Sandbox;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every command prints in every format, asking the sandbox over HTTP. */
final class GoldenTest {
  private static final String TOGETHER = "together:ft-dc07b30c-8203";
  private static final String OPENAI = "openai:ftjob-overfitted";
  private static final String PORTKEY = "portkey:ftjob-overfitted";
  private static final String OXEN = "oxen:ox/farm/ft_deployed";
  private static final String BASETEN = "baseten:yqvr2lxw/3mq59k8w";
  private static final List<String> ALL = List.of(TOGETHER, OPENAI, PORTKEY, OXEN, BASETEN);

  private static Sandbox sandbox;

  @BeforeAll
  static void start() {
    sandbox = Sandbox.builder()
        .clock(Clock.fixed(Cli.CLOCK.instant(), Cli.CLOCK.getZone()))
        .start();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  static Stream<List<String>> commands() {
    return Stream.of("table", "wide", "json", "jsonl", "yaml", "csv")
        .flatMap(format -> Stream.of(
                Stream.concat(Stream.of("list"), ALL.stream()).toList(),
                List.of("latest", TOGETHER, BASETEN),
                List.of("best", TOGETHER, OPENAI, OXEN),
                List.of("top", "-n", "2", OPENAI, TOGETHER),
                List.of("show", TOGETHER, "300"),
                List.of("compare", TOGETHER, OPENAI, PORTKEY),
                List.of("job", TOGETHER, "together:ft-0badf11e-0001", OXEN, "openai:ftjob-running"),
                List.of("watch", OPENAI, "--interval", "10ms"),
                List.of("providers"))
            .map(args -> Stream.concat(args.stream(), Stream.of("-o", format)).toList()));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void commandInFormat(List<String> args) {
    Cli.Result result = cli().run(args.toArray(String[]::new));

    assertThat(result.err()).doesNotContain("ckpt: ");
    Golden.check(args.get(0) + "." + args.get(args.size() - 1), portless(result.out()));
    assertThat(result.code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 80, 120, 200})
  void listFitsTerminal(int width) {
    Cli.Result result =
        cli().terminal(24, width).run("list", TOGETHER, OPENAI, BASETEN, "--color", "never");

    assertThat(result.out().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
    Golden.check("list-" + width + ".table", result.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"providers", "job", "best", "compare"})
  void nothingThatIdentifiesIsCutAtEightyColumns(String command) {
    Cli.Result result = (command.equals("providers") ? new Cli() : cli())
        .terminal(24, 80)
        .run(Stream.concat(
                Stream.of(command, "--color", "never"),
                command.equals("providers") ? Stream.of() : Stream.of(TOGETHER, OPENAI, PORTKEY))
            .toArray(String[]::new));

    assertThat(result.out())
        .doesNotContain("…,", "…e")
        .contains(command.equals("providers") ? "not set: TOGETHER_API_KEY" : TOGETHER);
    assertThat(result.out().lines())
        .filteredOn(line -> !line.startsWith("  "))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    Golden.check(command + "-80.table", portless(result.out()));
  }

  @Test
  void helpOfOptionsIsPrintedOnce() {
    Golden.check("help-options.txt", new Cli().run("help", "options").out());
    assertThat(new Cli().run("help", "list").out())
        .isEqualTo(new Cli().run("list", "--help").out());
    assertThat(new Cli().run("help").out()).isEqualTo(new Cli().run("--help").out());
  }

  @Test
  void listInColor() {
    Golden.check("list-color.table", cli().terminal(24, 100).run("list", OPENAI).out());
  }

  @Test
  void listWithOptions() {
    String line = "list openai:ftjob-many --sort valid_loss -n 3 -m valid_loss -m train_loss";
    Cli.Result result = cli().run(line.split(" ", -1));

    assertThat(result.code()).as(result.err()).isZero();
    Golden.check("list-options.table", result.out());
  }

  @Test
  void plotInTerminal() {
    Golden.check("plot.txt", cli().run("plot", "openai:ftjob-many", TOGETHER).out());
    Golden.check("plot-one-point.txt", cli().run("plot", "openai:ftjob-failed").out());
  }

  @Test
  void settingsNeverShowKeys() {
    Cli.Result result =
        cli().set("PORTKEY_VIRTUAL_KEY", "sk-virtual").run("providers", "-o", "wide");

    assertThat(result.out()).doesNotContain("sk-virtual", "sandbox-openai-key");
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.cli.CommandsTest#names")
  void help(String command) {
    Cli.Result result = new Cli().run(command, "--help");

    Golden.check("help-" + command + ".txt", result.out());
    assertThat(result.out()).contains("Example");
  }

  @Test
  void helpOfAll() {
    Golden.check("help.txt", new Cli().run("--help").out());
    assertThat(new Cli().run().out()).as("without a command").contains("Usage: ckpt");
  }

  @Test
  void generated() {
    Golden.check("completion.fish", new Cli().run("completion", "fish").out());
    Golden.check("man.1", new Cli().run("man").out().replaceFirst("ckpt \\d\\S*", "ckpt VERSION"));
    assertThat(new Cli().run("completion", "bash").out()).contains("complete -F _complete_ckpt");
    assertThat(new Cli().run("completion", "zsh").out()).contains("bashcompinit");
  }

  private static Cli cli() {
    return new Cli().environment(sandbox.environment());
  }

  private static String portless(String text) {
    return text.replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT");
  }
}
