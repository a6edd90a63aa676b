package io.github.ckpt4j.cli;

import static io.github.ckpt4j.sandbox.SandboxJob.State.FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.cli.Cli.Result;
import io.github.ckpt4j.sandbox.Fault;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Finds jobs, and shows when their checkpoints end. */
final class FindTest {
  private final Sandbox sandbox = Sandbox.builder().clock(Cli.CLOCK).start();

  @AfterEach
  void close() {
    sandbox.close();
  }

  private Result run(String... args) {
    return new Cli().environment(sandbox.environment()).run(args);
  }

  @Test
  void jobsWithoutAReferenceAreThoseOfEveryProviderWithAKey() {
    Result result = run("jobs", "-o", "ref");
    assertThat(result.code()).isZero();
    assertThat(result.out().lines())
        .containsExactlyInAnyOrderElementsOf(
            sandbox.jobs().stream().filter(job -> !job.startsWith("oxen:")).toList());
    assertThat(result.err()).contains("no reference can name").contains("repository");
  }

  @Test
  void jobsAreListedNewestFirst() {
    assertThat(run("jobs", "openai:", "-o", "ref").out().lines().findFirst())
        .hasValue("openai:ftjob-running");
  }

  @Test
  void jobsCanBeReadByOtherCommandsThroughAPipe() {
    String refs = run("jobs", "oxen:ox/farm", "-o", "ref").out();
    Result best =
        new Cli().environment(sandbox.environment()).in(refs).run("latest", "-", "-o", "csv");
    assertThat(best.out().lines()).anyMatch(line -> line.startsWith("oxen:ox/farm/ft_deployed,"));
  }

