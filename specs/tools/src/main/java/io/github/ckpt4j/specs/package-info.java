/**
 * Turns a vendor's OpenAPI document into the contract that a client is generated from, and compares two documents.
 *
 * <p>The build compiles these sources wherever it needs them, so that generating works on a fresh clone. A vendor's
 * document is untrusted: {@link io.github.ckpt4j.specs.DocumentReader} limits the cost of reading it, and
 * {@link io.github.ckpt4j.specs.Grammar} decides which parts reach the generator.
 */
@NullMarked
package io.github.ckpt4j.specs;

import org.jspecify.annotations.NullMarked;
