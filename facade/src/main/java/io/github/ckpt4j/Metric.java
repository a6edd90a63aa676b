package io.github.ckpt4j;

import java.util.Locale;
import java.util.Objects;

/**
 * A number that training reports at a step, by one name for all providers, and which way it gets
 * better.
 *
 * <p>The set is open: a provider's metric with no standard name keeps its own. Two metrics of one
 * name are equal, whichever way each is said to improve.
 */
public final class Metric implements Comparable<Metric> {
  /** Loss on the training data; lower is better. */
  public static final Metric TRAIN_LOSS = of("train_loss");

  /** Loss on a sample of the validation data; lower is better. */
  public static final Metric VALID_LOSS = of("valid_loss");

  /** Loss on the whole validation data; lower is better. */
  public static final Metric FULL_VALID_LOSS = of("full_valid_loss");

  /** Share of training tokens predicted right, 0 to 1. */
  public static final Metric TRAIN_MEAN_TOKEN_ACCURACY = of("train_mean_token_accuracy");

  /** Share of sampled validation tokens predicted right, 0 to 1. */
  public static final Metric VALID_MEAN_TOKEN_ACCURACY = of("valid_mean_token_accuracy");

  /** Share of all validation tokens predicted right, 0 to 1. */
  public static final Metric FULL_VALID_MEAN_TOKEN_ACCURACY = of("full_valid_mean_token_accuracy");

  /** The optimizer's learning rate at the step. */
  public static final Metric LEARNING_RATE = of("learning_rate");

  /** The norm of the gradient at the step. */
  public static final Metric GRAD_NORM = of("grad_norm");

  /** How often the training data had been seen, as a fraction. */
  public static final Metric EPOCH = of("epoch");

  private final String name;
  private final boolean lowerIsBetter;

  private Metric(String name, boolean lowerIsBetter) {
    this.name = name;
    this.lowerIsBetter = lowerIsBetter;
  }

  /**
   * The metric of this name. Lower is better when the name ends in {@code loss} or {@code
   * perplexity}, in any case, otherwise higher.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  public static Metric of(String name) {
    if (Objects.requireNonNull(name, "name").isBlank()) {
      throw new IllegalArgumentException("A metric needs a name, such as 'valid_loss'");
    }
    String lower = name.toLowerCase(Locale.ROOT);
    return new Metric(name, lower.endsWith("loss") || lower.endsWith("perplexity"));
  }

  /** This metric, a lower value being better. */
  public Metric minimized() {
    return new Metric(name, true);
  }

  /** This metric, a higher value being better. */
  public Metric maximized() {
    return new Metric(name, false);
  }

  public String name() {
    return name;
  }

  public boolean lowerIsBetter() {
    return lowerIsBetter;
  }

  @Override
  public int compareTo(Metric other) {
    return name.compareTo(other.name);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Metric metric && metric.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
