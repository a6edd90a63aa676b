package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.MalformedCheckpoint;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.http.Deadline;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Reads single pages of one job by the caller's options. Not safe for use by several threads. */
final class PageReader {
  private final Requests requests;
  private final CallOptions options;
  private final MetricJoin metrics;
  private final ExpiryJoin expiries;
  private final SizedPages<Page> pages;

  /**
   * @param refusedSize the names of the providers that reject the default size; new ones are added
   */
  PageReader(Requests requests, CallOptions options, MetricJoin metrics, Set<String> refusedSize) {
    this.requests = requests;
    this.options = options;
    this.metrics = metrics;
    this.expiries = new ExpiryJoin(requests, options);
    this.pages = new SizedPages<>(
        requests,
        options.pageSize(),
        refusedSize,
        request -> requests.provider().checkpoints(requests.job(), request).map(this::refuseBad));
  }

  JobRef job() {
    return requests.job();
  }

  Page read(PageRequest request, Deadline deadline) {
    Page page = pages.read(request, deadline);
    Consumer<MalformedCheckpoint> lenient = options.lenient();
    if (lenient != null) {
      page.malformed().forEach(lenient);
    }
    List<Checkpoint> usable = options.isOnlyUsable()
        ? page.checkpoints().stream().filter(Checkpoint::isUsable).toList()
        : page.checkpoints();
    List<Checkpoint> joined = expiries.join(metrics.join(usable, deadline), deadline);
    return new Page(joined, page.malformed(), page.next());
  }

  /** A page that could be read only in part is a bad response, unless the caller is lenient. */
  private Page refuseBad(Page page) {
    List<MalformedCheckpoint> bad = page.malformed();
    if (bad.isEmpty() || options.lenient() != null) {
      return page;
    }
    String more = bad.size() == 1 ? "" : ", and " + (bad.size() - 1) + " more are bad";
    throw CheckpointException.builder(Kind.BAD_RESPONSE, bad.get(0) + more)
        .hint("CallOptions.lenient reads the others, and so does ckpt list")
        .build();
  }
}
