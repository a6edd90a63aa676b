package io.github.ckpt4j.cli;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.Output;
import io.github.ckpt4j.cli.print.Style;
import io.github.ckpt4j.cli.print.Table;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.ClientBuilder;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command itself: the options that all commands share, and the services they use. */
@Command(
    name = "ckpt",
    versionProvider = Version.class,
    description = "Inspect fine-tuning checkpoints from any provider.",
    footer = {
      "",
      "Try it without an API key:  ckpt demo",
      "",
      "  ckpt list openai:ftjob-abc123",
      "  ckpt best together:ft-1 oxen:me/repo/ft_2",
      "  ckpt jobs together: oxen:me/repo",
      "",
      "API keys come from environment variables ('ckpt providers' lists them), or from",
      "~/.config/ckpt/config.toml:",
      "",
      "  [openai]",
      "  api-key = \"…\"",
      "",
      "  [profiles.work.openai]             # used with --profile work",
      "  api-key = \"…\"",
      "",
      "'provider = \"azure\"' at the top of the file, or CKPT_PROVIDER, sets the provider of references",
      "without one; 'ckpt config' shows what is set.",
      "",
      "Proxies: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in either case.",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage (nothing was requested), 3 not found, 4 not",
      "authorized, 5 timed out, 6 something expires soon ('ckpt expiring') or is not good enough",
      "('ckpt gate'), 7 undecidable ('ckpt gate').",
    })
