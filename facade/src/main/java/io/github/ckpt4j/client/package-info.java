/**
 * The client: start at {@link io.github.ckpt4j.client.CheckpointClient}.
 *
 * <p>Everything common to all providers that needs a client is here: paging, watching, deadlines,
 * cancellation, many jobs at once, metrics, expiry dates and downloads.
 */
@NullMarked
package io.github.ckpt4j.client;

import org.jspecify.annotations.NullMarked;
