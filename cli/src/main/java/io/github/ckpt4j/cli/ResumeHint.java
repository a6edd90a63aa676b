package io.github.ckpt4j.cli;

import java.util.function.Supplier;

/** Says how to go on when the user, or the system, ends the command before its end. */
final class ResumeHint {
  private ResumeHint() {}

  /** Does the work; meanwhile, the end of the process prints the hint. */
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
      // Once the process is ending, the hook has its say, and can no longer be removed.
      if (!hook.isAlive()) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }
}
