package io.github.ckpt4j.cli.report;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.report.HtmlTable.Column;
import io.github.ckpt4j.cli.report.ReportedJob.Extent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables of the page, which can be read without its script. */
final class ReportTables {
  private static final int CHECKPOINTS = 200;
  private static final int LEAST_OF_A_JOB = 5;
  private static final int METRIC_COLUMNS = 4;
  private static final Duration SOON = Duration.ofDays(7);

  private final Report report;
  private final @Nullable Metric metric;
  private final @Nullable Checkpoint winner;

  ReportTables(Report report) {
    this.report = report;
    metric = report.metric();
    winner = report.best().orElse(null);
  }

  /** The best checkpoint of all jobs, and the text to copy to use it. */
  String best() {
    if (winner == null || metric == null) {
      return "<p>No checkpoint has a loss to judge it by.";
    }
    return "<p>Best " + Html.text(metric) + ": <b>★ "
        + HumanFormat.number(winner.metrics().get(metric)) + "</b>"
        + (winner.step() == null ? "" : " at step " + HumanFormat.count(winner.step())) + " of "
        + Html.text(winner.job()) + "<p>" + Html.code(winner.modelName());
  }

  /** All failures, missing data and checkpoints that end soon; empty if all is well. */
  String problems() {
    HtmlTable table =
        new HtmlTable("Problems", List.of(Column.text("Job"), Column.text("Problem")));
    List<List<String>> rows = new ArrayList<>();
    report
        .problems()
        .forEach(each -> rows.add(List.of(Html.text(each.reference()), Html.text(each.text()))));
    report
        .jobs()
        .forEach(job ->
            problems(job).forEach(problem -> rows.add(List.of(Html.text(job.ref()), problem))));
    rows.forEach(table::row);
    return rows.isEmpty()
        ? ""
        : "<section aria-labelledby=problems-title><h2 id=problems-title>Problems</h2>"
            + table.html("problems") + "</section>";
  }

  private List<String> problems(ReportedJob reported) {
    List<String> problems = new ArrayList<>();
    reported.problems().forEach(problem -> problems.add(Html.text(problem)));
    Job job = reported.job();
    if (job != null && (job.state() == Job.State.FAILED || job.state() == Job.State.CANCELLED)) {
      problems.add(state(job) + (job.error() == null ? "" : ": " + Html.text(job.error())));
    }
    if (reported.extent() == Extent.ALL && reported.checkpoints().isEmpty()) {
      problems.add("no checkpoints yet");
    }
    Instant soon = report.at().plus(SOON);
    reported
        .firstToEnd()
        .filter(each -> each.expiry() != null && each.expiry().at().isBefore(soon))
        .ifPresent(each -> problems.add("checkpoint "
            + Html.text(each.step() == null ? each.id() : "at step " + each.step())
            + " expires: " + Html.expiry(each.expiry(), report.at())));
    return problems;
  }

  /** One row per job. */
  String runs() {
    String name = metric == null ? "metric" : Html.text(metric);
    HtmlTable table = new HtmlTable(
        "Runs",
        List.of(
            Column.number("Run"),
            Column.wide("Job"),
            Column.text("State"),
            Column.number("Best " + name),
            Column.number("At step"),
            Column.wide("Best checkpoint's model"),
            Column.number("Checkpoints"),
            Column.number("Latest step"),
            Column.number("Size"),
            Column.text("First expiry"),
            Column.wide("Base model"),
            Column.text("Created (UTC)")));
    for (int i = 0; i < report.jobs().size(); i++) {
      table.row(run(i + 1, report.jobs().get(i)));
    }
    return table.html("runs");
  }

  private List<String> run(int number, ReportedJob reported) {
    Job job = reported.job();
    Optional<Checkpoint> best = reported.best(metric);
    String name =
        job == null || job.name() == null ? "" : "<br><small>" + Html.text(job.name()) + "</small>";
    return List.of(
        String.valueOf(number),
        Html.code(reported.ref().toString()) + name,
        "<span class=\"state " + word(job) + "\">" + word(job) + "</span>"
            + ownState(job).map(own -> "<small>" + own + "</small>").orElse(""),
        best.map(this::value).orElse(HumanFormat.NONE),
        best.map(ReportTables::step).orElse(HumanFormat.NONE),
        Html.code(best.map(Checkpoint::modelName).orElse(null)),
        count(reported),
        reported.latest().map(ReportTables::step).orElse(HumanFormat.NONE),
        size(reported.sizeBytes()),
        Html.expiry(reported.expiry(), report.at()),
        Html.text(job == null ? null : job.baseModel()),
        Html.minute(job == null ? null : job.createdAt()));
  }

