package io.github.ckpt4j.cli;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import java.util.Locale;

/** Distinguishes a job that has no checkpoints yet from one that will have none. */
final class NoCheckpoints {
  private NoCheckpoints() {}

  /** The error for a job without checkpoints, with its state if that can be read. */
  static NotFoundException of(CheckpointClient client, JobRef job) {
    return new NotFoundException(text(client, job));
  }

  /** The same as a sentence without its full stop. */
  static String text(CheckpointClient client, JobRef job) {
    try {
      Job read = client.job(job);
      String state = read.state() == Job.State.UNKNOWN
          ? read.providerState()
          : read.state().name().toLowerCase(Locale.ROOT);
      return job + (read.hasEnded() ? " has no checkpoints (" : " has no checkpoints yet (") + state
          + ")";
    } catch (CheckpointException e) {
      if (e.kind() == Kind.CANCELLED) {
        throw e;
      }
      return job + " has no checkpoints yet"; // The state would only add an explanation.
    }
  }
}
