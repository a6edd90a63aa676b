/**
 * An embedded server that emulates Together AI, OpenAI, Portkey, Oxen.ai and Baseten, for tests and
 * demonstrations without keys.
 *
 * <p>{@link io.github.ckpt4j.sandbox.Sandbox} is where to start. A job is a {@link
 * io.github.ckpt4j.sandbox.SandboxJob}. The JSON of each provider is in templates, filled in by one
 * class per provider, which also has its routes and quirks. {@link
 * io.github.ckpt4j.sandbox.ProviderJson} gives the same JSON without a server.
 */
@NullMarked
package io.github.ckpt4j.sandbox;

import org.jspecify.annotations.NullMarked;
