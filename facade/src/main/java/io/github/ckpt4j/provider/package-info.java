/**
 * Providers: what each one is called, where it is, what it is asked and what its answers mean.
 *
 * <p>A {@link io.github.ckpt4j.provider.Provider} is data and pure functions. It describes requests
 * as {@link io.github.ckpt4j.provider.Exchange exchanges} and translates their answers; sending,
 * retrying, paging and credentials' safety are the client's, and the same for all. The ones that
 * come with ckpt4j are in {@link io.github.ckpt4j.provider.Providers}; a provider of your own is an
 * implementation of the same interface.
 */
@NullMarked
package io.github.ckpt4j.provider;

import org.jspecify.annotations.NullMarked;
