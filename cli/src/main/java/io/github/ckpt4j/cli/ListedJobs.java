package io.github.ckpt4j.cli;

import io.github.ckpt4j.JobRef;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The references of jobs that were listed during the last day. Shell completion reads them from a file
 * instead of sending requests.
 *
 * <p>The file contains nothing else, and no reference with a special meaning in a shell.
 */
final class ListedJobs {
  private static final RecentLines LINES =
      new RecentLines(Pattern.compile("[a-z][A-Za-z0-9._:/@+-]{0,255}"), Duration.ofDays(1), 5_000);

  private ListedJobs() {}

  /** The file, if the environment has a place for it. */
  static Optional<Path> file(Map<String, String> environment) {
    return RecentLines.file(environment, "jobs");
  }

  /** Adds jobs that were just listed, and drops expired ones. */
  static void add(Path file, Collection<JobRef> jobs, Instant now) throws IOException {
    LINES.add(file, jobs.stream().map(JobRef::toString).toList(), now);
  }
}
