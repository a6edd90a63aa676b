/** What listing checkpoints costs: the same pages, read by ckpt4j and by others. */
@NullMarked
package io.github.ckpt4j.benchmarks;

import org.jspecify.annotations.NullMarked;
