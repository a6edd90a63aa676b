package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.MalformedCheckpoint;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.http.Deadline;
import io.github.ckpt4j.spi.ApiRequest;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Reads single pages of one job by the caller's options. Not safe for use by several threads. */
final class PageReader {
  /** As many as the provider with the smallest limit allows. */
  static final int DEFAULT_SIZE = 100;

  private final Requests requests;
  private final CallOptions options;
  private final MetricJoin metrics;
  private final Set<String> refusedSize;

  /**
   * @param refusedSize the names of the providers that refuse the default size; added to
   */
  PageReader(Requests requests, CallOptions options, MetricJoin metrics, Set<String> refusedSize) {
    this.requests = requests;
    this.options = options;
    this.metrics = metrics;
    this.refusedSize = refusedSize;
  }

  JobRef job() {
    return requests.job();
  }

  Page read(PageRequest request, Deadline deadline) {
    Page page = readSized(request, deadline);
    Consumer<MalformedCheckpoint> lenient = options.lenient();
    if (lenient != null) {
      page.malformed().forEach(lenient);
    }
    List<Checkpoint> usable = options.isOnlyUsable()
        ? page.checkpoints().stream().filter(Checkpoint::isUsable).toList()
        : page.checkpoints();
    return new Page(metrics.join(usable, deadline), page.malformed(), page.next());
  }

  private Page readSized(PageRequest request, Deadline deadline) {
    if (request.size() != null) {
      return send(request, deadline);
    }
    Integer size = options.pageSize();
    if (size != null) {
      return send(request.size(size), deadline);
    }
    if (refusedSize.contains(job().provider())) {
      return send(request, deadline);
    }
    return sendDefaultSize(request, deadline);
  }

  /** If the server refuses a size that the caller did not choose, requests again without it. */
  private Page sendDefaultSize(PageRequest request, Deadline deadline) {
    PageRequest sized = request.size(DEFAULT_SIZE);
    try {
      return send(sized, deadline);
    } catch (CheckpointException e) {
      if (!isRefused(e) || describe(sized).path().equals(describe(request).path())) {
        throw e;
      }
      Page page = sendAfter(e, request, deadline);
      refusedSize.add(job().provider());
      return page;
    }
  }

  private static boolean isRefused(CheckpointException e) {
    Integer status = e.status();
    return e.kind() == Kind.INVALID_REQUEST && status != null && (status == 400 || status == 422);
  }

  /** If it was not the size, the first failure is the one to report. */
  private Page sendAfter(CheckpointException refusal, PageRequest request, Deadline deadline) {
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

  private Page send(PageRequest request, Deadline deadline) {
    return requests.send(describe(request).map(this::refuseBad), deadline);
  }

  private ApiRequest<Page> describe(PageRequest request) {
    return requests.provider().checkpoints(job(), request);
  }

  /** A page that could be read only in part is a bad response, unless the caller is lenient. */
  private Page refuseBad(Page page) {
    List<MalformedCheckpoint> bad = page.malformed();
    if (bad.isEmpty() || options.lenient() != null) {
      return page;
    }
    String more = bad.size() == 1 ? "" : ", and " + (bad.size() - 1) + " more are bad";
    throw CheckpointException.builder(
            Kind.BAD_RESPONSE, bad.get(0) + more + "; read leniently to get the others")
        .build();
  }
}
