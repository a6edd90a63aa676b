/**
 * Sends one request: connection, credentials, retries, redirects, limits, deadlines and the mapping
 * of failures to exceptions. Independent of any particular provider. Not exported.
 */
@NullMarked
package io.github.ckpt4j.http;

import org.jspecify.annotations.NullMarked;
