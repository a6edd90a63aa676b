package io.github.ckpt4j.spi;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A description of one request and of how to read its response. The client sends it.
 *
 * <p>Only requests that read are described; none creates, changes or deletes anything at a provider.
 *
 * @param operation the name of the operation, for logs and metrics: {@code listCheckpoints}
 * @param method the HTTP method
 * @param path path and query, percent-encoded, relative to the base URL and without a leading slash:
 *     {@code fine_tuning/jobs/ftjob-1/checkpoints?limit=10}
 * @param body the JSON to send; null for none, as in every GET
 * @param repeatable whether it may be sent again after a failure that left its outcome unknown
 * @param decoder translates the body of a successful response
 * @param <T> the result
 */
public record ApiRequest<T>(
    String operation,
    Method method,
    String path,
    @Nullable String body,
    boolean repeatable,
    Decoder<T> decoder) {

  /** The HTTP method of a request that reads. */
  public enum Method {
    /** The usual one. */
    GET,
    /** For a search that is described by its body. */
    POST
  }

  /** Throws {@link IllegalArgumentException} if a GET has a body. */
  public ApiRequest {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(decoder, "decoder");
    if (method == Method.GET && body != null) {
      throw new IllegalArgumentException("A GET must not have a body");
    }
  }

  /** A GET, which may be repeated. */
  public ApiRequest(String operation, String path, Decoder<T> decoder) {
    this(operation, Method.GET, path, null, true, decoder);
  }

  /** The same request, with a further translation of its result. */
  public <U> ApiRequest<U> map(Function<? super T, ? extends U> further) {
    return new ApiRequest<>(
        operation, method, path, body, repeatable, text -> further.apply(decoder.decode(text)));
  }

  /** Translates the body of a successful response. */
  @FunctionalInterface
  public interface Decoder<T> {
    /**
     * Reads the body, which is in memory, so this never blocks. It may be called again for a retry.
     *
     * @throws io.github.ckpt4j.CheckpointException of kind {@code BAD_RESPONSE} if the body is not
     *     what was requested, with a {@link ReportedError} as its cause if the body is an error; any
     *     other unchecked exception counts as the same
     */
    T decode(ResponseBody body);
  }

  /**
   * The cause of a decoder's exception for a successful response that is not what was requested,
   * such as an error. The client then classifies it by the code, type and message in the body, as
   * it does a response with an error status, and shows the body if it finds no reason.
   */
  public static final class ReportedError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The error with the response's own message; null if it has none. */
    public ReportedError(@Nullable String message) {
      super(message, null, false, false);
    }
  }
}
