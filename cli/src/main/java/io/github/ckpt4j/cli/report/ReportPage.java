package io.github.ckpt4j.cli.report;

import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page as one file. Its content security policy allows no requests, and only its own script and
 * style, identified by their hashes.
 */
public final class ReportPage {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");

  private ReportPage() {}

  /** The page. */
  public static String of(Report report) {
    String script = "/*\n" + resource("uplot/LICENSE") + "*/\n"
        + resource("uplot/uPlot.iife.min.js") + resource("report.js");
    String style = resource("uplot/uPlot.min.css") + resource("report.css");
    ReportTables tables = new ReportTables(report);
    long seconds = report.reload() == null ? 0 : Math.max(1, report.reload().toSeconds());
    return filled(
        resource("report.html"),
        Map.ofEntries(
            Map.entry("policy", policy(script, style)),
            Map.entry("reload", String.valueOf(seconds)),
            Map.entry("refresh", seconds == 0 ? "" : refresh(seconds)),
            Map.entry("style", style),
            Map.entry("summary", summary(report)),
            Map.entry("best", tables.best()),
            Map.entry("problems", tables.problems()),
            Map.entry("runs", tables.runs()),
            Map.entry("checkpoints", tables.checkpoints()),
            Map.entry("version", Html.text(report.version())),
            // In JSON a < is in strings only, where this is the same character.
            Map.entry("data", Json.of(ReportCurves.of(report)).replace("<", "\\u003c")),
            Map.entry("script", script)));
  }

  private static String summary(Report report) {
    long checkpoints =
        report.jobs().stream().mapToLong(job -> job.checkpoints().size()).sum();
    return HumanFormat.count(report.jobs().size(), "run") + ", "
        + HumanFormat.count(checkpoints, "checkpoint") + ". Read " + Html.minute(report.at())
        + " UTC."
        + (report.reload() == null ? "" : " <span id=live>This page is being updated.</span>");
  }

  private static String refresh(long seconds) {
    return "<noscript><meta http-equiv=refresh content=" + seconds + "></noscript>";
  }

  private static String policy(String script, String style) {
    return "default-src 'none'; script-src '" + hash(script) + "'; style-src '" + hash(style)
        + "'; img-src data:; base-uri 'none'; form-action 'none'";
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Fills the template in one pass: a placeholder in a value is text. */
  private static String filled(String template, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(found -> Matcher.quoteReplacement(
            Objects.requireNonNull(values.get(found.group(1)), found.group())));
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8)
          .replace("\r", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
