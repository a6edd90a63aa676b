package io.github.ckpt4j.client;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.http.Deadline;
import io.github.ckpt4j.spi.ApiRequest;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Requests the pages of a list, in the size that the caller chose, or in a default size that a
 * server may reject.
 *
 * @param <P> the pages
 */
final class SizedPages<P> {
  /** The most that the provider with the smallest limit allows. */
  static final int DEFAULT_SIZE = 100;

  private final Requests requests;
  private final @Nullable Integer chosen;
  private final Set<String> refused;
  private final Function<PageRequest, ApiRequest<P>> describe;

  /**
   * @param chosen the size in the options; null for the default
   * @param refused the names of the providers that reject the default size; new ones are added
   */
  SizedPages(
      Requests requests,
      @Nullable Integer chosen,
      Set<String> refused,
      Function<PageRequest, ApiRequest<P>> describe) {
    this.requests = requests;
    this.chosen = chosen;
    this.refused = refused;
    this.describe = describe;
  }

  P read(PageRequest request, Deadline deadline) {
    if (request.size() != null) {
      return send(request, deadline);
    }
    if (chosen != null) {
      return send(request.size(chosen), deadline);
    }
    if (refused.contains(requests.providerName())) {
      return send(request, deadline);
    }
    return sendDefaultSize(request, deadline);
  }

  /**
   * If a server rejects a size that the caller did not choose, the request is repeated without it.
   */
  private P sendDefaultSize(PageRequest request, Deadline deadline) {
    PageRequest sized = request.size(DEFAULT_SIZE);
    try {
      return send(sized, deadline);
    } catch (CheckpointException e) {
      if (!isRefused(e)
          || describe.apply(sized).path().equals(describe.apply(request).path())) {
        throw e;
      }
      P page = sendAfter(e, request, deadline);
      refused.add(requests.providerName());
      return page;
    }
  }

  private static boolean isRefused(CheckpointException e) {
    Integer status = e.status();
    return e.kind() == Kind.INVALID_REQUEST && status != null && (status == 400 || status == 422);
  }

  /** If the size was not the cause, the first failure is the one to report. */
  private P sendAfter(CheckpointException refusal, PageRequest request, Deadline deadline) {
    try {
      return send(request, deadline);
    } catch (CheckpointException e) {
      if (e.kind() == Kind.CANCELLED) {
        throw e;
      }
      refusal.addSuppressed(e);
      throw refusal;
    }
  }

  private P send(PageRequest request, Deadline deadline) {
    return requests.send(describe.apply(request), deadline);
  }
}
