/**
 * Sends one request: connection, credentials, retries, redirects, limits, deadlines and the mapping
 * of failures to exceptions. Knows no provider by name. Not exported.
 */
@NullMarked
package io.github.ckpt4j.http;

import org.jspecify.annotations.NullMarked;
