/** Draws curves of a metric over steps, into files and into the terminal. */
@NullMarked
package io.github.ckpt4j.cli.plot;

import org.jspecify.annotations.NullMarked;
