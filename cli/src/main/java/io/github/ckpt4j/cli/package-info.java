/**
 * The {@code ckpt} command. One class per command; each reads its arguments, asks the client, and
 * hands what comes to a printer. What it knows of providers is what {@code ProviderInfo} says.
 */
@NullMarked
package io.github.ckpt4j.cli;

import org.jspecify.annotations.NullMarked;
