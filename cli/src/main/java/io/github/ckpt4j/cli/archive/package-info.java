/** The layout of an archive on disk: where each job is, how its files are replaced, and its catalog. */
@NullMarked
package io.github.ckpt4j.cli.archive;

import org.jspecify.annotations.NullMarked;
