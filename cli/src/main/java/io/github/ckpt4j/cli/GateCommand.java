package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.MetricHistory;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Table;
import io.github.ckpt4j.cli.print.Table.Column;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.Evaluations;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "gate",
    description = "Decide whether a job's best checkpoint is good enough, for CI.",
    footer = {
      "",
      "Judges the best of the checkpoints that the job has now; 'ckpt watch JOB' waits for its end.",
      "Exits with 0 if every check passes, 6 if one fails, and 7 if a value is missing, so that",
      "nothing can be decided. Appends a Markdown summary to the file in GITHUB_STEP_SUMMARY.",
      "",
      "Examples:",
      "  ckpt gate openai:ftjob-abc123 --metric valid_loss --max 0.8",
      "  ckpt gate together:ft-2 --metric valid_loss --max-regression 2%% --against together:ft-1",
      "  ckpt gate baseten:project/job --metric accuracy --min 0.9 --metrics-file scores.csv",
    })
final class GateCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Parameters(
      index = "0",
      paramLabel = "JOB",
      completionCandidates = JobArguments.Prefixes.class,
      description = "A job reference.")
  private String job = "";

  @Option(
      names = {"-m", "--metric"},
      paramLabel = "NAME",
      required = true,
      completionCandidates = MetricOption.Candidates.class,
      description = "The metric that decides. Append :min or :max to set which values are better.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Metric metric;

  @Option(
      names = "--max",
      paramLabel = "X",
      converter = Decimal.class,
      description = "Pass if the value is at most X; for metrics of which lower values are better.")
  private @Nullable BigDecimal max;

  @Option(
      names = "--min",
      paramLabel = "X",
      converter = Decimal.class,
      description =
          "Pass if the value is at least X; for metrics of which higher values are better.")
  private @Nullable BigDecimal min;

  @Option(
      names = "--max-regression",
      paramLabel = "P%",
      converter = Percentage.class,
      description =
          "Pass if the value is at most P percent worse than the best value of --against.")
  private @Nullable BigDecimal maxRegression;

  @Option(
      names = "--against",
      paramLabel = "JOB|FILE",
      description =
          "The baseline: another job, or a file in the form of --metrics-file, such as the"
              + " output of 'ckpt gate -o jsonl'.")
  private @Nullable String against;

  @Mixin
  private final MetricsFileOption file = new MetricsFileOption();

  @Mixin
  private final CheckpointFormatOption format = new CheckpointFormatOption(Gate.Decision.columns());

  /** Reads a finite decimal number. */
  static final class Decimal implements ITypeConverter<BigDecimal> {
    private static final Pattern NUMBER =
        Pattern.compile("[+-]?(?:\\d{1,40}\\.?\\d{0,40}|\\.\\d{1,40})(?:[eE][+-]?\\d{1,3})?");

    @Override
    public BigDecimal convert(String text) {
      if (!NUMBER.matcher(text).matches()) {
        throw new InvalidArgument("must be a decimal number, such as 0.8, not '" + text + "'");
      }
      return new BigDecimal(text);
    }
  }

  /** Reads a percentage; without its sign, 2 might be meant as 200 %. */
  static final class Percentage implements ITypeConverter<BigDecimal> {
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?) ?%");

    @Override
    public BigDecimal convert(String text) {
      if (!PERCENT.matcher(text).matches()) {
        throw new InvalidArgument("must be a percentage, such as 2%, not '" + text + "'");
      }
      return new BigDecimal(text.replace("%", "").strip());
    }
  }

  /** The baseline: at most one of the two is given. */
  private record Against(@Nullable JobRef job, @Nullable Path file) {}

  @Override
  public Integer call() {
    Gate gate = gate();
    JobRef ref = PastedReference.read(job, ckpt.configuration());
    Against baseline = against();
    MetricHistory values = baseline.file() == null ? null : Evaluations.read(baseline.file());
    file.metrics();
    Map<JobRef, List<Checkpoint>> lists = new LinkedHashMap<>();
    int code = read(
        Stream.concat(Stream.of(ref), Stream.ofNullable(baseline.job()))
            .distinct()
            .toList(),
        lists);
    if (code != ExitCode.DONE) {
      return code;
    }
    Map<JobRef, List<Checkpoint>> joined = file.join(lists, ckpt.messages());
    Checkpoint best = best(joined, ref);
    Gate.Decision decision = new Gate(found(joined, ref), gate.bound(), gate.maxRegression())
        .decide(ref, best, baseline(baseline, joined, values));
    print(decision);
    new GateSummary(decision).append(ckpt.shell().environment(), ckpt.messages());
    return decision.outcome().code();
  }

  /** What is checked, if that makes sense; nothing was requested yet. */
  private Gate gate() {
    if (metric.direction() == Metric.Direction.UNKNOWN) {
      throw new IllegalArgumentException("it is unknown whether a lower or a higher value of '"
          + metric + "' is better. Hint: use " + metric + ":min or " + metric + ":max");
    }
    boolean isLowerBetter = metric.direction() == Metric.Direction.MINIMIZE;
    if (isLowerBetter ? min != null : max != null) {
      throw new IllegalArgumentException("a " + (isLowerBetter ? "lower " : "higher ") + metric
          + " is better. Hint: use "
          + (isLowerBetter
              ? "--max, or " + metric + ":max if a higher one is better"
              : "--min, or " + metric + ":min if a lower one is better"));
    }
    if ((maxRegression == null) != (against == null)) {
      throw new IllegalArgumentException("--max-regression and --against need each other");
    }
    if (max == null && min == null && maxRegression == null) {
      throw new IllegalArgumentException("nothing to check: give --max, --min or --max-regression");
    }
    return new Gate(metric, isLowerBetter ? max : min, maxRegression);
  }

  private Against against() {
    if (against == null) {
      return new Against(null, null);
    }
    Path path = Path.of(against);
    if (Files.exists(path)) {
      return new Against(null, path);
    }
    try {
      return new Against(PastedReference.read(against, ckpt.configuration()), null);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--against: no file '" + against + "', and no job reference: " + e.getMessage(), e);
    }
  }

  private int read(List<JobRef> jobs, Map<JobRef, List<Checkpoint>> lists) {
    try (CheckpointClient client = file.clientFor(ckpt, metric);
        Progress progress = ckpt.messages().progress("Reading")) {
      int code = ckpt.forEach(client, jobs, CheckpointClient::list, lists::put);
      progress.stop();
      return code;
    }
  }

  private Gate.@Nullable Baseline baseline(
      Against from, Map<JobRef, List<Checkpoint>> lists, @Nullable MetricHistory values) {
    if (from.job() != null) {
      Checkpoint best = best(lists, from.job());
      Metric found = found(lists, from.job());
      return new Gate.Baseline(
          from.job().toString(), best == null ? null : best.metrics().get(found));
    }
    if (values == null) {
      return null;
    }
    Stream<Double> finite = values.evaluated(metric).stream().filter(Double::isFinite);
    Optional<Double> best = metric.direction() == Metric.Direction.MINIMIZE
        ? finite.min(Double::compare)
        : finite.max(Double::compare);
    return new Gate.Baseline(String.valueOf(from.file()), best.orElse(null));
  }

  /** The named metric as a job reports it, or as it was named; its direction is as named. */
  private Metric found(Map<JobRef, List<Checkpoint>> lists, JobRef ref) {
    return MetricSelection.find(
            metric, MetricSelection.reported(lists.getOrDefault(ref, List.of())))
        .orElse(metric);
  }

  private @Nullable Checkpoint best(Map<JobRef, List<Checkpoint>> lists, JobRef ref) {
    Metric found = found(lists, ref);
    List<Checkpoint> finite = lists.getOrDefault(ref, List.of()).stream()
        .filter(each -> Double.isFinite(each.metric(found).orElse(Double.NaN)))
        .toList();
    return Checkpoints.best(finite, found).orElse(null);
  }

  private void print(Gate.Decision decision) {
    Format as = format.format();
    if (!format.isTable()) {
      try (RecordPrinter printer = format.printer(ckpt, Gate.Decision.columns())) {
        printer.print(decision.record());
      }
      return;
    }
    ckpt.out()
        .line(paint(decision.outcome(), decision.outcome().toString()) + "  "
            + HumanFormat.text(decision.job()) + checkpoint(decision.best()));
    ckpt.print(table(decision), as);
    decision.reasons().forEach(ckpt.messages()::warn);
  }

  private static String checkpoint(@Nullable Checkpoint best) {
    if (best == null) {
      return "";
    }
    return (best.step() == null ? "" : "  step " + best.step()) + "  "
        + HumanFormat.text(best.modelName() == null ? best.id() : best.modelName());
  }

  private Table table(Gate.Decision decision) {
    Table table = new Table(List.of(
        Column.text("CHECK", 0),
        Column.number("VALUE", 0),
        Column.text("LIMIT", 0),
        Column.text("RESULT", 0)));
    decision
        .checks()
        .forEach(check -> table.row(
            List.of(
                HumanFormat.text(check.name()),
                check.value(),
                HumanFormat.text(check.limit()),
                check.outcome().toString()),
            line -> paint(check.outcome(), line)));
    return table;
  }

  private String paint(Gate.Outcome outcome, String text) {
    return switch (outcome) {
      case PASS -> ckpt.style().good(text);
      case FAIL -> ckpt.style().bad(text);
      case UNDECIDABLE -> ckpt.style().warning(text);
    };
  }
}
