package io.github.ckpt4j.sandbox;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of one provider as they are now.
 *
 * @param byId finds one by its id; null for none
 * @param all lists them, newest first
 */
record Jobs(Function<String, @Nullable Run> byId, Supplier<List<Run>> all) {}
