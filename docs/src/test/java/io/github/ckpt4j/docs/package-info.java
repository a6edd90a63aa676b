/** Compiles and runs the documentation's snippets and checks that the pages show the same text. */
@NullMarked
package io.github.ckpt4j.docs;

import org.jspecify.annotations.NullMarked;
