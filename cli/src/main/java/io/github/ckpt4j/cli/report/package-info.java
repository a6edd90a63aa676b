/** Writes jobs and their checkpoints as a self-contained HTML page. */
@NullMarked
package io.github.ckpt4j.cli.report;

import org.jspecify.annotations.NullMarked;
