package io.github.ckpt4j.cli;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.cli.Configuration.Value;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Table;
import io.github.ckpt4j.cli.print.Table.Column;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.spi.ProviderInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "auth",
    description = "Check the key of each provider with one request.",
    footer = {
      "",
      "The request lists one job. Statuses: valid, refused (by the provider), unreachable, failed (for",
      "another reason), unknown (it cannot be checked), no key.",
      "",
      "Exits with 0 if every key is valid, with 4 if one is refused, a named provider has none, or",
      "none has, and with 1 or 5 (timed out) otherwise; the first failure counts.",
      "",
      "Examples:",
      "  ckpt auth",
      "  ckpt auth openai --profile work",
      "  ckpt auth -o json | jq '.[] | select(.status != \"valid\")'",
    })
final class AuthCommand implements Callable<Integer> {
  private static final List<String> COLUMNS =
      List.of("provider", "status", "key_from", "base_url", "detail");

  /** A slow check would be of no use. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Parameters(
      paramLabel = "PROVIDER",
      arity = "0..*",
      completionCandidates = Names.class,
      description = "The providers to check (default: all).")
  private List<String> names = List.of();

  @Mixin
  private final FormatOption format = new FormatOption(COLUMNS);

  /** Completes the providers. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Configuration.installed().stream().map(ProviderInfo::name).iterator();
    }
  }

  private enum Status {
    VALID(ExitCode.DONE),
    REFUSED(ExitCode.NOT_AUTHORIZED),
    UNREACHABLE(ExitCode.FAILED),
    FAILED(ExitCode.FAILED),
    UNKNOWN(ExitCode.FAILED),
    NO_KEY(ExitCode.NOT_AUTHORIZED);

    private final int code;

    Status(int code) {
      this.code = code;
    }

    private static Status of(CheckpointException failure) {
      return switch (failure.kind()) {
        case UNAUTHENTICATED -> failure.status() == null ? NO_KEY : REFUSED;
        case PERMISSION_DENIED -> REFUSED;
        case NETWORK, TIMEOUT, SERVER_ERROR -> UNREACHABLE;
        case UNSUPPORTED -> UNKNOWN;
        case INVALID_REQUEST,
            NOT_FOUND,
            CONFLICT,
            RATE_LIMITED,
            QUOTA_EXHAUSTED,
            CANCELLED,
            JOB_FAILED,
            BAD_RESPONSE,
            STORAGE -> FAILED;
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * The result of a check.
   *
   * @param keyFrom where the key was set; null if it is not
   * @param detail why the key is not valid; null if it is
   */
  private record Check(
      ProviderInfo info,
      Status status,
      int code,
      @Nullable String keyFrom,
      @Nullable String detail) {}

  @Override
  public Integer call() {
    Configuration configuration = ckpt.configuration();
    List<ProviderInfo> chosen = names.isEmpty()
        ? configuration.providers()
        : names.stream()
            .map(name -> configuration.provider(name.replaceFirst(":$", "")))
            .toList();
    List<Check> checks = new ArrayList<>();
    try (CheckpointClient client = ckpt.client(options ->
            ckpt.timeout() == null ? options.timeout(LONGEST).attemptTimeout(LONGEST) : options);
        Progress progress = ckpt.messages().progress("Checking")) {
      Map<ProviderInfo, CompletableFuture<Check>> pending = new LinkedHashMap<>();
      chosen.forEach(info -> pending.put(info, start(client, info, configuration)));
      pending.values().forEach(each -> checks.add(each.join()));
      progress.stop();
    }
    print(checks, configuration);
    return code(checks);
  }

  private static CompletableFuture<Check> start(
      CheckpointClient client, ProviderInfo info, Configuration configuration) {
    String from = configuration
        .key(info)
        .flatMap(key -> configuration.value(info, key))
        .map(Value::origin)
        .orElse(null);
    if (from == null && !configuration.isOwn(info)) {
      return CompletableFuture.completedFuture(
          new Check(info, Status.NO_KEY, ExitCode.NOT_AUTHORIZED, null, null));
    }
    return client
        .async(
            scoped -> scoped.jobs(JobQuery.of(info.name()), PageRequest.first().size(1)))
        .handle((page, failure) -> failure == null
            ? new Check(info, Status.VALID, ExitCode.DONE, from, null)
            : failed(info, from, failure));
  }

  private static Check failed(ProviderInfo info, @Nullable String from, Throwable thrown) {
    Throwable cause = thrown.getCause();
    Throwable failure = cause instanceof CheckpointException ? cause : thrown;
    if (failure instanceof CheckpointException known) {
      Status status = Status.of(known);
      int code = known.kind() == Kind.TIMEOUT ? ExitCode.TIMED_OUT : status.code;
      return new Check(info, status, code, from, known.getMessage());
    }
    return new Check(info, Status.FAILED, ExitCode.FAILED, from, String.valueOf(failure));
  }

  /** A provider without a key is a failure only if it was named, or if none has a key. */
  private int code(List<Check> checks) {
    boolean noneHasKey = checks.stream().allMatch(each -> each.status() == Status.NO_KEY);
    return checks.stream()
        .filter(each -> each.status() != Status.NO_KEY || !names.isEmpty() || noneHasKey)
        .map(Check::code)
        .filter(code -> code != ExitCode.DONE)
        .findFirst()
        .orElse(ExitCode.DONE);
  }

  private void print(List<Check> checks, Configuration configuration) {
    if (!format.isTable()) {
      try (RecordPrinter printer = format.printer(ckpt, COLUMNS)) {
        checks.forEach(each -> printer.print(record(each, configuration)));
      }
      return;
    }
    Table table = new Table(
        List.of(Column.text("PROVIDER", 0), Column.text("STATUS", 0), Column.text("KEY FROM", 0)));
    for (Check each : checks) {
      table.row(
          List.of(each.info().name(), each.status().toString(), HumanFormat.text(each.keyFrom())),
          line -> paint(each.status(), line),
          each.detail() == null
              ? List.of()
              : HumanFormat.wrap(HumanFormat.text(each.detail()), Math.max(ckpt.width() - 2, 40))
                  .lines()
                  .map(line -> "  " + line)
                  .toList());
    }
    table.lines(Terminal.UNLIMITED, ckpt.style()).forEach(ckpt.out()::line);
  }

  private String paint(Status status, String line) {
    return switch (status) {
      case VALID -> ckpt.style().good(line);
      case REFUSED, UNREACHABLE, FAILED -> ckpt.style().bad(line);
      case UNKNOWN -> ckpt.style().warning(line);
      case NO_KEY -> ckpt.style().dim(line);
    };
  }

  private static Map<String, @Nullable Object> record(Check check, Configuration configuration) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("provider", check.info().name());
    fields.put("status", check.status().name().toLowerCase(Locale.ROOT));
    fields.put("key_from", check.keyFrom());
    fields.put(
        "base_url",
        configuration
            .baseUrl(check.info())
            .map(ProvidersCommand::shown)
            .orElse(check.info().baseUrl()));
    fields.put("detail", check.detail());
    return fields;
  }
}
