package io.github.ckpt4j.client;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.http.CancellationScope;
import io.github.ckpt4j.http.Connection;
import io.github.ckpt4j.http.Deadline;
import io.github.ckpt4j.http.RequestTimeouts;
import io.github.ckpt4j.http.Transport;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.Provider;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sends requests about one job or to one provider, and limits how many a provider gets at once. */
final class Requests {
  private final @Nullable JobRef job;
  private final Connection connection;
  private final Transport transport;
  private final RequestTimeouts timeouts;
  private final Permits permits;
  private final ReportedExpiries expiries;
  private final CancellationScope scope;

  Requests(JobRef job, ClientContext context, CallOptions options, CancellationScope scope) {
    this(job, context.connection(job), context, options, scope);
  }

  private Requests(
      @Nullable JobRef job,
      Connection connection,
      ClientContext context,
      CallOptions options,
      CancellationScope scope) {
    String provider = connection.provider().info().name();
    this.job = job;
    this.connection = connection;
    this.transport = context.transport();
    this.timeouts = new RequestTimeouts(options.connectTimeout(), options.attemptTimeout());
    this.permits = context.requests(provider);
    this.expiries = context.expiries(provider);
    this.scope = scope;
  }

  private Requests(Requests other) {
    this.job = null;
    this.connection = other.connection;
    this.transport = other.transport;
    this.timeouts = other.timeouts;
    this.permits = other.permits;
    this.expiries = other.expiries;
    this.scope = other.scope;
  }

  /** Requests to a provider that are not about one job. */
  static Requests ofProvider(
      String provider, ClientContext context, CallOptions options, CancellationScope scope) {
    return new Requests(null, context.connection(provider), context, options, scope);
  }

  JobRef job() {
    return Objects.requireNonNull(job, "about no job");
  }

  String providerName() {
    return provider().info().name();
  }

  Provider provider() {
    return connection.provider();
  }

  /** The same, for requests that are not about one job. */
  Requests withoutJob() {
    return new Requests(this);
  }

  ReportedExpiries expiries() {
    return expiries;
  }

  CancellationScope scope() {
    return scope;
  }

  <T> T send(ApiRequest<T> request, Deadline deadline) {
    return transport.send(connection, job, request, timeouts, permits, deadline, scope);
  }
}
