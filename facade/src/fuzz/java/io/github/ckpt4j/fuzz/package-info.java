/** Gives code under test unexpected inputs, in memory and as fast as possible. */
@NullMarked
package io.github.ckpt4j.fuzz;

import org.jspecify.annotations.NullMarked;
