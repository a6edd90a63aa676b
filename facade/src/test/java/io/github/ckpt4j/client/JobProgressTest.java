package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.JobProgress;
import io.github.ckpt4j.JobRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The progress of a job, if its provider reports it; it is never invented. */
final class JobProgressTest {
  private final Server server = new Server();
  private final CheckpointClient client = JobListCase.client(server).build();

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void togetherReportsTheTimeThatIsLeft() {
    server.enqueue("""
        {"id":"ft-1","status":"running",
         "progress":{"estimate_available":true,"seconds_remaining":720}}""");
    JobProgress progress = client.progress(JobRef.together("ft-1"));

    assertThat(progress).isEqualTo(new JobProgress(null, null, ManualTime.NOW.plusSeconds(720)));
    assertThat(progress.fraction()).isEmpty();
    assertThat(server.targets()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"ft-1\",\"status\":\"running\"}",
        "{\"id\":\"ft-1\",\"status\":\"running\",\"progress\":{\"estimate_available\":false,\"seconds_remaining\":0}}",
        "{\"id\":\"ft-1\",\"status\":\"running\",\"progress\":{\"estimate_available\":true,\"seconds_remaining\":-1}}",
        "{\"id\":\"ft-1\",\"status\":\"running\",\"progress\":\"soon\"}",
        "{\"id\":\"ft-1\",\"status\":\"completed\",\"progress\":{\"estimate_available\":true,\"seconds_remaining\":5}}",
      })
  void withoutAnEstimateNothingIsInvented(String job) {
    server.enqueue(job);
    assertThat(client.progress(JobRef.together("ft-1"))).isEqualTo(JobProgress.UNKNOWN);
  }

  @Test
  void openAiReportsItsEstimateAndTheStepsOfTheLatestMeasurement() {
    server.enqueue("""
        {"object":"fine_tuning.job","id":"ftjob-1","status":"running",
         "estimated_finish":1760000000}""");
    server.enqueue("""
        {"object":"list","has_more":true,"data":[
          {"id":"e3","message":"Checkpoint created","data":{}},
          {"id":"e2","message":"Step 400/1000","data":{"step":400,"total_steps":1000}},
          {"id":"e1","message":"Step 300/1000","data":{"step":300,"total_steps":1000}}]}""");

    JobProgress progress = client.progress(JobRef.openAi("ftjob-1"));

    assertThat(progress).isEqualTo(new JobProgress(400L, 1000L, Instant.ofEpochSecond(1760000000)));
    assertThat(progress.fraction()).hasValue(0.4);
    assertThat(server.targets().get(1)).isEqualTo("/v1/fine_tuning/jobs/ftjob-1/events?limit=20");
  }

  @Test
  void nebiusReportsStepsWithTheJob() {
    server.enqueue("""
        {"object":"fine_tuning.job","id":"ftjob-1","status":"running","trained_steps":30,
         "total_steps":120,"estimated_finish":null}""");
    assertThat(client.progress(JobRef.nebius("ftjob-1")))
        .isEqualTo(new JobProgress(30L, 120L, null));
    assertThat(server.targets()).hasSize(1);
  }

  @Test
  void anEndedJobTakesOneRequest() {
    server.enqueue("""
        {"object":"fine_tuning.job","id":"ftjob-1","status":"succeeded",
         "estimated_finish":1760000000}""");
    assertThat(client.progress(JobRef.openAi("ftjob-1"))).isEqualTo(JobProgress.UNKNOWN);
    assertThat(server.targets()).hasSize(1);
  }

  @Test
  void eventsThatCannotBeReadAreAWarning() {
    server.enqueue("""
        {"object":"fine_tuning.job","id":"ftjob-1","status":"running",
         "estimated_finish":1760000000}""");
    server.enqueue(new MockResponse.Builder().code(404).body("{}").build());
    List<CheckpointException> warnings = new ArrayList<>();
    CheckpointClient warned = client.with(client.options().onWarning(warnings::add));

    assertThat(warned.progress(JobRef.openAi("ftjob-1")).estimatedEnd())
        .isEqualTo(Instant.ofEpochSecond(1760000000));
    assertThat(warnings).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -5})
  void anImpossibleTotalGivesNoFraction(long total) {
    assertThat(new JobProgress(3L, total, null).fraction()).isEmpty();
    assertThat(new JobProgress(3L, 2L, null).fraction()).hasValue(1.0);
  }
}
