/**
 * The description of a provider: data about a service, and pure functions that describe requests
 * and translate
 * responses.
 *
 * <p>A {@link io.github.ckpt4j.spi.Provider} describes each request as an {@link
 * io.github.ckpt4j.spi.ApiRequest} and never sends it. Sending, retries, paging and the safety of
 * credentials belong to the client and are the same for every provider. Implement {@code Provider}
 * to add your own provider.
 */
@NullMarked
package io.github.ckpt4j.spi;

import org.jspecify.annotations.NullMarked;
