package io.github.ckpt4j.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.Comparison;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobEvent;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.MetricHistory;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.CompletedJob;
import io.github.ckpt4j.client.Evaluations;
import io.github.ckpt4j.client.JobResult;
import io.github.ckpt4j.client.StopCondition;
import io.github.ckpt4j.client.Watch;
import io.github.ckpt4j.client.WatchEvent;
import io.github.ckpt4j.client.WatchOptions;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.sandbox.Fault;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs the guide's snippets against the sandbox. */
class GuideTest {
  /** An hour of training takes one second. */
  private final Sandbox sandbox = Sandbox.builder()
      .acceleration(3600)
      .job(SandboxJob.of("openai:ftjob-abc123").checkpoints(25).metadata("team", "red"))
      .job(SandboxJob.of("together:ft-dc07b30c-8203").checkpoints(6))
      .job(SandboxJob.of("openai:ftjob-running").checkpoints(12).startingAt(Instant.now()))
      .start();

  private final CheckpointClient client =
      CheckpointClient.builder().environment(sandbox.environment()).build();

  private final JobRef job = JobRef.parse("openai:ftjob-abc123");

  @AfterEach
  void close() {
    client.close();
    sandbox.close();
  }

  @Test
  void reading() {
    // snippet: reading
    List<Checkpoint> all = client.list(job); // all pages, sorted by step

    try (Stream<Checkpoint> lazy = client.stream(job)) { // lazily, page by page
      System.out.println(lazy.findFirst());
    }

    Page page = client.page(job, PageRequest.first().size(10));
    String cursor = page.next(); // store it to resume in another process

    CompletableFuture<List<Checkpoint>> later = client.listAsync(job); // cancel() ends the request
    // end
    assertThat(all).hasSize(25);
    assertThat(cursor).isNotNull();
    assertThat(later.join()).isEqualTo(all);
  }

  @Test
  void choosing() {
    // snippet: choosing
    Checkpoint best = client.best(job, Metric.VALID_LOSS).orElseThrow();
    List<Checkpoint> three = client.top(job, 3, Metric.of("valid_mean_token_accuracy"));
    Checkpoint latest = client.latest(job).orElseThrow();
    // end
    assertThat(three).hasSize(3);
    assertThat(latest.step()).isEqualTo(2500);
    assertThat(best.step()).isLessThan(2500);
  }

