package io.github.ckpt4j.sandbox;

import java.util.Map;

/**
 * One checkpoint of a {@link SandboxJob}, before a provider writes it.
 *
 * @param name the directory it was saved to, which is all that Baseten tells of it: {@code
 *     checkpoint-24}, {@code step-100}, {@code .}
 * @param step the training step
 * @param sizeBytes what Oxen and Baseten report as its size
 * @param metrics by canonical name ({@code train_loss}, {@code valid_loss}, {@code learning_rate},
 *     …); each provider writes those it knows under its own names, and none that is not here
 */
public record SandboxCheckpoint(
    String name, int step, long sizeBytes, Map<String, Double> metrics) {

  /** A checkpoint in the directory {@code checkpoint-<step>}, of some 3 GB. */
  public static SandboxCheckpoint of(int step, Map<String, Double> metrics) {
    return new SandboxCheckpoint("checkpoint-" + step, step, 3_221_225_472L + step, metrics);
  }
}
