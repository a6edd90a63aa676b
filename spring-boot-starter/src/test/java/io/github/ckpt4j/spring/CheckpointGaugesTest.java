package io.github.ckpt4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.sandbox.Fault;
import io.github.ckpt4j.sandbox.Sandbox;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The gauges as Prometheus scrapes them. */
final class CheckpointGaugesTest {
  private static final String JOB = "openai:ftjob-overfitted";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-02-11T12:00:00Z"), ZoneOffset.UTC);
  private static final Executor AT_ONCE = Runnable::run;

  private final Sandbox sandbox = Sandbox.builder().clock(CLOCK).start();
  private final CheckpointClient client = CheckpointClient.builder()
      .environment(sandbox.environment())
      .maxRetries(0)
      .executor(AT_ONCE)
      .build();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);

  @AfterEach
  void close() {
    client.close();
    sandbox.close();
  }

  private void bind(List<String> jobs, String... metrics) {
    gauges(client, jobs, metrics).bindTo(registry);
  }

  private CheckpointGauges gauges(CheckpointClient reader, List<String> jobs, String... metrics) {
    return new CheckpointGauges(
        reader,
        new CheckpointProperties.Gauges(jobs, List.of(metrics), Duration.ofMinutes(5)),
        CLOCK,
        nanoTime::get);
  }

  /** Rows that a reading brings are seen by the scrape after it. */
  private String scraped() {
    registry.scrape();
    return registry.scrape();
  }

  @Test
  void namesAndValuesAreThoseOfTheCommand() {
    bind(List.of(JOB), "valid_loss", "train_loss:max", "nothing:min");

    assertThat(scraped().lines())
        .contains(
            "ckpt4j_job_state{provider=\"openai\",ref=\"" + JOB + "\",state=\"succeeded\"} 1.0",
            "ckpt4j_job_state{provider=\"openai\",ref=\"" + JOB + "\",state=\"failed\"} 0.0",
            "ckpt4j_last_step{provider=\"openai\",ref=\"" + JOB + "\"} 300.0",
            "ckpt4j_best_value{metric=\"valid_loss\",provider=\"openai\",ref=\"" + JOB
                + "\"} 0.749113172784506",
            "ckpt4j_expires_in_seconds{provider=\"openai\",ref=\"" + JOB + "\"} 734400.0",
            "ckpt4j_expiry_timestamp_seconds{provider=\"openai\",ref=\"" + JOB + "\"} 1.7715456E9",
            "ckpt4j_incomplete 0.0")
        .noneMatch(line -> line.contains("nothing"));
  }

  @Test
  void jobsAreReadAgainOnlyAfterTheInterval() {
    bind(List.of(JOB), "valid_loss");
    scraped();
    int first = sandbox.requestCount();

    nanoTime.addAndGet(Duration.ofMinutes(5).toNanos() - 1);
    scraped();
    assertThat(sandbox.requestCount()).isEqualTo(first);

    nanoTime.incrementAndGet();
    scraped();
    assertThat(sandbox.requestCount()).isGreaterThan(first);
  }

  @Test
  void jobThatCannotBeReadMakesTheReadingIncompleteAndKeepsTheOthers() {
    bind(List.of(JOB, "together:ft-nope"), "valid_loss");

    assertThat(scraped())
        .contains("ckpt4j_incomplete 1.0", "ckpt4j_last_step{provider=\"openai\"")
        .doesNotContain("ft-nope");
  }

  @Test
  void gaugesOfAJobThatCanNoLongerBeReadEnd() {
    bind(List.of(JOB), "valid_loss");
    assertThat(scraped()).contains("ckpt4j_last_step{");
    sandbox.failNext(Fault.status(503));
    nanoTime.addAndGet(Duration.ofMinutes(5).toNanos());

    assertThat(scraped()).contains("ckpt4j_incomplete 1.0").doesNotContain("ckpt4j_last_step{");
  }

  @Test
  @Timeout(20)
  void scrapeDoesNotWaitForAHangingProvider() {
    sandbox.failNext(Fault.delay(Duration.ofMinutes(10)));
    try (CheckpointClient threads =
        CheckpointClient.builder().environment(sandbox.environment()).build()) {
      gauges(threads, List.of(JOB)).bindTo(registry);

      assertThat(scraped()).contains("ckpt4j_incomplete NaN");
    }
  }

  @Test
  void withoutJobsThereAreNoGauges() {
    bind(List.of(), "valid_loss");

    assertThat(registry.scrape()).isEmpty();
  }

  @Test
  void metricOfUnknownDirectionIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bind(List.of(JOB), "speed"))
        .withMessageContaining("speed:min or speed:max");
  }
}
