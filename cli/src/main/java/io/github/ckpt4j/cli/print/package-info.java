/** Writes records for machines and tables for people. Knows nothing of commands or options. */
@NullMarked
package io.github.ckpt4j.cli.print;

import org.jspecify.annotations.NullMarked;
