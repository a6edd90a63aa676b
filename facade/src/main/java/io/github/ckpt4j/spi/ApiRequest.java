package io.github.ckpt4j.spi;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A description of one request and of how to read its response. The client sends it.
 *
 * <p>Only requests that read are described; none creates, changes or deletes anything at a provider.
 *
 * @param operation the name of the operation, for logs and measurements: {@code listCheckpoints}
 * @param method the HTTP method
 * @param path path and query, percent-encoded, relative to the base URL and without a leading slash:
 *     {@code fine_tuning/jobs/ftjob-1/checkpoints?limit=10}
 * @param body the JSON to send; null for none, which a GET always has
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

  /** Throws {@link IllegalArgumentException} for a GET with a body. */
  public ApiRequest {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(decoder, "decoder");
    if (method == Method.GET && body != null) {
      throw new IllegalArgumentException("A GET has no body");
    }
  }

  /** A GET, which may be repeated. */
  public ApiRequest(String operation, String path, Decoder<T> decoder) {
    this(operation, Method.GET, path, null, true, decoder);
  }

  /** The same request, its result translated further. */
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
     *     what was requested; any other unchecked exception counts as the same
     */
    T decode(ResponseBody body);
  }
}
