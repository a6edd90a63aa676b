package io.github.ckpt4j.cli.report;

import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.plot.PlotSeries;
import io.github.ckpt4j.cli.print.HumanFormat;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers behind the charts, few and short enough for a page that is sent by mail: five digits,
 * steps as differences, and only as many points of very long curves as a screen can show.
 */
final class ReportCurves {
  private static final int POINTS_OF_FIRST = 10_000;
  private static final int POINTS_OF_OTHERS = 2_000;
  private static final int LEAST_OF_A_CURVE = 40;
  private static final MathContext DIGITS = new MathContext(5);

  private ReportCurves() {}

  /** The data for the page's script. */
  static Map<String, Object> of(Report report) {
    List<Map<String, Object>> curves = new ArrayList<>();
    for (int i = 0; i < report.metrics().size(); i++) {
      curves.addAll(curves(report, i));
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put(
        "runs", report.jobs().stream().map(job -> HumanFormat.text(job.ref())).toList());
    data.put("metrics", report.metrics().stream().map(HumanFormat::text).toList());
    data.put("curves", curves);
    return data;
  }

  private static List<Map<String, Object>> curves(Report report, int metric) {
    int curves = Math.max(1, report.jobs().size());
    int points = metric == 0
        ? POINTS_OF_FIRST / curves
        : POINTS_OF_OTHERS / curves / (report.metrics().size() - 1);
    Metric shown = report.metrics().get(metric);
    List<Map<String, Object>> drawn = new ArrayList<>();
    for (int run = 0; run < report.jobs().size(); run++) {
      ReportedJob job = report.jobs().get(run);
      PlotSeries curve = PlotSeries.of(job.ref(), job.checkpoints(), List.of(), shown);
      if (!curve.steps().isEmpty()) {
        boolean hasBest = job.best(shown).isPresent();
        drawn.add(curve(
            run,
            metric,
            hasBest ? curve : curve.withoutBest(),
            Math.max(LEAST_OF_A_CURVE, points)));
      }
    }
    return drawn;
  }

  private static Map<String, Object> curve(int run, int metric, PlotSeries whole, int most) {
    PlotSeries curve = whole.thinned(most);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("run", run);
    fields.put("metric", metric);
    fields.put("of", whole.steps().size());
    if (curve.best() != null) {
      fields.put("best", curve.best());
    }
    fields.put("steps", differences(curve.steps()));
    fields.put("values", curve.values().stream().map(ReportCurves::rounded).toList());
    return fields;
  }

  private static List<Long> differences(List<Double> steps) {
    List<Long> differences = new ArrayList<>();
    long last = 0;
    for (Double step : steps) {
      differences.add(step.longValue() - last);
      last = step.longValue();
    }
    return differences;
  }

  private static BigDecimal rounded(double value) {
    BigDecimal number = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    return number.scale() < 0 && number.scale() > -DIGITS.getPrecision()
        ? number.setScale(0)
        : number;
  }
}
