@NullMarked
package io.github.ckpt4j.specs;

import org.jspecify.annotations.NullMarked;
