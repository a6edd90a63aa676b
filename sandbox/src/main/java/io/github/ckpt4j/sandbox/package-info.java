/**
 * An embedded server that emulates every provider, for tests and demonstrations without keys.
 *
 * <p>{@link io.github.ckpt4j.sandbox.Sandbox} is the entry point. A job is a {@link
 * io.github.ckpt4j.sandbox.SandboxJob}. Each provider's JSON comes from templates, filled in by one
 * class per provider, which also defines its routes and quirks. {@link
 * io.github.ckpt4j.sandbox.ProviderJson} produces the same JSON without a server.
 */
@NullMarked
package io.github.ckpt4j.sandbox;

import org.jspecify.annotations.NullMarked;
