package io.github.ckpt4j.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a job's losses change during training. The same job always has the same metrics, and no
 * checkpoint's metrics depend on another's, so a job can have any length.
 */
public enum LossCurve {
  /** Both losses fall until the end; the last checkpoint is the best. */
  CONVERGING {
    @Override
    double train(double x) {
      return 1.8 * Math.exp(-7.5 * x);
    }

    @Override
    double valid(double x) {
      return 1.3 * Math.exp(-10 * x);
    }
  },

  /**
   * Training loss falls until the end and validation loss rises after the middle; the best
   * checkpoint is not the last.
   */
  OVERFITTING {
    @Override
    double train(double x) {
      return 0.12 + 1.7 * Math.exp(-4 * x);
    }

    @Override
    double valid(double x) {
      return 0.55 + 1.4 * Math.exp(-5 * x) + 0.35 * x * x;
    }
  },

  /** Like {@link #OVERFITTING} at first, then NaN after three fifths of the job. */
  DIVERGING {
    @Override
    double train(double x) {
      return x > 0.6 ? Double.NaN : OVERFITTING.train(x);
    }

    @Override
    double valid(double x) {
      return x > 0.6 ? Double.NaN : OVERFITTING.valid(x);
    }
  },

  /** A job without validation data. */
  TRAIN_ONLY {
    @Override
    double train(double x) {
      return OVERFITTING.train(x);
    }

    @Override
    double valid(double x) {
      throw new UnsupportedOperationException();
    }
  };

  private static final int EPOCHS = 3;

  /** Training loss after the fraction {@code x} of the job, from 0 to 1. */
  abstract double train(double x);

  abstract double valid(double x);

  /** Metrics after the fraction {@code x} of the job, from 0 to 1. */
  Map<String, Double> at(double x, long seed) {
    // One percent of noise, computed from the position.
    double noise = 1 + 0.01 * Ids.fraction(seed, Double.doubleToLongBits(x));
    Map<String, Double> metrics = new LinkedHashMap<>();
    double train = train(x) * noise;
    metrics.put("train_loss", train);
    metrics.put("train_mean_token_accuracy", accuracy(train));
    if (this != TRAIN_ONLY) {
      double valid = valid(x) * (2 - noise);
      metrics.put("valid_loss", valid);
      metrics.put("valid_mean_token_accuracy", accuracy(valid));
      // The full validation pass runs once per epoch.
      if (Math.abs(x * EPOCHS - Math.rint(x * EPOCHS)) < 1e-9) {
        metrics.put("full_valid_loss", valid * 1.02);
        metrics.put("full_valid_mean_token_accuracy", accuracy(valid * 1.02));
      }
    }
    metrics.put("learning_rate", 2e-4 * (1 - x));
    metrics.put("grad_norm", 0.4 + train / 2);
    metrics.put("epoch", EPOCHS * x);
    return metrics;
  }

  private static double accuracy(double loss) {
    return Math.exp(-loss / 2);
  }
}
