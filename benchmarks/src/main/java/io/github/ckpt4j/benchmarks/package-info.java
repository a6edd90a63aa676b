/**
 * Measures the cost of listing checkpoints: the same pages, read by ckpt4j and by other clients.
 */
@NullMarked
package io.github.ckpt4j.benchmarks;

import org.jspecify.annotations.NullMarked;
