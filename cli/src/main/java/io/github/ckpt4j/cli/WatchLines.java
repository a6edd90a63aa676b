package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.HumanFormat;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Shows each watched checkpoint on its own line, for a log. */
record WatchLines(Ckpt ckpt, Collection<Metric> metrics) implements WatchView {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ssXXX", Locale.ROOT);

  @Override
  public void saved(int row, Checkpoint checkpoint) {
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

  @Override
  public void say(JobRef job, String text, boolean isEnd) {
    ckpt.messages().note(job + ": " + text);
  }

  @Override
  public void close() {}
}
