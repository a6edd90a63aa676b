package io.github.ckpt4j.spring;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether the providers of the configured jobs respond; shared by the health indicators for
 * Spring Boot 3 and 4. Reports are cached and concurrent readers share one check, so that reading
 * the health endpoint cannot use up the account's quota.
 */
final class CheckpointHealth {
  private final CheckpointClient client;
  private final List<JobRef> jobs;
  private final Duration cache;
  private final Duration timeout;
  private final LongSupplier nanoTime;

  private final ReentrantLock lock = new ReentrantLock(); // a monitor pins virtual threads
  private @Nullable Report latest;
  private long checkedAt;

  CheckpointHealth(CheckpointClient client, CheckpointProperties properties) {
    this(client, properties.health(), System::nanoTime);
  }

  CheckpointHealth(
      CheckpointClient client, CheckpointProperties.Health properties, LongSupplier nanoTime) {
    this.client = client;
    this.jobs = properties.jobs().stream().map(JobRef::parse).toList();
    this.cache = properties.cache();
    this.timeout = properties.timeout();
    this.nanoTime = nanoTime;
  }

  /** The latest report if it is recent enough, otherwise a new one. */
  Report check() {
    lock.lock();
    try {
      Report report = latest;
      if (report == null || nanoTime.getAsLong() - checkedAt >= cache.toNanos()) {
        report = request();
        latest = Thread.currentThread().isInterrupted() ? null : report;
        checkedAt = nanoTime.getAsLong();
      }
      return report;
    } finally {
      lock.unlock();
    }
  }

  /** Requests all jobs concurrently. */
  private Report request() {
    long deadline = System.nanoTime() + timeout.toNanos();
    CheckpointClient limited = client.with(client.options().timeout(timeout));
    Map<JobRef, CompletableFuture<Job>> requests = new LinkedHashMap<>();
    jobs.forEach(job -> requests.put(job, limited.jobAsync(job)));
    Map<String, String> details = new LinkedHashMap<>();
    boolean up = true;
    for (Map.Entry<JobRef, CompletableFuture<Job>> each : requests.entrySet()) {
      String detail;
      try {
        long left = Math.max(0, deadline - System.nanoTime());
        detail = each.getValue().get(left, TimeUnit.NANOSECONDS).state().name();
      } catch (ExecutionException e) {
        up = false;
        detail = detail(e);
      } catch (TimeoutException e) {
        up = false;
        each.getValue().cancel(true);
        detail = "TIMEOUT: no response within " + timeout.toMillis() + " ms";
      } catch (InterruptedException e) {
        requests.values().forEach(request -> request.cancel(true));
        Thread.currentThread().interrupt();
        return new Report("UNKNOWN", Map.of("interrupted", "true"));
      }
      details.put(each.getKey().toString(), detail);
    }
    return new Report(jobs.isEmpty() ? "UNKNOWN" : up ? "UP" : "DOWN", details);
  }

  private static String detail(ExecutionException failure) {
    return failure.getCause() instanceof CheckpointException e
        ? e.kind() + ": " + e.detail()
        : String.valueOf(failure.getCause());
  }

  /** Spring Boot's status code, and each job's state or error. */
  record Report(String status, Map<String, String> details) {}
}
