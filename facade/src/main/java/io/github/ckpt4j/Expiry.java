package io.github.ckpt4j;

import java.io.Serializable;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a checkpoint will be deleted or stop serving, and how that is known.
 *
 * <p>If a checkpoint has no expiry, its end is unknown; that is never a promise that it will be
 * kept.
 *
 * @param at the earliest time at which the checkpoint may be gone; for a date, the start of that
 *     day in UTC
 * @param source how the date is known
 * @param evidence where it is published; null if the provider's API reports it
 */
public record Expiry(Instant at, Source source, @Nullable URI evidence) implements Serializable {
  /** How an expiry is known. */
  public enum Source {
    /** The provider's API reports it. */
    PROVIDER,
    /** The vendor has published a date for the base model. */
    ANNOUNCED
  }

  public Expiry {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(source, "source");
  }

  /** An expiry that the provider's API reports. */
  public static Expiry reported(Instant at) {
    return new Expiry(at, Source.PROVIDER, null);
  }
}
