package io.github.ckpt4j.spi;

import java.util.Objects;
import java.util.function.Function;

/**
 * One question to a provider and how to read its answer: described, not performed.
 *
 * @param operation what is asked, for logs and measurements: {@code listCheckpoints}
 * @param path path and query, percent-encoded, to be appended to the base URL, without a slash in
 *     front: {@code fine_tuning/jobs/ftjob-1/checkpoints?limit=10}
 * @param decoder reads the body of a successful answer
 * @param <T> what the answer is translated into
 */
public record ApiRequest<T>(String operation, String path, Decoder<T> decoder) {
  public ApiRequest {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(decoder, "decoder");
  }

  /** The same question, its answer translated further. */
  public <U> ApiRequest<U> map(Function<? super T, ? extends U> further) {
    return new ApiRequest<>(operation, path, body -> further.apply(decoder.decode(body)));
  }

  /** Translates the body of a successful answer. */
  @FunctionalInterface
  public interface Decoder<T> {
    /**
     * Reads the body. It is read from memory, so this never waits.
     *
     * @throws io.github.ckpt4j.CheckpointException of kind {@code BAD_RESPONSE} if the body is not
     *     what was asked for; any other unchecked exception counts as the same
     */
    T decode(ResponseBody body);
  }
}
