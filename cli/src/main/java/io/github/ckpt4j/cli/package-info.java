/**
 * The {@code ckpt} command. One class per command; each reads its arguments, calls the client and
 * passes the results to a printer. All it knows about providers comes from {@code ProviderInfo}.
 */
@NullMarked
package io.github.ckpt4j.cli;

import org.jspecify.annotations.NullMarked;
