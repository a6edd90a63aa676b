/** The documentation's snippets, compiled and run, and checks that its text says the same. */
@NullMarked
package io.github.ckpt4j.docs;

import org.jspecify.annotations.NullMarked;
