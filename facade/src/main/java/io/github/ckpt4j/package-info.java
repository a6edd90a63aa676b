/**
 * The types that every provider's responses are translated into: jobs, checkpoints, metrics, pages
 * and errors.
 *
 * <p>All types are immutable and know nothing of HTTP, of a provider or of each other's origin. A
 * reference is never null unless it is marked so. To read checkpoints, start at {@code
 * io.github.ckpt4j.client.CheckpointClient}.
 */
@NullMarked
package io.github.ckpt4j;

import org.jspecify.annotations.NullMarked;
