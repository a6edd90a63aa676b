package io.github.ckpt4j.cli.archive;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import java.nio.file.Path;

/** The places of all files below the root of an archive, the same for every provider. */
public final class Layout {
  public static final String JOB = "job.json";
  public static final String CHECKPOINTS = "checkpoints.jsonl";
  public static final String METRICS = "metrics.csv";
  public static final String EVENTS = "events.jsonl";

  /** The list of a download's files, which the library writes next to them. */
  public static final String MANIFEST = "manifest.json";

  private Layout() {}

  /** The folder of a job: {@code provider/id}, with a folder for each part of the id. */
  public static String folder(JobRef job) {
    StringBuilder path = new StringBuilder(SafeName.of(job.provider()));
    for (String part : job.id().split("/", -1)) {
      path.append('/').append(SafeName.of(part));
    }
    return path.toString();
  }

  /** The path of a file that a provider made of a job, in the job's folder. */
  public static String resultFile(String name) {
    return "results/" + SafeName.of(name);
  }

  /** The directory of a checkpoint's weights, in the job's folder. */
  public static String weights(Checkpoint checkpoint) {
    return "checkpoints/" + name(checkpoint);
  }

  /** A name for a checkpoint within its job: its step, and its id if that adds something. */
  public static String name(Checkpoint checkpoint) {
    String id = SafeName.of(checkpoint.id());
    if (checkpoint.step() == null) {
      return id;
    }
    String step = "step-" + checkpoint.step();
    boolean says = !id.equals(step) && !id.equals(String.valueOf(checkpoint.step()));
    return says ? step + "-" + id : step;
  }

  /** A job's folder, relative to the root, as a path of this system. */
  public static Path resolve(Path root, JobRef job) {
    return root.resolve(folder(job));
  }
}
