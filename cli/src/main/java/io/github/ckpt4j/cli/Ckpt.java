package io.github.ckpt4j.cli;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.print.Output;
import io.github.ckpt4j.cli.print.Style;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.ClientBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command itself: the options that all commands have, and what all commands need. */
@Command(
    name = "ckpt",
    versionProvider = Version.class,
    description = "Reads the checkpoints of fine-tuning jobs, the same way at every provider.",
    subcommands = {
      ListCommand.class,
      LatestCommand.class,
      BestCommand.class,
      TopCommand.class,
      ShowCommand.class,
      WatchCommand.class,
      CompareCommand.class,
      PlotCommand.class,
      JobCommand.class,
      ProvidersCommand.class,
      SandboxCommand.class,
      DemoCommand.class,
      CompletionCommand.class,
      ManCommand.class,
    },
    footer = {
      "",
      "Try it without any key:  ckpt demo",
      "",
      "  ckpt list openai:ftjob-abc123",
      "  ckpt best together:ft-1 oxen:me/repo/ft_2",
      "",
      "A provider is asked with the key in its environment variable ('ckpt providers' names them),",
      "or in ~/.config/ckpt/config.toml:",
      "",
      "  [openai]",
      "  api-key = \"…\"",
      "",
      "  [profiles.work.openai]             # used with --profile work",
      "  api-key = \"…\"",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 not authorized, 5 timed out.",
    })
public final class Ckpt {
  /** What providers that page allow at most; the others disregard it. */
  static final int PAGE_SIZE = 100;

  private final Environment shell;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "Use this profile of the configuration file, whatever the environment says.")
  private @Nullable String profile;

  @Option(
      names = "--set",
      paramLabel = "PROVIDER.SETTING=VALUE",
      scope = ScopeType.INHERIT,
      description = "Set something for a provider, such as openai.base-url=URL; not for keys. 'ckpt"
          + " providers -o wide' shows the settings.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      scope = ScopeType.INHERIT,
      description = "How long to wait for an answer, such as 30s; 5m by default. For 'watch', how"
          + " long to watch; 24h by default.")
  private @Nullable Duration timeout;

  @Option(
      names = "--retries",
      paramLabel = "N",
      defaultValue = "2",
      scope = ScopeType.INHERIT,
      description = "How often to try again after a temporary failure; 2 by default.")
  private int retries = 2;

  @Option(
      names = "--allow-plain-http",
      scope = ScopeType.INHERIT,
      description = "Send keys unencrypted to base URLs that begin with http://.")
  private boolean plainHttp;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      defaultValue = "auto",
      scope = ScopeType.INHERIT,
      description =
          "${COMPLETION-CANDIDATES}; auto by default: on a terminal, unless NO_COLOR is set.")
  private Terminal.Color color = Terminal.Color.AUTO;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "No progress and no notes; errors only.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Show each request, its status and how long it took.")
  private boolean verbose;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "As --verbose, and a stack trace with each error.")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli asks for it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  @SuppressWarnings("UnusedVariable") // picocli asks for it
  private boolean version;

  Ckpt(Environment shell) {
    this.shell = shell;
  }

  public static void main(String[] args) {
    // Charts are drawn into files only; without this, Java looks for a display.
    System.setProperty("java.awt.headless", "true");
    System.exit(run(Environment.ofProcess(), args));
  }

  /** Runs one command line to its end and returns the exit code. */
  static int run(Environment shell, String... args) {
    return PicocliSetup.of(new Ckpt(shell)).execute(args);
  }

  Environment shell() {
    return shell;
  }

  Output out() {
    return shell.out();
  }

  Clock clock() {
    return shell.clock();
  }

  Style style() {
    return shell.outTerminal().style(color);
  }

  int width() {
    return shell.outTerminal().width();
  }

  Messages messages() {
    return new Messages(shell, color, quiet, debug);
  }

  Configuration configuration() {
    return Configuration.read(shell.environment(), profile, set);
  }

  @Nullable
  Duration timeout() {
    return timeout;
  }

  /** The options that a command passes on when it runs another one for the user. */
  List<String> passedOn() {
    List<String> options = new ArrayList<>(List.of("--color=" + color));
    if (quiet) {
      options.add("--quiet");
    }
    if (verbose || debug) {
      options.add(debug ? "--debug" : "--verbose");
    }
    return options;
  }

  void prepare() {
    if (verbose || debug) {
      RequestLog.showOn(shell.err());
    }
  }

  /** A client with the user's configuration. */
  CheckpointClient client(UnaryOperator<CallOptions> options) {
    ClientBuilder builder = CheckpointClient.builder().maxRetries(retries);
    configuration().applyTo(builder);
    if (plainHttp) {
      builder.allowPlainHttp();
    }
    CallOptions usual = CallOptions.defaults().pageSize(PAGE_SIZE);
    return builder
        .options(options.apply(timeout == null ? usual : usual.timeout(timeout)))
        .build();
  }

  /**
   * Asks about all jobs at once, and hands over the answers in the order of the jobs. One job's
   * failure does not keep the others from being shown.
   *
   * @return the exit code: that of the first job that failed
   */
  <T> int forEach(
      CheckpointClient client,
      List<JobRef> jobs,
      BiFunction<CheckpointClient, JobRef, T> ask,
      BiConsumer<JobRef, T> answer) {
    List<CompletableFuture<T>> futures =
        jobs.stream().map(job -> client.async(scoped -> ask.apply(scoped, job))).toList();
    int code = ExitCode.DONE;
    for (int i = 0; i < jobs.size(); i++) {
      try {
        answer.accept(jobs.get(i), futures.get(i).join());
      } catch (CompletionException e) {
        int failed = messages().failure(e);
        code = code == ExitCode.DONE ? failed : code;
      }
    }
    return code;
  }
}