  /** A row per checkpoint; a sample, labeled as such, for jobs with very many. */
  String checkpoints() {
    List<Metric> metrics =
        report.metrics().subList(0, Math.min(METRIC_COLUMNS, report.metrics().size()));
    List<Column> columns = new ArrayList<>(List.of(Column.number("Run"), Column.number("Step")));
    metrics.forEach(each -> columns.add(Column.number(Html.text(each))));
    columns.add(Column.wide("Model"));
    columns.add(Column.text("Status"));
    columns.add(Column.number("Size"));
    columns.add(Column.text("Expires"));
    columns.add(Column.text("Created (UTC)"));
    HtmlTable table = new HtmlTable("Checkpoints", columns);
    int most = Math.max(LEAST_OF_A_JOB, CHECKPOINTS / Math.max(1, report.jobs().size()));
    List<JobRef> shortened = new ArrayList<>();
    for (int i = 0; i < report.jobs().size(); i++) {
      ReportedJob job = report.jobs().get(i);
      Checkpoint best = job.best(metric).orElse(null);
      for (Checkpoint each : job.sample(most, metric)) {
        table.row(checkpoint(i + 1, each, metrics, each.equals(best)));
      }
      if (job.checkpoints().size() > most) {
        shortened.add(job.ref());
      }
    }
    return table.html("checkpoints")
        + (shortened.isEmpty()
            ? ""
            : "<p class=note>Of jobs with many checkpoints, this table shows the best, the latest,"
                + " the one that expires first and some of the others. List all of them: <code>ckpt"
                + " list " + Html.text(shortened.get(0)) + "</code>");
  }

  private List<String> checkpoint(
      int run, Checkpoint checkpoint, List<Metric> metrics, boolean isBest) {
    List<String> cells = new ArrayList<>(List.of(String.valueOf(run), step(checkpoint)));
    for (Metric each : metrics) {
      cells.add((isBest && each.equals(metric) ? "★ " : "")
          + HumanFormat.number(checkpoint.metrics().get(each)));
    }
    cells.add(Html.code(checkpoint.modelName()));
    cells.add(status(checkpoint));
    cells.add(size(checkpoint.sizeBytes()));
    cells.add(Html.expiry(checkpoint.expiry(), report.at()));
    cells.add(Html.minute(checkpoint.createdAt()));
    return cells;
  }

  private String value(Checkpoint best) {
    return (best.equals(winner) ? "★ " : "")
        + HumanFormat.number(metric == null ? null : best.metrics().get(metric));
  }

  private static String count(ReportedJob reported) {
    String count = HumanFormat.count(reported.checkpoints().size());
    return switch (reported.extent()) {
      case NONE -> HumanFormat.NONE;
      case SOME -> count + "+";
      case ALL -> count;
    };
  }

  private static String step(Checkpoint checkpoint) {
    return checkpoint.step() == null ? HumanFormat.NONE : HumanFormat.count(checkpoint.step());
  }

  private static String size(@Nullable Long bytes) {
    return bytes == null
        ? HumanFormat.NONE
        : "<data value=" + bytes + ">" + HumanFormat.size(bytes) + "</data>";
  }

  /** One of our own words, which is a safe class name. */
  private static String word(@Nullable Job job) {
    return (job == null ? Job.State.UNKNOWN : job.state()).name().toLowerCase(Locale.ROOT);
  }

  private static String state(Job job) {
    return word(job) + ownState(job).map(own -> " (" + own + ")").orElse("");
  }

  /** The provider's word for the state, if that adds something. */
  private static Optional<String> ownState(@Nullable Job job) {
    return Optional.ofNullable(job)
        .map(Job::providerState)
        .filter(own -> !own.isBlank() && !own.equalsIgnoreCase(word(job)))
        .map(Html::text);
  }

  private static String status(Checkpoint checkpoint) {
    String status = HumanFormat.status(checkpoint.status());
    if (checkpoint.role() != Checkpoint.Role.FINAL) {
      return status;
    }
    return status.equals(HumanFormat.NONE) ? "final" : status + ", final";
  }
}