public final class Ckpt {
  private final Environment shell;
  private @Nullable Configuration configuration;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "Use this config profile (overrides the environment).")
  private @Nullable String profile;

  @Option(
      names = "--set",
      paramLabel = "PROVIDER.SETTING=VALUE",
      scope = ScopeType.INHERIT,
      description = "Override a provider setting, such as openai.base-url=URL; not for keys. 'ckpt"
          + " providers -o wide' lists the settings.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      scope = ScopeType.INHERIT,
      description =
          "How long a command may take, such as 30s (default 5m); for 'watch', how long to"
              + " watch (default 24h); for 'download' and 'archive', how long each list may take.")
  private @Nullable Duration timeout;

  @Option(
      names = "--retries",
      paramLabel = "N",
      defaultValue = "2",
      scope = ScopeType.INHERIT,
      description = "How often to retry after a temporary failure (default 2).")
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
          "${COMPLETION-CANDIDATES} (default auto: on a terminal, unless NO_COLOR is set).")
  private Terminal.Color color = Terminal.Color.AUTO;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Print errors only, no progress or notes.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Show each request with its status and duration.")
  private boolean verbose;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Like --verbose, with a stack trace for each error.")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli requires it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  @SuppressWarnings("UnusedVariable") // picocli requires it
  private boolean version;

  Ckpt(Environment shell) {
    this.shell = shell;
  }

  public static void main(String[] args) {
    // Charts are drawn into files only; without this, Java looks for a display.
    System.setProperty("java.awt.headless", "true");
    System.exit(run(Environment.ofProcess(), args));
  }

  /** Runs one command line and returns the exit code. */
  static int run(Environment shell, String... args) {
    try {
      return PicocliSetup.of(new Ckpt(shell), args).execute(args);
    } catch (UncheckedIOException e) {
      return ExitCode.of(e); // The error itself could not be written.
    }
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

  /** Prints a table: all of it in the wide format, else as much as fits the terminal. */
  void print(Table table, Format format) {
    int width = format == Format.WIDE ? Terminal.UNLIMITED : width();
    table.lines(width, style()).forEach(out()::line);
  }

  int width() {
    return shell.outTerminal().width();
  }

  Messages messages() {
    return new Messages(shell, color, quiet, debug);
  }

  /** The user's configuration, read only once. */
  Configuration configuration() {
    Configuration read = configuration;
    if (read == null) {
      read = Configuration.read(shell.environment(), profile, set);
      read.warning().ifPresent(messages()::warn);
      configuration = read;
    }
    return read;
  }

  @Nullable
  Duration timeout() {
    return timeout;
  }

  /** The options that a command passes to another command it runs for the user. */
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
    if (retries < 0) {
      throw new IllegalArgumentException("--retries must be 0 or more, not " + retries);
    }
    if (verbose || debug) {
      RequestLog.showOn(shell.err());
    }
  }

  /** A client with the user's configuration. */
  CheckpointClient client(UnaryOperator<CallOptions> options) {
    ClientBuilder builder =
        CheckpointClient.builder().maxRetries(retries).proxyFromEnvironment(shell.environment());
    configuration().applyTo(builder);
    if (plainHttp) {
      builder.allowPlainHttp();
    }
    Set<List<Object>> warned = ConcurrentHashMap.newKeySet();
    CallOptions usual = CallOptions.defaults().onWarning(e -> {
      // A watch lists repeatedly: only the request ids differ.
      if (warned.add(List.of(String.valueOf(e.job()), e.kind(), e.detail()))) {
        messages().warn(String.valueOf(e.getMessage()));
      }
    });
    return builder
        .options(options.apply(timeout == null ? usual : usual.timeout(timeout)))
        .build();
  }

  /** A client for commands that make no sense without metrics. */
  CheckpointClient clientForMetrics(@Nullable Metric named) {
    return client(options -> withMetric(options, named).onWarning(e -> {
      throw e;
    }));
  }

  /** Naming a metric requests hardware metrics too, since it may be one of them. */
  static CallOptions withMetric(CallOptions options, @Nullable Object named) {
    return named == null ? options : options.withHardwareMetrics();
  }

  /**
   * Works on many jobs at once, and passes on the results in the order of the jobs. One job's failure
   * does not keep the others from being shown.
   *
   * @return the exit code: that of the first job that failed
   */
  <T> int forEach(
      CheckpointClient client,
      Collection<JobRef> jobs,
      BiFunction<CheckpointClient, JobRef, T> request,
      BiConsumer<JobRef, T> result) {
    var results = JobBatch.start(client, jobs, request).entrySet().iterator();
    int code = ExitCode.DONE;
    while (results.hasNext()) {
      Map.Entry<JobRef, CompletableFuture<T>> next = results.next();
      try {
        result.accept(next.getKey(), next.getValue().join());
      } catch (CompletionException | NoMatchException e) {
        int failed = messages().failure(e);
        code = code == ExitCode.DONE ? failed : code;
      }
      results.remove(); // Results already shown need not stay in memory.
    }
    return code;
  }

  /**
   * As {@link #forEach}, but passes on the results after all have arrived and were changed
   * together.
   */
  <T> int forAll(
      CheckpointClient client,
      List<JobRef> jobs,
      BiFunction<CheckpointClient, JobRef, T> request,
      UnaryOperator<Map<JobRef, T>> change,
      BiConsumer<JobRef, T> result) {
    Map<JobRef, CompletableFuture<T>> futures = JobBatch.start(client, jobs, request);
    Map<JobRef, T> arrived = new LinkedHashMap<>();
    Map<JobRef, Throwable> failed = new LinkedHashMap<>();
    futures.forEach((job, future) -> {
      try {
        arrived.put(job, future.join());
      } catch (CompletionException e) {
        failed.put(job, e);
      }
    });
    Map<JobRef, T> changed = change.apply(arrived);
    int code = ExitCode.DONE;
    for (JobRef job : futures.keySet()) {
      int each = pass(job, changed.get(job), failed.get(job), result);
      code = code == ExitCode.DONE ? each : code;
    }
    return code;
  }

  private <T> int pass(
      JobRef job, @Nullable T arrived, @Nullable Throwable failed, BiConsumer<JobRef, T> result) {
    if (arrived == null) {
      return messages().failure(Objects.requireNonNull(failed));
    }
    try {
      result.accept(job, arrived);
      return ExitCode.DONE;
    } catch (NoMatchException | NotFoundException e) {
      return messages().failure(e);
    }
  }
}
