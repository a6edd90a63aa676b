package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobProgress;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.HumanFormat;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows each watched checkpoint on its own line, for a log. */
final class WatchLines implements WatchView {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ssXXX", Locale.ROOT);
  private static final int TENTH = 10;

  private final Ckpt ckpt;
  private final Collection<Metric> metrics;
  private final Map<JobRef, Integer> tenths = new HashMap<>();
  private final Map<JobRef, List<Checkpoint>> ends = new HashMap<>();

  WatchLines(Ckpt ckpt, Collection<Metric> metrics) {
    this.ckpt = ckpt;
    this.metrics = metrics;
  }

  @Override
  public void saved(int row, Checkpoint checkpoint) {
    keepEnds(checkpoint);
    List<String> words = new ArrayList<>();
    words.add(TIME.format(ckpt.clock().instant().atZone(ckpt.clock().getZone())));
    words.add(HumanFormat.text(checkpoint.job()));
    words.add("step " + HumanFormat.text(checkpoint.step()));
    MetricSelection.shown(metrics, List.of(checkpoint), false)
        .forEach(metric -> words.add(HumanFormat.text(metric) + " "
            + HumanFormat.number(checkpoint.metrics().get(metric))));
    if (checkpoint.status() != Checkpoint.Status.UNKNOWN) {
      words.add(HumanFormat.status(checkpoint.status()));
    }
    words.add(HumanFormat.text(checkpoint.modelName()));
    ckpt.out().line(String.join("  ", words));
  }

  /** The first and the last checkpoint of a job show how fast it is. */
  private void keepEnds(Checkpoint checkpoint) {
    List<Checkpoint> known = ends.getOrDefault(checkpoint.job(), List.of());
    ends.put(
        checkpoint.job(),
        known.isEmpty() ? List.of(checkpoint) : List.of(known.get(0), checkpoint));
  }

  /** A log has a line for each tenth of a job, not for each poll. */
  @Override
  public void progress(JobRef job, JobProgress progress) {
    int tenth = (int) (progress.fraction().orElse(0) * TENTH);
    String text = ProgressText.of(
        progress, ends.getOrDefault(job, List.of()), ckpt.clock().instant());
    if (!text.isEmpty() && !Integer.valueOf(tenth).equals(tenths.put(job, tenth))) {
      ckpt.messages().note(job + ": " + text);
    }
  }

  @Override
  public void say(JobRef job, String text, boolean isEnd) {
    ckpt.messages().note(job + ": " + text);
  }

  @Override
  public void close() {}
}
