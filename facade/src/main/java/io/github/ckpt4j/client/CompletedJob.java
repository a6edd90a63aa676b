package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Job;
import org.jspecify.annotations.Nullable;

/**
 * A job that succeeded, and its last checkpoint.
 *
 * @param checkpoint the one that {@link CheckpointClient#latest} returns; null if the job has none
 */
public record CompletedJob(Job job, @Nullable Checkpoint checkpoint) {}
