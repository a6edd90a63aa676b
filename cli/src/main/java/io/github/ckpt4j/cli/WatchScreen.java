package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobProgress;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.CheckpointTable;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.Sparkline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Shows the watched jobs as tables that are redrawn in place, on a terminal. */
final class WatchScreen implements WatchView {
  private static final String FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
  private static final int SPARKLINE_WIDTH = 24;
  private static final int SHORTEST_MESSAGE = 8;
  private static final int LINES_BESIDE_ROWS = 3;
  private static final int TICKS_PER_SIZE = 10;

  private final Ckpt ckpt;
  private final Collection<Metric> metrics;
  private final Map<JobRef, State> states = new LinkedHashMap<>();
  private Terminal.Size size;
  private int tick;
  private int drawn;

  WatchScreen(Ckpt ckpt, List<JobRef> jobs, Collection<Metric> metrics) {
    this.ckpt = ckpt;
    this.metrics = metrics;
    this.size = ckpt.shell().outTerminal().size();
    jobs.forEach(job -> states.put(job, new State()));
    draw(false);
  }

  /** The checkpoints of one job, the newest version of each, and the last message. */
  private static final class State {
    private final Map<Integer, Checkpoint> checkpoints = new LinkedHashMap<>();
    private String said = "";
    private JobProgress progress = JobProgress.UNKNOWN;
    private boolean ended;

    private List<Checkpoint> sorted() {
      return checkpoints.values().stream().sorted(Checkpoints.BY_STEP).toList();
    }
  }

  @Override
  public void saved(int row, Checkpoint checkpoint) {
    State state = state(checkpoint.job());
    state.checkpoints.put(row, checkpoint);
    state.said = "";
  }

  @Override
  public void say(JobRef job, String text, boolean isEnd) {
    State state = state(job);
    state.said = text;
    state.ended = isEnd;
  }

  @Override
  public void progress(JobRef job, JobProgress progress) {
    state(job).progress = progress;
  }

  /** Draws at most once per tick, however many checkpoints arrive. */
  @Override
  public void tick() {
    tick++;
    if (tick % TICKS_PER_SIZE == 0) {
      size = ckpt.shell().outTerminal().size();
    }
    draw(false);
  }

  @Override
  public void close() {
    draw(true);
  }

  private State state(JobRef job) {
    return states.computeIfAbsent(job, unknown -> new State());
  }

  /** Redraws the screen; with all rows at the end, when nothing redraws them. */
  private void draw(boolean all) {
    int rows = all
        ? Integer.MAX_VALUE
        : Math.max(1, size.rows() / Math.max(states.size(), 1) - LINES_BESIDE_ROWS);
    List<String> lines = new ArrayList<>();
    states.forEach((job, state) -> {
      List<Checkpoint> checkpoints = state.sorted();
      lines.add(heading(job, state, checkpoints));
      lines.addAll(table(checkpoints, rows));
    });
    if (drawn > 0) {
      ckpt.out().control("\r\u001b[" + drawn + "A\u001b[J");
    }
    ckpt.out().write(String.join("\n", lines) + "\n");
    ckpt.out().flush();
    drawn = lines.size();
  }

  /** On one line: the curve, the progress and the count are dropped before the reference and the message. */
  private String heading(JobRef job, State state, List<Checkpoint> checkpoints) {
    String mark = state.ended ? " " : String.valueOf(FRAMES.charAt(tick % FRAMES.length()));
    String reference = mark + " " + HumanFormat.text(job);
    String count = checkpoints.isEmpty()
        ? "  no checkpoint yet"
        : "  " + HumanFormat.count(checkpoints.size(), "checkpoint");
    String progress = state.ended ? "" : progress(state, checkpoints);
    String curve =
        judging(checkpoints).map(metric -> curve(checkpoints, metric)).orElse("");
    String said = state.said.isEmpty() ? "" : "  " + HumanFormat.text(state.said);
    int width = size.columns() - 1;
    String heading = Stream.of(
            reference + count + progress + curve + said,
            reference + count + progress + said,
            reference + count + said)
        .filter(line -> line.codePointCount(0, line.length()) <= width)
        .findFirst()
        .orElseGet(() -> withMessage(reference, said, width));
    return ckpt.style().bold(heading);
  }

  private static String withMessage(String reference, String said, int width) {
    int left = width - reference.length();
    return left > SHORTEST_MESSAGE
        ? reference + HumanFormat.cut(said, left)
        : HumanFormat.cut(reference, width);
  }

  private String progress(State state, List<Checkpoint> checkpoints) {
    String text = ProgressText.of(state.progress, checkpoints, ckpt.clock().instant());
    return text.isEmpty() ? "" : "  " + text;
  }

  private List<String> table(List<Checkpoint> all, int rows) {
    if (all.isEmpty()) {
      return List.of();
    }
    Checkpoint best =
        judging(all).flatMap(metric -> MetricSelection.best(all, metric)).orElse(null);
    List<Checkpoint> last = all.subList(Math.max(0, all.size() - rows), all.size());
    return new CheckpointTable(
            MetricSelection.shown(metrics, last, false), false, false, false, ckpt.clock())
        .lines(last, best, size.columns() - 1, ckpt.style());
  }

  private Optional<Metric> judging(List<Checkpoint> checkpoints) {
    return metrics.isEmpty()
        ? MetricSelection.judging(checkpoints)
        : MetricSelection.find(metrics.iterator().next(), MetricSelection.reported(checkpoints));
  }

  private static String curve(List<Checkpoint> checkpoints, Metric metric) {
    return "  " + HumanFormat.text(metric) + " "
        + Sparkline.of(MetricSelection.values(checkpoints, metric), SPARKLINE_WIDTH);
  }
}
