package io.github.ckpt4j;

import org.jspecify.annotations.Nullable;

/**
 * A job in a provider's list that no {@link JobRef} can name: Oxen.ai lists the jobs of a user
 * without the repository that is part of their address.
 *
 * @param provider the provider's name
 * @param id the job's id as the provider lists it, which is not enough to find the job
 * @param name the name that its owner gave the job; null if it has none
 * @param reason what is missing, in words
 */
public record UnaddressableJob(
    String provider, String id, @Nullable String name, String reason) {
  @Override
  public String toString() {
    return "job " + id + (name == null ? "" : " (" + name + ")") + " at " + provider + ": "
        + reason;
  }
}
