/**
 * The client: start at {@link io.github.ckpt4j.client.CheckpointClient}.
 *
 * <p>Everything that is the same for all providers is here and exists once: sending, credentials,
 * redirects, errors, retries, deadlines, cancellation, paging and many jobs at once.
 */
@NullMarked
package io.github.ckpt4j.client;

import org.jspecify.annotations.NullMarked;
