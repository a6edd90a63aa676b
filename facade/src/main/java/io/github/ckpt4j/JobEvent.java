package io.github.ckpt4j;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event of a job: a change of its state, a line of its log, or metrics between two checkpoints.
 *
 * @param id the provider's id of the event; null if it reports none
 * @param time when it happened; null if not reported
 * @param level how serious it is
 * @param type the provider's own word for what happened: {@code checkpoint_save}, {@code metrics};
 *     null if it has none
 * @param message what happened, in the provider's words; may be empty
 * @param step the training step it belongs to; null if none
 * @param metrics the metrics at the step, in the provider's order; a value may be NaN
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
    /** Unusual, but training continues. */
    WARNING,
    /** A failure. */
    ERROR,
    /** Not reported, or in a word that this version does not know. */
    UNKNOWN
  }

  public JobEvent {
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(message, "message");
    metrics =
        metrics.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
