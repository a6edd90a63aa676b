package io.github.ckpt4j.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobEvent;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.sandbox.Sandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An account with a thousand jobs at each provider, where one request in twenty fails. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AccountTest {
  private static final int JOBS = 1000;

  @SuppressWarnings("NullAway.Init") // set before the first test
  private Sandbox sandbox;

  @SuppressWarnings("NullAway.Init") // set before the first test
  private CheckpointClient client;

  @BeforeAll
  void start() {
    sandbox = Sandbox.builder().jobs(JOBS).faultRate(0.05, 42).start();
    client = CheckpointClient.builder()
        .environment(sandbox.environment())
        .maxRetries(10)
        .options(CallOptions.defaults().timeout(Duration.ofMinutes(5)))
        .build();
  }

  @AfterAll
  void stop() {
    client.close();
    sandbox.close();
  }

  private Set<String> expected(String prefix) {
    return sandbox.jobs().stream()
        .filter(job -> job.startsWith(prefix))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<String> found(JobQuery query) {
    try (Stream<Job> jobs = client.jobs(query)) {
      List<String> all = jobs.map(job -> job.ref().toString()).toList();
      assertThat(all).doesNotHaveDuplicates();
      return new TreeSet<>(all);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "together:",
        "openai:",
        "portkey:",
        "azure:",
        "nebius:",
        "bedrock:",
        "baseten:",
        "baseten:proj0003",
        "oxen:ox/field-0",
        "oxen:ox/field-6",
        "oxen:ox/farm"
      })
  void everyJobIsFoundThroughEveryFormOfReference(String reference) {
    Set<String> expected = expected(reference + (reference.endsWith(":") ? "" : "/"));
    assertThat(expected).hasSizeGreaterThan(3);
    assertThat(found(JobQuery.parse(reference))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"oxen:", "oxen:user:ox", "oxen:org:ox", "oxen:team:ox"})
  void everyJobWithoutAnAddressIsReported(String reference) {
    List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    CheckpointClient warned = client.with(
        client.options().onWarning(each -> warnings.add(String.valueOf(each.getMessage()))));
    try (Stream<Job> jobs = warned.jobs(JobQuery.parse(reference))) {
      assertThat(jobs).isEmpty();
    }
    assertThat(warnings).hasSameSizeAs(expected("oxen:")).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"together:", "openai:", "portkey:", "baseten:", "oxen:ox/field-1"})
  void aFilterByStateFindsWhatFilteringEverythingFinds(String reference) {
    JobQuery all = JobQuery.parse(reference);
    for (Job.State state : Job.State.values()) {
      Set<String> filtered;
      try (Stream<Job> jobs = client.jobs(all)) {
        filtered = jobs.filter(job -> job.state() == state)
            .map(job -> job.ref().toString())
            .collect(Collectors.toCollection(TreeSet::new));
      }
      assertThat(found(all.states(state))).as(state.name()).isEqualTo(filtered);
    }
  }

  @Test
  void everyListedJobCanBeReadByItsReference() {
    for (String reference : List.of("together:", "openai:", "baseten:", "oxen:ox/field-2")) {
      try (Stream<Job> jobs = client.jobs(JobQuery.parse(reference))) {
        Job listed = jobs.skip(7).findFirst().orElseThrow();
        Job read = client.job(listed.ref());
        assertThat(read.state()).isEqualTo(listed.state());
        assertThat(read.createdAt()).isEqualTo(listed.createdAt());
        assertThat(read.name()).isEqualTo(listed.name());
        assertThat(read.baseModel()).isEqualTo(listed.baseModel());
      }
    }
  }

  @Test
  void everyEventOfALongJobIsReadOnce() {
    JobRef job = JobRef.parse("openai:ftjob-many");
    try (Stream<JobEvent> events = client.events(job)) {
      List<JobEvent> all = events.toList();
      assertThat(all).hasSize(2 + 25 * 5 + 1).doesNotHaveDuplicates();
      assertThat(all).filteredOn(event -> !event.metrics().isEmpty()).hasSize(100);
    }
  }
}
