package io.github.ckpt4j;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a job: a step of its life, a line that it logged, or what it measured
 * between two checkpoints.
 *
 * @param id the provider's id of the event; null where it gives none
 * @param time when it happened; null where the provider does not say
 * @param level how serious it is
 * @param type the provider's own word for what happened: {@code checkpoint_save}, {@code metrics};
 *     null where it has none
 * @param message what happened, in the provider's words; may be empty
 * @param step the training step it belongs to; null for none
 * @param metrics what was measured at the step, in the provider's order; a value may be NaN
 */
public record JobEvent(
    @Nullable String id,
    @Nullable Instant time,
    Level level,
    @Nullable String type,
    String message,
    @Nullable Long step,
    Map<Metric, Double> metrics) {
  /** How serious an event is. */
  public enum Level {
    /** Of interest to developers only. */
    DEBUG,
    /** As expected. */
    INFO,
    /** Odd, and training goes on. */
    WARNING,
    /** A failure. */
    ERROR,
    /** The provider does not say, or uses a word that is not known here. */
    UNKNOWN
  }

  public JobEvent {
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(message, "message");
    metrics =
        metrics.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
