package io.github.ckpt4j;

import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A number that training reports at a step, under one name for all providers, and its direction:
 * whether lower or higher values are better.
 *
 * <p>The set is open: a provider's metric without a standard name keeps its own. Metrics with the
 * same name are equal, whatever their direction.
 */
public final class Metric implements Comparable<Metric> {
  /** Loss on the training data; lower is better. */
  public static final Metric TRAIN_LOSS = of("train_loss");

  /** Loss on a sample of the validation data; lower is better. */
  public static final Metric VALID_LOSS = of("valid_loss");

  /** Loss on the whole validation data; lower is better. */
  public static final Metric FULL_VALID_LOSS = of("full_valid_loss");

  /** Share of training tokens predicted correctly, 0 to 1. */
  public static final Metric TRAIN_MEAN_TOKEN_ACCURACY = of("train_mean_token_accuracy");

  /** Share of sampled validation tokens predicted correctly, 0 to 1. */
  public static final Metric VALID_MEAN_TOKEN_ACCURACY = of("valid_mean_token_accuracy");

  /** Share of all validation tokens predicted correctly, 0 to 1. */
  public static final Metric FULL_VALID_MEAN_TOKEN_ACCURACY = of("full_valid_mean_token_accuracy");

  /** The optimizer's learning rate at the step. */
  public static final Metric LEARNING_RATE = of("learning_rate");

  /** The norm of the gradient at the step. */
  public static final Metric GRAD_NORM = of("grad_norm");

  /** The epochs completed so far, with fractions: 1.5 is halfway through the second. */
  public static final Metric EPOCH = of("epoch");

  private final String name;
  private final @Nullable Direction chosen;

  private Metric(String name, @Nullable Direction chosen) {
    this.name = name;
    this.chosen = chosen;
  }

  /** Which values of a metric are better. */
  public enum Direction {
    /** Lower values are better. */
    MINIMIZE,
    /** Higher values are better. */
    MAXIMIZE,
    /** Not known; {@link #minimized} and {@link #maximized} set it. */
    UNKNOWN
  }

  /**
   * The metric of this name.
   *
   * <p>Its direction follows from the family that a word of the name belongs to, in any case. Lower
   * is better: loss, perplexity (ppl), wer, cer, ter, error rate, rmse, mae, mse. Higher is better:
   * accuracy, f1, bleu, rouge, meteor, exact match, reward, precision, recall, auc, win rate. The
   * direction of any other metric is {@link Direction#UNKNOWN}.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  public static Metric of(String name) {
    if (Objects.requireNonNull(name, "name").isBlank()) {
      throw new IllegalArgumentException("A metric needs a name, such as 'valid_loss'");
    }
    return new Metric(name, null);
  }

  /** The metric of this name among these, ignoring case; an exact match comes first. */
  public static Optional<Metric> find(String name, Collection<Metric> among) {
    Optional<Metric> exact =
        among.stream().filter(metric -> metric.name.equals(name)).findFirst();
    return exact.or(() ->
        among.stream().filter(metric -> metric.name.equalsIgnoreCase(name)).findFirst());
  }

  /** This metric, with lower values better. */
  public Metric minimized() {
    return new Metric(name, Direction.MINIMIZE);
  }

  /** This metric, with higher values better. */
  public Metric maximized() {
    return new Metric(name, Direction.MAXIMIZE);
  }

  public String name() {
    return name;
  }

  /** Which values are better. */
  public Direction direction() {
    return chosen == null ? MetricDirections.of(name) : chosen;
  }

  @Override
  public int compareTo(Metric other) {
    return name.compareTo(other.name);
  }

  @Override
  public boolean equals(@Nullable Object other) {
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