  @Test
  void evaluating() throws Exception {
    Path file = Path.of("scores.csv");
    Files.writeString(file, "step,metric,value\n100,accuracy,0.9\n200,accuracy,0.8\n");
    try {
      // snippet: evaluating
      MetricHistory scores = Evaluations.read(Path.of("scores.csv"));
      List<Checkpoint> joined = scores.join(client.list(job));
      Checkpoint best = Checkpoints.best(joined, Metric.of("accuracy")).orElseThrow();
      // end
      assertThat(best.step()).isEqualTo(100);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void errors() {
    // snippet: errors
    try {
      client.list(JobRef.parse("openai:ftjob-unknown"));
    } catch (CheckpointException e) {
      switch (e.kind()) {
        case NOT_FOUND -> System.out.println("no such job: " + e.job());
        case RATE_LIMITED -> System.out.println("retry in " + e.retryAfter());
        default -> throw e;
      }
    }
    // end
  }

  @Test
  void retries() {
    // snippet: retries
    CheckpointClient patient = CheckpointClient.builder()
        .environment(System.getenv())
        .maxRetries(5)
        .options(CallOptions.defaults().timeout(Duration.ofMinutes(10)))
        .build();
    // end
    patient.close();
  }

  @Test
  void finding() {
    // snippet: finding
    JobQuery query = JobQuery.parse("openai:")
        .states(Job.State.SUCCEEDED)
        .createdSince(Instant.parse("2026-01-01T00:00:00Z"))
        .metadata("team", "red");
    try (Stream<Job> found = client.jobs(query)) {
      found.forEach(each -> System.out.println(each.ref() + " " + each.name()));
    }
    // end
    try (Stream<Job> found = client.jobs(query)) {
      assertThat(found.map(Job::ref)).containsExactly(job);
    }
    // snippet: inventory
    try (Stream<Job> jobs = client.jobs(JobQuery.parse("openai:").states(Job.State.SUCCEEDED))) {
      for (Job each : jobs.limit(10).toList()) {
        System.out.println(each.ref() + " has " + client.list(each.ref()).size() + " checkpoints");
      }
    }
    // end
  }

  @Test
  void expiry() {
    // snippet: expiry
    CheckpointClient dated = client.with(CallOptions.defaults().withExpiry());
    for (Checkpoint checkpoint : dated.list(job)) {
      Expiry expiry = checkpoint.expiry(); // null if unknown, which does not mean that it stays
      System.out.println(checkpoint.id() + (expiry == null ? " unknown" : " ends " + expiry.at()));
    }
    // end
    assertThat(dated.list(job)).allMatch(each -> each.expiry() != null);
  }

  @Test
  void events() {
    // snippet: events
    try (Stream<JobEvent> events = client.events(job)) {
      events
          .filter(event -> event.metrics().containsKey(Metric.TRAIN_LOSS))
          .forEach(event -> System.out.println(event.step() + " " + event.metrics()));
    }
    // end
    try (Stream<JobEvent> events = client.events(job)) {
      assertThat(events.filter(event -> !event.metrics().isEmpty())).hasSize(100);
    }
  }

  @Test
  void manyJobs() {
    // snippet: many-jobs
    List<JobRef> jobs = Stream.of(
            "openai:ftjob-abc123", "together:ft-dc07b30c-8203", "oxen:ox/farm/ft_1")
        .map(JobRef::parse)
        .toList();
    try (Stream<JobResult> results = client.listAll(jobs)) {
      results.forEach(result -> {
        if (result instanceof JobResult.Failed failed) {
          System.out.println(failed.error().getMessage());
        } else {
          System.out.println(result.job() + " has " + result.checkpoints().size());
        }
      });
    }
    // end
  }

  @Test
  void metrics() {
    // snippet: metrics
    CheckpointClient lenient = client.with(CallOptions.defaults()
        .withHardwareMetrics()
        .onWarning(warning -> System.err.println(warning.getMessage())));
    // end
    assertThat(lenient.list(job)).hasSize(25);
  }

  @Test
  void comparing() {
    JobRef other = JobRef.parse("together:ft-dc07b30c-8203");
    // snippet: comparing
    Comparison runs = client.compare(List.of(job, other), Metric.TRAIN_LOSS);
    runs.steps().forEach((step, each) -> System.out.println(step + " " + each.keySet()));
    System.out.println(runs.best());
    // end
    assertThat(runs.best()).containsOnlyKeys(job, other);
  }

  @Test
  void watching() {
    JobRef running = JobRef.parse("openai:ftjob-running");
    // snippet: watching
    WatchOptions options = WatchOptions.defaults()
        .until(StopCondition.step(5000))
        .timeout(Duration.ofHours(6))
        .onRetryableError(error -> System.out.println("retrying: " + error.getMessage()));
    try (Watch watch = client.watch(running, options)) {
      for (WatchEvent event : watch) {
        System.out.println(event.type() + " " + event.checkpoint().step()); // SAVED 100
      }
      System.out.println(watch.end().orElseThrow().reason()); // JOB_ENDED, CONDITION_MET, TIMEOUT
    }
    // end
    // snippet: waiting
    CompletedJob last = client.awaitFinal(running, Duration.ofHours(6));
    System.out.println(last.job().resultModel());
    // end
    assertThat(last.job().resultModel()).startsWith("ft:");
  }

  // snippet: testing
  @Test
  void survivesAnOutage() {
    SandboxJob training = SandboxJob.of("openai:ftjob-mine").checkpoints(5);
    try (Sandbox sandbox = Sandbox.builder().job(training).start();
        CheckpointClient client =
            CheckpointClient.builder().environment(sandbox.environment()).build()) {
      sandbox.failNext(Fault.status(503));

      assertThat(client.list(JobRef.parse("openai:ftjob-mine"))).hasSize(5);
      assertThat(sandbox.requestCount()).isEqualTo(2);
    }
  }
  // end

  @Test
  void openAiCompatibleServer() {
    // snippet: openai-compatible-server
    Provider local = Providers.openAiCompatible(
        "local", "http://localhost:8000/v1", "LOCAL_API_KEY", Map.of("X-Team", "red"));
    CheckpointClient withLocal =
        CheckpointClient.builder().provider(local).environment(System.getenv()).build();
    // end
    withLocal.close();
    try (CheckpointClient here = CheckpointClient.builder()
        .provider(local)
        .environment(Map.of(
            "LOCAL_API_KEY",
            sandbox.environment().getOrDefault("OPENAI_API_KEY", ""),
            "LOCAL_BASE_URL",
            sandbox.baseUrl("openai")))
        .build()) {
      assertThat(here.list(JobRef.parse("local:ftjob-abc123"))).hasSize(25);
    }
  }

  @Test
  void openAiCompatibleProvider() {
    // snippet: openai-compatible
    ProviderInfo info = ProviderInfo.builder("acme", "https://api.acme.example/v1")
        .title("Acme")
        .setting(Setting.apiKey("ACME_API_KEY"))
        .setting(Setting.baseUrl("ACME_BASE_URL"))
        .jobIdExample("ftjob-…")
        .metrics(List.of(Metric.TRAIN_LOSS))
        .documentation("https://acme.example/docs")
        .build();
    Provider acme = Providers.openAiCompatible(
        info, settings -> Map.of("Authorization", "Bearer " + settings.require(Setting.API_KEY)));
    CheckpointClient withAcme =
        CheckpointClient.builder().provider(acme).environment(System.getenv()).build();
    // end
    withAcme.close();
    try (CheckpointClient here = CheckpointClient.builder()
        .provider(acme)
        .apiKey("acme", sandbox.environment().getOrDefault("OPENAI_API_KEY", ""))
        .baseUrl("acme", sandbox.baseUrl("openai"))
        .build()) {
      assertThat(here.list(JobRef.parse("acme:ftjob-abc123"))).hasSize(25);
    }
  }
}
