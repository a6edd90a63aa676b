/**
 * The types that every provider's responses are translated into: jobs, checkpoints, metrics, pages
 * and errors.
 *
 * <p>All types are immutable and independent of HTTP and of any provider. No value is null unless
 * it is marked so. To read checkpoints, start at {@code io.github.ckpt4j.client.CheckpointClient}.
 */
@NullMarked
package io.github.ckpt4j;

import org.jspecify.annotations.NullMarked;
