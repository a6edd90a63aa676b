package io.github.ckpt4j;

import java.io.Serializable;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a checkpoint will be deleted or stop serving, and how that is known.
 *
 * <p>A checkpoint without an expiry is one whose end is unknown. That is never a promise that it
 * stays.
 *
 * @param at the earliest time at which the checkpoint may be gone; of a date, the start of that day
 *     in UTC
 * @param source how the date is known
 * @param evidence where it is published; null for what the provider's API reports
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

  /** What a provider's API reports. */
  public static Expiry reported(Instant at) {
    return new Expiry(at, Source.PROVIDER, null);
  }
}
