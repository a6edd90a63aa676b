/** Compiles and runs the snippets of the documentation, and checks its facts. */
@NullMarked
package io.github.ckpt4j.docs;

import org.jspecify.annotations.NullMarked;