  @ParameterizedTest
  @CsvSource({
    "openai:, succeeded, 5",
    "openai:, 'failed,paused', 2",
    "oxen:ox/farm, FAILED, 1",
    "baseten:yqvr2lxw, cancelled, 1",
    "together:, queued, 0"
  })
  void jobsAreFilteredByState(String reference, String state, long count) {
    assertThat(run("jobs", reference, "--state", state, "-o", "ref").out().lines())
        .hasSize((int) count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "latest", "best", "top", "compare", "plot", "job", "inventory"})
  void aReferenceThatStopsEarlyNamesEverythingUnderIt(String command) {
    Result result = run(command, "oxen:ox/farm", "--state", "succeeded,failed");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).isNotBlank();
    if (!command.equals("plot") && !command.equals("best") && !command.equals("top")) {
      assertThat(result.out()).contains("ft_errored");
    }
  }

  @Test
  void oneProvidersFailureIsReturnedWithTheOthersResults() {
    sandbox.failNext("together", Fault.status(401), 1);
    Result result = run("jobs", "together:", "baseten:", "-o", "ref");
    assertThat(result.out()).contains("baseten:yqvr2lxw/full77wq").doesNotContain("together:");
    assertThat(result.err()).contains("together:");
    assertThat(result.code()).isEqualTo(ExitCode.NOT_AUTHORIZED);
  }

  @Test
  void noJobIsNotFound() {
    Result result = run("list", "together:", "--state", "queued");
    assertThat(result.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(result.err()).contains("no jobs found");
  }

  @Test
  void withoutAnyKeyThereIsNothingToList() {
    Result result = new Cli().run("jobs");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("no provider has a key");
  }

  @Test
  void whatEndsSoonIsListedTheNearestFirstAndDecidesTheExitCode() {
    Result result = run("expiring", "openai:ftjob-overfitted", "baseten:", "-o", "jsonl");
    assertThat(result.code()).isEqualTo(ExitCode.DUE);
    assertThat(result.out().lines().toList())
        .satisfiesExactly(
            first -> assertThat(first)
                .contains(
                    "baseten:yqvr2lxw/full77wq", "\"checkpoints\":11", "\"source\":\"provider\""),
            second -> assertThat(second)
                .contains(
                    "openai:ftjob-overfitted", "2026-02-20T00:00:00Z", "\"source\":\"provider\""));
    assertThat(result.err()).contains("unknown");
  }

  @Test
  void whatIsPublishedIsListedWithItsEvidence() {
    Result result = run("expiring", "portkey:ftjob-overfitted", "--within", "400d", "-o", "jsonl");
    assertThat(result.code()).isEqualTo(ExitCode.DUE);
    assertThat(result.out())
        .contains("\"source\":\"announced\"", "2027-01-14T00:00:00Z", "developers.openai.com");
  }

  @Test
  void nothingThatEndsSoonIsExitCodeZero() {
    Result result = run("expiring", "together:");
    assertThat(result.code()).isZero();
    assertThat(result.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"together:ft-dc07b30c-8203", "oxen:ox/farm/ft_deployed"})
  void anUnknownEndIsNeverReportedAsNever(String job) {
    for (Result result : new Result[] {
      run("list", job, "--expiry"),
      run("list", job, "-o", "wide"),
      run("show", job, "--expiry"),
      run("inventory", job)
    }) {
      assertThat(result.out()).contains("unknown").doesNotContainIgnoringCase("never");
    }
  }

  @Test
  void anInventoryHasARowPerJobAndATotalPerProvider() {
    Result result = run("inventory", "oxen:ox/farm", "openai:nope", "-o", "jsonl");
    assertThat(result.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(result.out().lines().filter(line -> line.contains("\"row\":\"job\"")))
        .hasSize(5);
    assertThat(result.out().lines().filter(line -> line.contains("\"row\":\"total\"")))
        .hasSize(2);
    assertThat(result.out().lines())
        .anyMatch(
            line -> line.contains("openai:nope") && line.contains("Could not find fine tune"));
    assertThat(result.out().lines())
        .anyMatch(line -> line.contains("ft_deployed")
            && line.contains("\"checkpoints\":5")
            && line.contains("\"best_metric\":\"valid_loss\",\"best_value\":0.74")
            && line.contains("\"latest_step\":500"));
  }

  @Test
  void eventsAreShownOldestFirst() {
    assertThat(run("events", "openai:ftjob-failed").out().lines().toList())
        .first()
        .asString()
        .contains("Created fine-tuning job");
    assertThat(run("events", "together:ft-0badf11e-0001").out())
        .contains("error: The training file has a line without messages.");
    assertThat(run("events", "baseten:yqvr2lxw/stopped1", "-o", "jsonl").out().lines())
        .hasSize(3);
  }

  @Test
  void followingTheEventsOfAnEndedJobEnds() {
    Result result = run("events", "openai:ftjob-failed", "--follow");
    assertThat(result.code()).isZero();
    assertThat(result.out().lines()).hasSize(8);
  }

  @Test
  void eventsThatAProviderDoesNotHaveAreAnError() {
    Result result = run("events", "oxen:ox/farm/ft_errored");
    assertThat(result.code()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err()).contains("does not report the events");
  }

  @Test
  void providersShowWhatIsAnnounced() {
    assertThat(run("providers").out()).contains("2027-01-14").contains("gpt-4o-mini");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-10-22T23:59:59Z, stop on 2026-10-23",
    "2026-10-23T00:00:00Z, stopped on 2026-10-23",
    "2027-02-01T00:00:00Z, stopped on 2027-01-14",
  })
  void providersReportWhatHasStopped(Instant now, String text) {
    Result result = new Cli().clock(Clock.fixed(now, ZoneOffset.UTC)).run("providers");
    assertThat(result.out()).contains("openai: checkpoints of these base models " + text);
  }

  @Test
  void aKeyIsNotShown() {
    Result result = new Cli()
        .environment(sandbox.environment())
        .environment(Map.of("TOGETHER_API_KEY", "key-canary-4711"))
        .run("jobs", "together:", "--debug");
    assertThat(result.code()).isEqualTo(ExitCode.NOT_AUTHORIZED);
    assertThat(result.out() + result.err()).doesNotContain("canary");
  }

  @Test
  void jobsAreFilteredByMetadata() {
    assertThat(run("jobs", "openai:", "--metadata", "team=red", "-o", "ref").out())
        .isEqualTo("openai:ftjob-overfitted\n");
    assertThat(run("jobs", "openai:", "--metadata", "team=blue", "-o", "ref").out())
        .isEmpty();
    Result refused = run("jobs", "together:", "--metadata", "team=red");
    assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err()).contains("no metadata to filter by");
  }

  @Test
  void anInventoryMarksAJobThatItDoesNotReadToItsEnd() {
    Result table = run("inventory", "openai:ftjob-million", "openai:ftjob-many");
    assertThat(table.code()).as(table.err()).isZero();
    assertThat(table.out().lines().toList())
        .anyMatch(line -> line.contains("ftjob-million") && line.contains(" 10,000+ "))
        .anyMatch(line -> line.contains("ftjob-many") && line.contains(" 25 "))
        .anyMatch(line -> line.contains("openai: 2 jobs") && line.contains(" 10,025+ "));
    assertThat(run("inventory", "openai:ftjob-million", "-o", "jsonl").out().lines())
        .first()
        .asString()
        .contains("\"best_value\":null", "\"latest_step\":null", "\"complete\":false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest", "best", "top", "show", "compare", "plot"})
  void aJobWithoutCheckpointsIsNamedWithItsState(String command) {
    Result result = run(command, "oxen:ox/farm/ft_queued");
    assertThat(result.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(result.err())
        .isEqualTo("ckpt: oxen:ox/farm/ft_queued has no checkpoints yet (queued)\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest", "plot"})
  void aJobThatEndedWithoutCheckpointsWillHaveNone(String command) {
    sandbox.add(SandboxJob.of("openai:ftjob-none").checkpoints(0).finalState(FAILED));
    assertThat(run(command, "openai:ftjob-none").err())
        .isEqualTo("ckpt: openai:ftjob-none has no checkpoints (failed)\n");
  }

  @Test
  void whereTheStateCannotBeReadItIsLeftOut() throws IOException {
    try (FakeProvider provider = new FakeProvider()) {
      provider.checkpoints("{\"object\":\"list\",\"data\":[],\"has_more\":false}");
      Result result = new Cli().environment(provider.environment()).run("best", "openai:ftjob-1");
      assertThat(result.err()).isEqualTo("ckpt: openai:ftjob-1 has no checkpoints yet\n");
    }
  }

  @Test
  void aPlotHasWhatWasMeasuredBetweenCheckpoints() {
    String plain = run("plot", "openai:ftjob-overfitted").out();
    String dense = run("plot", "openai:ftjob-overfitted", "--events").out();
    assertThat(plain).contains(" 100  ").doesNotContain(" 50  ");
    assertThat(dense).contains(" 50  ").contains("★ 0.7491 at step 200");
  }

  @Test
  void aPlotOfAJobWithoutCheckpointsHasItsEvents() throws IOException {
    try (FakeProvider provider = new FakeProvider()) {
      provider
          .checkpoints("{\"object\":\"list\",\"data\":[],\"has_more\":false}")
          .job(
              "events",
              () -> "{\"object\":\"list\",\"data\":["
                  + "{\"id\":\"e2\",\"created_at\":20,\"data\":{\"step\":2,\"train_loss\":0.5}},"
                  + "{\"id\":\"e1\",\"created_at\":10,\"data\":{\"step\":1,\"train_loss\":0.75}}"
                  + "],\"has_more\":false}");
      Result result =
          new Cli().environment(provider.environment()).run("plot", "openai:ftjob-1", "--events");
      assertThat(result.code()).as(result.err()).isZero();
      assertThat(result.out()).contains("train_loss").contains("0.75").doesNotContain("★");
      assertThat(result.err()).contains("has no checkpoints yet");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"oxen:ox/farm/ft_deployed", "together:ft-dc07b30c-8203"})
  void aPlotOfAProviderWithoutSuchEventsHasItsCheckpoints(String job) {
    Result result = run("plot", job, "--events");
    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo(run("plot", job).out());
    assertThat(result.err()).contains("reports no metrics between its checkpoints");
  }
}
