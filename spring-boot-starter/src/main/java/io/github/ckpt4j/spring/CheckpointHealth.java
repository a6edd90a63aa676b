package io.github.ckpt4j.spring;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the providers of some jobs answer. What both generations of Spring Boot's health indicator
 * share.
 */
final class CheckpointHealth {
  private final CheckpointClient client;
  private final List<JobRef> jobs;

  CheckpointHealth(CheckpointClient client, CheckpointProperties properties) {
    this.client = client;
    this.jobs = properties.health().jobs().stream().map(JobRef::parse).toList();
  }

  /** Asks for each job; all that can be said of a provider is whether it answered. */
  Report check() {
    Map<String, String> details = new LinkedHashMap<>();
    boolean up = true;
    for (JobRef ref : jobs) {
      try {
        Job job = client.job(ref);
        details.put(ref.toString(), job.state().name());
      } catch (CheckpointException e) {
        up = false;
        details.put(ref.toString(), e.kind() + ": " + e.detail());
      }
    }
    return new Report(jobs.isEmpty() ? "UNKNOWN" : up ? "UP" : "DOWN", details);
  }

  /** What came of it: Spring Boot's code of the status, and each job's state or error. */
  record Report(String status, Map<String, String> details) {}
}
