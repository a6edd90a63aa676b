package io.github.ckpt4j.client;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.http.CancellationScope;
import io.github.ckpt4j.http.Connection;
import io.github.ckpt4j.http.Deadline;
import io.github.ckpt4j.http.RequestTimeouts;
import io.github.ckpt4j.http.Transport;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.Provider;

/** Sends requests about one job, no more to one provider at once than the client allows. */
final class Requests {
  private final JobRef job;
  private final Connection connection;
  private final Transport transport;
  private final RequestTimeouts timeouts;
  private final Permits permits;
  private final CancellationScope scope;

  Requests(JobRef job, ClientContext context, CallOptions options, CancellationScope scope) {
    this.job = job;
    this.connection = context.connection(job);
    this.transport = context.transport();
    this.timeouts = new RequestTimeouts(options.connectTimeout(), options.attemptTimeout());
    this.permits = context.requests(job.provider());
    this.scope = scope;
  }

  JobRef job() {
    return job;
  }

  Provider provider() {
    return connection.provider();
  }

  CancellationScope scope() {
    return scope;
  }

  <T> T send(ApiRequest<T> request, Deadline deadline) {
    permits.acquire(deadline, scope);
    try {
      return transport.send(connection, job, request, timeouts, deadline, scope);
    } finally {
      permits.release();
    }
  }
}
