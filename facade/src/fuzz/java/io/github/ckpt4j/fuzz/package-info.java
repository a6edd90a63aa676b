/** Gives code under test inputs that nobody expects, in memory and as fast as it can. */
@NullMarked
package io.github.ckpt4j.fuzz;

import org.jspecify.annotations.NullMarked;
