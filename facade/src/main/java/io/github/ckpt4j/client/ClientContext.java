package io.github.ckpt4j.client;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.http.Connection;
import io.github.ckpt4j.http.RetryPolicy;
import io.github.ckpt4j.http.Time;
import io.github.ckpt4j.http.Transport;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * What a client and all views of it share.
 *
 * @param connections the providers by name
 * @param ownsOkHttp whether the OkHttp client was made for this client, and ends with it
 * @param calls makes calls of the OkHttp client
 * @param ownsExecutor whether the executor was made for this client, and ends with it
 */
record ClientContext(
    Map<String, Connection> connections,
    OkHttpClient okHttp,
    boolean ownsOkHttp,
    Function<OkHttpClient, Call.Factory> calls,
    Executor executor,
    boolean ownsExecutor,
    RetryPolicy retries,
    long maxBodyBytes,
    int maxPages,
    int maxConcurrentJobs,
    Time time) {

  /** A transport with the time-outs of these options. */
  Transport transport(CallOptions options) {
    OkHttpClient timed = okHttp
        .newBuilder()
        .connectTimeout(options.connectTimeout())
        .readTimeout(options.attemptTimeout())
        .build();
    return new Transport(calls.apply(timed), options.attemptTimeout(), retries, maxBodyBytes, time);
  }

  /** The connection to the job's provider. Refuses a provider or an address that cannot be. */
  Connection connection(JobRef job) {
    Connection connection = connection(job.provider(), job);
    connection.check(job);
    return connection;
  }

  /** The connection to a provider. Refuses a name that no provider has. */
  Connection connection(String provider) {
    return connection(provider, null);
  }

  private Connection connection(String provider, @Nullable JobRef job) {
    Connection connection = connections.get(provider);
    if (connection == null) {
      throw CheckpointException.builder(
              Kind.INVALID_REQUEST,
              "there is no provider '"
                  + provider
                  + "'; known are "
                  + String.join(", ", new TreeSet<>(connections.keySet())))
          .job(job)
          .build();
    }
    return connection;
  }

  void close() {
    if (ownsExecutor) {
      ((ExecutorService) executor).shutdown();
    }
    if (ownsOkHttp) {
      okHttp.connectionPool().evictAll();
    }
  }
}
