/**
 * Moves the files of checkpoints to disk, and checks them there. It knows no provider and is not
 * exported.
 */
@NullMarked
package io.github.ckpt4j.transfer;

import org.jspecify.annotations.NullMarked;
