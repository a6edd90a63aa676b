/**
 * Downloads the files of a checkpoint to disk: which files, in which parts, how to resume, how to
 * verify every byte. Independent of any vendor.
 */
@NullMarked
package io.github.ckpt4j.transfer;

import org.jspecify.annotations.NullMarked;
