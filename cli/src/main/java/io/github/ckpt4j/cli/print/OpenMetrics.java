package io.github.ckpt4j.cli.print;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Gauges as OpenMetrics text, which is also valid in the older text format that node_exporter reads
 * from its textfile directory. Each set of labels has one sample, and families are not interleaved,
 * in whichever order they are set.
 */
public final class OpenMetrics {
  private final Map<Family, Map<String, Double>> families = new EnumMap<>(Family.class);

  /** The gauges. Their names are stable. */
  public enum Family {
    JOB_STATE("ckpt4j_job_state", "", "1 for the state that the job is in, 0 for the others."),
    LAST_STEP("ckpt4j_last_step", "", "The highest step at which the job has a checkpoint."),
    BEST_VALUE("ckpt4j_best_value", "", "The best value of a metric among the job's checkpoints."),
    EXPIRES_IN(
        "ckpt4j_expires_in_seconds",
        "seconds",
        "Time from this reading until the first of the job's checkpoints is deleted or stops"
            + " serving; negative once it has."),
    EXPIRY_TIMESTAMP(
        "ckpt4j_expiry_timestamp_seconds",
        "seconds",
        "The Unix time at which the first of the job's checkpoints is deleted or stops serving."),
    INCOMPLETE(
        "ckpt4j_incomplete", "", "1 if a job or a list of jobs could not be read, 0 if all were.");

    private final String metric;
    private final String unit;
    private final String help;

    Family(String metric, String unit, String help) {
      this.metric = metric;
      this.unit = unit;
      this.help = help;
    }

    @Override
    public String toString() {
      return metric;
    }
  }

  /**
   * Sets a gauge.
   *
   * @param labels their names must be valid; their values may be any text
   */
  public void set(Family family, Map<String, String> labels, double value) {
    families
        .computeIfAbsent(family, each -> new LinkedHashMap<>())
        .put(
            labels.entrySet().stream()
                .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + "\"")
                .collect(Collectors.joining(",")),
            value);
  }

  /** Writes all gauges and the marker that shows that nothing is missing. */
  public void write(Output out) {
    families.forEach((family, samples) -> {
      out.exact("# HELP " + family.metric + " " + family.help + "\n");
      out.exact("# TYPE " + family.metric + " gauge\n");
      if (!family.unit.isEmpty()) {
        out.exact("# UNIT " + family.metric + " " + family.unit + "\n");
      }
      samples.forEach((labels, value) -> out.exact(family.metric
          + (labels.isEmpty() ? "" : "{" + labels + "}") + " " + number(value) + "\n"));
    });
    out.exact("# EOF\n");
    out.flush();
  }

  /** Writes any character that is not simply visible as its number. */
  private static String escaped(String value) {
    StringBuilder escaped = new StringBuilder(value.length());
    value.codePoints().forEach(point -> {
      switch (point) {
        case '\\' -> escaped.append("\\\\");
        case '"' -> escaped.append("\\\"");
        case '\n' -> escaped.append("\\n");
        default -> {
          if (SafeText.isUnsafe(point)) {
            escaped.append(String.format(Locale.ROOT, "\\\\u%04x", point));
          } else {
            escaped.appendCodePoint(point);
          }
        }
      }
    });
    return escaped.toString();
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }
}
