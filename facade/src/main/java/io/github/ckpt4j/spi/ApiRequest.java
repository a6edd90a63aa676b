package io.github.ckpt4j.spi;

import java.util.Objects;
import java.util.function.Function;

/**
 * A description of one request and of how to read its response. The client sends it.
 *
 * @param operation the name of the operation, for logs and measurements: {@code listCheckpoints}
 * @param path path and query, percent-encoded, relative to the base URL and without a leading slash:
 *     {@code fine_tuning/jobs/ftjob-1/checkpoints?limit=10}
 * @param decoder translates the body of a successful response
 * @param <T> the result
 */
public record ApiRequest<T>(String operation, String path, Decoder<T> decoder) {
  public ApiRequest {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(decoder, "decoder");
  }

  /** The same request, its result translated further. */
  public <U> ApiRequest<U> map(Function<? super T, ? extends U> further) {
    return new ApiRequest<>(operation, path, body -> further.apply(decoder.decode(body)));
  }

  /** Translates the body of a successful response. */
  @FunctionalInterface
  public interface Decoder<T> {
    /**
     * Reads the body, which is in memory, so this never blocks. It may be called again for a retry.
     *
     * @throws io.github.ckpt4j.CheckpointException of kind {@code BAD_RESPONSE} if the body is not
     *     what was requested; any other unchecked exception counts as the same. What {@link
     *     ResponseBody#reader} throws when time is up must not be caught
     */
    T decode(ResponseBody body);
  }
}
