package io.github.ckpt4j.client;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.http.Connection;
import io.github.ckpt4j.http.FileClient;
import io.github.ckpt4j.http.FileTransport;
import io.github.ckpt4j.http.RetryPolicy;
import io.github.ckpt4j.http.Time;
import io.github.ckpt4j.http.Transport;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** The parts that a client and all views of it share. Safe for use by several threads. */
final class ClientContext {
  private final Map<String, Connection> connections;
  private final OkHttpClient okHttp;
  private final boolean ownsOkHttp;
  private final Transport transport;
  private final Function<OkHttpClient, Call.Factory> calls;
  private final RetryPolicy retries;
  private final Tasks tasks;
  private final Limits limits;
  private final Time time;
  private final Map<String, Permits> requests = new ConcurrentHashMap<>();
  private final Map<String, Permits> looks = new ConcurrentHashMap<>();
  private final Map<String, ReportedExpiries> expiries = new ConcurrentHashMap<>();
  private final Set<String> refusedSize = ConcurrentHashMap.newKeySet();
  private @Nullable FileTransport files;

  /**
   * The bounds of a client's work.
   *
   * @param concurrency how many requests to one provider are sent at once
   * @param bodyBytes how many bytes a response may have, unpacked
   * @param items how many items a list in a response may have
   * @param pages how many pages a job may have
   * @param checkpoints how many checkpoints a list may have
   */
  record Limits(int concurrency, long bodyBytes, int items, int pages, int checkpoints) {}

  /**
   * @param connections the providers by name
   * @param ownsOkHttp whether the OkHttp client was created for this client, and closes with it
   * @param calls makes calls of an OkHttp client
   */
  ClientContext(
      Map<String, Connection> connections,
      OkHttpClient okHttp,
      boolean ownsOkHttp,
      Function<OkHttpClient, Call.Factory> calls,
      Tasks tasks,
      RetryPolicy retries,
      Limits limits,
      Time time) {
    this.connections = connections;
    this.okHttp = okHttp;
    this.ownsOkHttp = ownsOkHttp;
    this.calls = calls;
    this.transport =
        new Transport(calls.apply(okHttp), retries, limits.bodyBytes(), limits.items(), time);
    this.retries = retries;
    this.tasks = tasks;
    this.limits = limits;
    this.time = time;
  }

  Map<String, Connection> connections() {
    return connections;
  }

  Tasks tasks() {
    return tasks;
  }

  Limits limits() {
    return limits;
  }

  Time time() {
    return time;
  }

  /** Permits for requests to a provider. */
  Permits requests(String provider) {
    return requests.computeIfAbsent(provider, name -> new Permits(limits.concurrency()));
  }

  /** Permits for the polls of watches at a provider, each of which needs a thread. */
  Permits looks(String provider) {
    return looks.computeIfAbsent(provider, name -> new Permits(limits.concurrency()));
  }

  /** The expiry dates that a provider reports for its models. */
  ReportedExpiries expiries(String provider) {
    return expiries.computeIfAbsent(provider, name -> new ReportedExpiries(time));
  }

  /** The names of the providers that have rejected the default page size. */
  Set<String> refusedSize() {
    return refusedSize;
  }

  /** The one way to send requests. */
  Transport transport() {
    return transport;
  }

  /** The one way to stream files. Made when it is first needed, as most clients never download. */
  synchronized FileTransport files() {
    if (files == null) {
      files = new FileTransport(calls.apply(FileClient.of(okHttp)), time);
    }
    return files;
  }

  RetryPolicy retries() {
    return retries;
  }

  /** The connection to the job's provider. Rejects an unknown provider and an invalid job id. */
  Connection connection(JobRef job) {
    Connection connection = connection(job.provider(), job);
    connection.check(job);
    return connection;
  }

  /** The connection to a provider. Rejects an unknown name. */
  Connection connection(String provider) {
    return connection(provider, null);
  }

  private Connection connection(String provider, @Nullable JobRef job) {
    Connection connection = connections.get(provider);
    if (connection == null) {
      throw CheckpointException.builder(
              Kind.INVALID_REQUEST,
              "unknown provider '"
                  + provider
                  + "'; known providers: "
                  + String.join(", ", new TreeSet<>(connections.keySet())))
          .job(job)
          .build();
    }
    return connection;
  }

  void close() {
    tasks.close();
    if (ownsOkHttp) {
      okHttp.connectionPool().evictAll();
    }
  }
}
