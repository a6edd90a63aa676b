package io.github.ckpt4j.cli;

import java.util.function.Supplier;

/** Shows how to resume when the user or the system stops the command early. */
final class ResumeHint {
  private ResumeHint() {}

  /** Does the work; if the process ends meanwhile, prints the hint. */
  static <T> T during(Supplier<T> work, Messages messages, TransferProgress progress, String hint) {
    Thread hook = new Thread(
        () -> {
          progress.close();
          messages.note(hint);
        },
        "resume-hint");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.get();
    } finally {
      // Once the process is ending, the hook runs and can no longer be removed.
      if (!hook.isAlive()) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }
}
