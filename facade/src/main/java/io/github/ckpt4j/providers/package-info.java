/**
 * The built-in providers, and a factory for any server that speaks OpenAI's protocol.
 *
 * <p>A generated Retrofit interface is used only to build a request: the adapter calls a method of
 * it, and the URL of the resulting call becomes an {@link io.github.ckpt4j.spi.ApiRequest}. Retrofit
 * never sends anything. The client sends the request, and the adapter reads the response into the
 * generated model and translates it.
 */
@NullMarked
package io.github.ckpt4j.providers;

import org.jspecify.annotations.NullMarked;
