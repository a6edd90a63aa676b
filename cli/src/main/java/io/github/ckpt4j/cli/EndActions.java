package io.github.ckpt4j.cli;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.print.Json;
import io.github.ckpt4j.cli.print.SafeText;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Further actions when a watched job ends. */
final class EndActions {
  @Option(
      names = "--notify",
      description = "When a job ends, ring the terminal's bell and show a desktop notification.")
  private boolean notify;

  @Option(
      names = "--exec",
      paramLabel = "CMD",
      description = "When a job ends, run this command in a shell, with a JSON record of the job on"
          + " its standard input. Its output goes to standard error.")
  private @Nullable String command;

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      description =
          "When a job ends, POST the same JSON to this URL: https, or http on this" + " machine.")
  private @Nullable String url;

  /** Refuses a URL that would send the record unencrypted, without showing it: it may be a secret. */
  void check() {
    if (url != null) {
      var unused = Webhook.of(url);
    }
  }

  boolean isGiven() {
    return notify || command != null || url != null;
  }

  /**
   * Runs all actions and reports failures.
   *
   * @param text what happened, for people
   * @return whether nothing failed
   */
  boolean run(Ckpt ckpt, JobRef job, String text, Map<String, ?> record) {
    if (notify) {
      new Notification(ckpt.shell()).show(SafeText.oneLine(job + ": " + text));
    }
    String json = Json.of(record) + "\n";
    boolean isExecuted = command == null || execute(ckpt, job, command, json);
    boolean isPosted = url == null || post(ckpt, job, url, json);
    return isExecuted && isPosted;
  }

  private static boolean execute(Ckpt ckpt, JobRef job, String command, String json) {
    boolean isWindows =
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows");
    ProcessBuilder builder = new ProcessBuilder(
            isWindows ? List.of("cmd", "/c", command) : List.of("/bin/sh", "-c", command))
        .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(ckpt.shell().environment());
    try {
      Process process = builder.start();
      write(process, json);
      process
          .inputReader(StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> ckpt.shell().err().line(SafeText.oneLine(line)));
      int code = process.waitFor();
      if (code != 0) {
        ckpt.messages().warn(job + ": the command of --exec ended with exit code " + code);
      }
      return code == 0;
    } catch (IOException e) {
      ckpt.messages().warn(job + ": the command of --exec cannot be run: " + e.getMessage());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void write(Process process, String json) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // A command need not read the record; how it ends decides.
    }
  }

  private static boolean post(Ckpt ckpt, JobRef job, String url, String json) {
    try {
      Webhook.of(url).post(json);
      return true;
    } catch (IOException e) {
      // Not the whole URL, which is often a secret.
      ckpt.messages()
          .warn(job + ": the webhook at " + URI.create(url.strip()).getHost() + " failed: "
              + e.getMessage());
      return false;
    }
  }
}
