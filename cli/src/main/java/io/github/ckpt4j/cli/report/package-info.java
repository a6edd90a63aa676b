/** Writes jobs and their checkpoints as a page of HTML that needs nothing else. */
@NullMarked
package io.github.ckpt4j.cli.report;

import org.jspecify.annotations.NullMarked;
