package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a job's best checkpoint is good enough. Values are compared as the decimals that
 * were written: exactly 2 % worse than 1.0 is 1.02, without a rounding error.
 *
 * @param metric the deciding metric, with a known direction
 * @param bound how low or high, in the metric's direction, the value must be; null if not checked
 * @param maxRegression how much worse than the baseline the value may be, in percent; null if not
 *     checked
 */
record Gate(
    Metric metric, @Nullable BigDecimal bound, @Nullable BigDecimal maxRegression) {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** The result of a check. */
  enum Outcome {
    PASS(ExitCode.DONE),
    UNDECIDABLE(ExitCode.UNDECIDABLE),
    FAIL(ExitCode.NOT_GOOD_ENOUGH);

    private final int code;

    Outcome(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    private static Outcome of(boolean pass) {
      return pass ? PASS : FAIL;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The value to compare with.
   *
   * @param name a job or a file
   * @param value its best value; null if it has none
   */
  record Baseline(String name, @Nullable Double value) {}

  /** One comparison, as it is shown. */
  record Check(String name, String value, String limit, Outcome outcome) {}

  /**
   * The decision.
   *
   * @param best the checkpoint with the best value; null if no checkpoint has one
   * @param regression how much worse than the baseline it is, in percent; negative if better; null
   *     if unknown
   */
  record Decision(
      Gate gate,
      JobRef job,
      @Nullable Checkpoint best,
      @Nullable Double value,
      @Nullable Baseline baseline,
      @Nullable BigDecimal regression,
      List<Check> checks,
      List<String> reasons) {
    /** The worst of the checks; a failure is worse than an undecidable check. */
    Outcome outcome() {
      return checks.stream().map(Check::outcome).max(Outcome::compareTo).orElseThrow();
    }

    Map<String, @Nullable Object> record() {
      boolean lower = gate.isLowerBetter();
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("job", job.toString());
      fields.put("provider", job.provider());
      fields.put("id", best == null ? null : best.id());
      fields.put("step", best == null ? null : best.step());
      fields.put("model", best == null ? null : best.modelName());
      fields.put("metric", gate.metric().name());
      fields.put("value", value);
      fields.put("result", outcome().toString());
      fields.put("max", lower ? gate.bound() : null);
      fields.put("min", lower ? null : gate.bound());
      fields.put("against", baseline == null ? null : baseline.name());
      fields.put("baseline", baseline == null ? null : baseline.value());
      fields.put("regression_percent", regression);
      fields.put("max_regression_percent", gate.maxRegression());
      fields.put("reason", reasons.isEmpty() ? null : String.join("; ", reasons));
      return fields;
    }

    static List<String> columns() {
      return List.of(
          "job",
          "provider",
          "id",
          "step",
          "model",
          "metric",
          "value",
          "result",
          "max",
          "min",
          "against",
          "baseline",
          "regression_percent",
          "max_regression_percent",
          "reason");
    }
  }

  /**
   * Decides on a job.
   *
   * @param best its best checkpoint by a finite value, if any
   * @param baseline null to compare with nothing
   */
  Decision decide(JobRef job, @Nullable Checkpoint best, @Nullable Baseline baseline) {
    Double value = best == null ? null : best.metrics().get(metric);
    List<Check> checks = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    if (value == null) {
      reasons.add(job + " has no checkpoint with a value of " + metric);
    }
    if (bound != null) {
      checks.add(checkBound(value, bound));
    }
    BigDecimal regression = null;
    if (maxRegression != null && baseline != null) {
      if (baseline.value() == null) {
        reasons.add(baseline.name() + " has no value of " + metric);
      }
      regression = regression(value, baseline);
      checks.add(checkRegression(value, baseline, regression, maxRegression));
    }
    return new Decision(
        this, job, best, value, baseline, regression, List.copyOf(checks), List.copyOf(reasons));
  }

  boolean isLowerBetter() {
    return metric.direction() == Metric.Direction.MINIMIZE;
  }

  private Check checkBound(@Nullable Double value, BigDecimal limit) {
    String text = (isLowerBetter() ? "at most " : "at least ") + limit.toPlainString();
    if (value == null) {
      return new Check(metric.name(), "-", text, Outcome.UNDECIDABLE);
    }
    boolean pass = worse(decimal(value), limit).signum() <= 0;
    return new Check(metric.name(), value.toString(), text, Outcome.of(pass));
  }

  private Check checkRegression(
      @Nullable Double value,
      Baseline baseline,
      @Nullable BigDecimal regression,
      BigDecimal allowed) {
    Double base = baseline.value();
    String limit = "at most " + allowed.toPlainString() + " % worse than "
        + (base == null ? "-" : base) + " of " + baseline.name();
    if (value == null || base == null) {
      return new Check("regression", "-", limit, Outcome.UNDECIDABLE);
    }
    BigDecimal most = decimal(base).abs().multiply(allowed).divide(HUNDRED);
    boolean pass = worse(decimal(value), decimal(base)).compareTo(most) <= 0;
    String shown = regression == null
        ? worse(decimal(value), decimal(base)).toPlainString()
        : regression.toPlainString() + " %";
    return new Check("regression", shown, limit, Outcome.of(pass));
  }

  /** In percent of the baseline; null for a baseline of 0. */
  private @Nullable BigDecimal regression(@Nullable Double value, Baseline baseline) {
    if (value == null || baseline.value() == null || baseline.value() == 0) {
      return null;
    }
    BigDecimal base = decimal(Objects.requireNonNull(baseline.value()));
    BigDecimal percent = worse(decimal(value), base)
        .multiply(HUNDRED)
        .divide(base.abs(), MathContext.DECIMAL32)
        .stripTrailingZeros();
    return percent.signum() == 0 ? BigDecimal.ZERO : percent;
  }

  /** How much worse one value is than another; negative if better. */
  private BigDecimal worse(BigDecimal value, BigDecimal than) {
    return isLowerBetter() ? value.subtract(than) : than.subtract(value);
  }

  private static BigDecimal decimal(double value) {
    return BigDecimal.valueOf(value);
  }
}
