package io.github.ckpt4j.spi;

/**
 * The purpose of a request. It is the tag of each OkHttp request that ckpt4j sends ({@code
 * request.tag(RequestTag.class)}), for metrics and traces from the caller's own OkHttp client.
 *
 * @param provider the provider's name
 * @param operation the name of the operation: {@code listCheckpoints}, {@code retrieveJob}, {@code
 * listMetrics}
 */
public record RequestTag(String provider, String operation) {}
