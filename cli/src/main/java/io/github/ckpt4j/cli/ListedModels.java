package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The model names of checkpoints shown during the last month, and their jobs, in a file in the user's
 * cache. So a model name can name its checkpoint even if it does not contain the job.
 */
final class ListedModels {
  private static final Logger LOGGER = Logger.getLogger(ListedModels.class.getName());

  /** Enough for people who copy names; more would slow down each start. */
  static final int MOST_AT_ONCE = 200;

  private static final RecentLines LINES = new RecentLines(
      Pattern.compile("[a-z][!-~]{0,255} [!-~]{1,255}"), Duration.ofDays(30), 2_000);

  private ListedModels() {}

  private static Optional<Path> file(Ckpt ckpt) {
    return RecentLines.file(ckpt.shell().environment(), "models");
  }

  /** Saves the shown models; a failure to do so does not matter to the command. */
  static void add(Ckpt ckpt, Collection<Checkpoint> shown) {
    Optional<Path> file = file(ckpt);
    if (file.isEmpty()) {
      return;
    }
    BareReference bare = ckpt.configuration().bareReferences();
    List<String> lines = shown.stream()
        .limit(MOST_AT_ONCE)
        .flatMap(each -> Stream.ofNullable(each.modelName())
            .filter(model -> bare.jobOfModel(model).isEmpty())
            .map(model -> each.job() + " " + model))
        .toList();
    try {
      LINES.add(file.get(), lines, ckpt.clock().instant());
    } catch (IOException | SecurityException e) {
      LOGGER.fine("The models cannot be saved: " + e);
    }
  }

  /** The jobs in which a checkpoint of this model name was shown. */
  static List<JobRef> jobs(Ckpt ckpt, String model) {
    Optional<Path> file = file(ckpt);
    try {
      Map<String, Long> lines =
          file.isEmpty() ? Map.of() : LINES.read(file.get(), ckpt.clock().instant());
      return lines.keySet().stream()
          .filter(line -> line.endsWith(" " + model))
          .map(line -> JobRef.parse(line.substring(0, line.indexOf(' '))))
          .toList();
    } catch (IOException | SecurityException | IllegalArgumentException e) {
      LOGGER.fine("The models cannot be read: " + e);
      return List.of();
    }
  }
}
