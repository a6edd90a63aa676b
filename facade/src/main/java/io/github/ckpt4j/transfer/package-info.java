/**
 * Moves the files of a checkpoint to disk: which files, in which parts, how to resume, how to prove
 * that every byte is right. Knows no vendor.
 */
@NullMarked
package io.github.ckpt4j.transfer;

import org.jspecify.annotations.NullMarked;
