package io.github.ckpt4j.sandbox;

import java.util.Map;

/**
 * One checkpoint of a {@link SandboxJob}, before it is written in a provider's format.
 *
 * @param name the directory it was saved to, which is its id at Baseten: {@code checkpoint-24},
 *     {@code step-100}, {@code .}
 * @param step the training step
 * @param sizeBytes the total size of its files, which Oxen and Baseten report
 * @param metrics by canonical name ({@code train_loss}, {@code valid_loss}, {@code learning_rate},
 *     …); each provider writes them under its own names and omits those it does not measure
 */
public record SandboxCheckpoint(
    String name, long step, long sizeBytes, Map<String, Double> metrics) {

  /** A checkpoint of about 1 MiB in the directory {@code checkpoint-<step>}. */
  public static SandboxCheckpoint of(long step, Map<String, Double> metrics) {
    return new SandboxCheckpoint("checkpoint-" + step, step, (1 << 20) + step % 4096, metrics);
  }
}
