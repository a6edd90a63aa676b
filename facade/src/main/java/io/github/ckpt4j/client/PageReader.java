package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.MalformedCheckpoint;
import io.github.ckpt4j.MetricHistory;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.http.CancellationScope;
import io.github.ckpt4j.http.Connection;
import io.github.ckpt4j.http.Deadline;
import io.github.ckpt4j.http.Transport;
import io.github.ckpt4j.spi.ApiRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads single pages of one job the way the caller's options say; not for several threads. */
final class PageReader {
  private final JobRef job;
  private final Connection connection;
  private final Transport transport;
  private final CallOptions options;
  private final CancellationScope scope;
  private @Nullable MetricHistory history;

  PageReader(
      JobRef job,
      ClientContext core,
      Transport transport,
      CallOptions options,
      CancellationScope scope) {
    this.job = job;
    this.connection = core.connection(job);
    this.transport = transport;
    this.options = options;
    this.scope = scope;
  }

  JobRef job() {
    return job;
  }

  Page read(PageRequest request, Deadline deadline) {
    PageRequest sized = request.size() == null ? withOptionsSize(request) : request;
    ApiRequest<Page> exchange = connection.provider().checkpoints(job, sized).map(this::refuseBad);
    Page page = transport.send(connection, job, exchange, deadline, scope);
    if (options.badCheckpoints() != null) {
      page.malformed().forEach(options.badCheckpoints());
    }
    List<Checkpoint> usable = options.usableOnly()
        ? page.checkpoints().stream().filter(Checkpoint::isUsable).toList()
        : page.checkpoints();
    return new Page(withMetrics(usable, deadline), page.malformed(), page.next());
  }

  private PageRequest withOptionsSize(PageRequest request) {
    Integer size = options.pageSize();
    return size == null ? request : request.size(size);
  }

  /** A page that could be read only in part is no answer, unless the caller wants it so. */
  private Page refuseBad(Page page) {
    List<MalformedCheckpoint> bad = page.malformed();
    if (bad.isEmpty() || options.badCheckpoints() != null) {
      return page;
    }
    String more = bad.size() == 1 ? "" : ", and " + (bad.size() - 1) + " more are bad";
    throw CheckpointException.builder(
            Kind.BAD_RESPONSE, bad.get(0) + more + "; read leniently to get the others")
        .build();
  }

  private List<Checkpoint> withMetrics(List<Checkpoint> checkpoints, Deadline deadline) {
    Optional<ApiRequest<MetricHistory>> metrics =
        options.joinMetrics() ? connection.provider().metrics(job) : Optional.empty();
    if (metrics.isEmpty() || checkpoints.isEmpty()) {
      return checkpoints;
    }
    if (history == null) {
      history = transport.send(connection, job, metrics.get(), deadline, scope);
    }
    return checkpoints.stream().map(history::join).toList();
  }
}
