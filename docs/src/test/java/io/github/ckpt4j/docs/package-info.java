/** Compiles and runs the documentation's snippets, and checks its facts. */
@NullMarked
package io.github.ckpt4j.docs;

import org.jspecify.annotations.NullMarked;
