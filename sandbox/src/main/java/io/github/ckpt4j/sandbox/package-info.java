/**
 * An embedded server that plays Together AI, OpenAI, Portkey, Oxen.ai and Baseten, for tests and
 * demonstrations without keys.
 *
 * <p>{@link io.github.ckpt4j.sandbox.Sandbox} is where to start. Jobs are described once, as {@link
 * io.github.ckpt4j.sandbox.SandboxJob}; one class per provider writes them the way that provider
 * does.
 */
@NullMarked
package io.github.ckpt4j.sandbox;

import org.jspecify.annotations.NullMarked;
