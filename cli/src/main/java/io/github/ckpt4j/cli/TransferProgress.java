package io.github.ckpt4j.cli;

import io.github.ckpt4j.DownloadProgress;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.Output;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows the progress of downloads: on a terminal, a bar for all files above a line for the current one,
 * both redrawn; elsewhere, a line every ten seconds. Safe for use by several threads.
 */
final class TransferProgress implements AutoCloseable, Consumer<DownloadProgress> {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
  private static final int BAR = 20;
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final String UP = "\u001b[1A";

  private final @Nullable Output redrawn;
  private final Consumer<String> lines;
  private final IntSupplier width;
  private final Clock clock;
  private @Nullable Instant last;
  private int drawn;

  private TransferProgress(
      @Nullable Output redrawn, Consumer<String> lines, IntSupplier width, Clock clock) {
    this.redrawn = redrawn;
    this.lines = lines;
    this.width = width;
    this.clock = clock;
  }

  /** On a terminal, where it redraws its lines. */
  static TransferProgress redrawn(Output err, IntSupplier width, Clock clock) {
    return new TransferProgress(err, line -> {}, width, clock);
  }

  /** In a few lines that stay. */
  static TransferProgress inLines(Consumer<String> lines, Clock clock) {
    return new TransferProgress(null, lines, () -> Terminal.UNLIMITED, clock);
  }

  @Override
  public synchronized void accept(DownloadProgress progress) {
    if (redrawn != null) {
      draw(redrawn, List.of(bar(progress) + whole(progress), "  " + file(progress)));
      return;
    }
    Instant now = clock.instant();
    if (last == null || !last.plus(BETWEEN_LINES).isAfter(now)) {
      // The first report precedes any byte and has nothing to show.
      if (last != null) {
        lines.accept(whole(progress) + "; " + file(progress));
      }
      last = now;
    }
  }

  /** Removes it from the screen, to make room for other lines. */
  @Override
  public synchronized void close() {
    last = null;
    if (redrawn != null && drawn > 0) {
      erase(redrawn);
      redrawn.flush();
    }
  }

  private void draw(Output err, List<String> texts) {
    erase(err);
    List<String> cut = new ArrayList<>();
    texts.forEach(text -> cut.add(HumanFormat.cut(text, width.getAsInt() - 1)));
    err.write(String.join("\n", cut));
    err.flush();
    drawn = cut.size();
  }

  private void erase(Output err) {
    for (int line = drawn; line > 0; line--) {
      err.control(CLEAR_LINE + (line > 1 ? UP : ""));
    }
    drawn = 0;
  }

  private static String bar(DownloadProgress progress) {
    Double part = part(progress.bytes(), progress.totalBytes());
    int full = part == null ? 0 : (int) (part * BAR);
    return "[" + "█".repeat(full) + "·".repeat(BAR - full) + "] ";
  }

  private static String whole(DownloadProgress progress) {
    Long total = progress.totalBytes();
    return percent(progress.bytes(), total)
        + HumanFormat.size(progress.bytes())
        + (total == null ? "" : " of " + HumanFormat.size(total))
        + rate(progress.bytesPerSecond())
        + left(progress.bytes(), total, progress.bytesPerSecond())
        + (progress.totalFiles() > 1
            ? ", " + progress.files() + " of " + HumanFormat.count(progress.totalFiles(), "file")
            : "");
  }

  private static String file(DownloadProgress progress) {
    return progress.file() == null
        ? "waiting for the first byte"
        : percent(progress.fileBytes(), progress.fileSize())
            + HumanFormat.text(progress.file())
            + left(progress.fileBytes(), progress.fileSize(), progress.bytesPerSecond());
  }

  private static @Nullable Double part(long bytes, @Nullable Long total) {
    return total == null ? null : total == 0 ? 1.0 : Math.min(1.0, (double) bytes / total);
  }

  private static String percent(long bytes, @Nullable Long total) {
    Double part = part(bytes, total);
    return part == null ? "" : String.format(Locale.ROOT, "%3d%%  ", (int) (part * 100));
  }

  private static String rate(double bytesPerSecond) {
    return bytesPerSecond > 0 ? ", " + HumanFormat.size((long) bytesPerSecond) + "/s" : "";
  }

  private static String left(long bytes, @Nullable Long total, double bytesPerSecond) {
    if (total == null || bytesPerSecond <= 0 || bytes >= total) {
      return "";
    }
    double seconds = Math.ceil((total - bytes) / bytesPerSecond);
    return ", " + HumanFormat.duration(Duration.ofSeconds((long) seconds)) + " left";
  }
}
