package io.github.ckpt4j.client;

import static io.github.ckpt4j.CheckpointException.Kind.BAD_RESPONSE;
import static io.github.ckpt4j.CheckpointException.Kind.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Job;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Retrieving a job and its state. */
interface JobContract extends ProviderFixture {
  /** The job in {@code job.json}. */
  Job documentedJob();

  @Test
  default void requestsTheJobAtItsPath() {
    server().enqueue(resource("job.json"));
    client().job(job());
    assertThat(server().targets()).containsExactly(basePath() + jobPath());
    headers()
        .forEach((name, value) ->
            assertThat(server().onlyRequest().getHeaders().get(name)).isEqualTo(value));
  }

  @Test
  default void mapsEveryFieldOfAJob() {
    server().enqueue(resource("job.json"));
    assertThat(client().job(job())).isEqualTo(documentedJob());
  }

  @Test
  default void requestsAJobInAnotherThread() {
    server().enqueue(resource("job.json"));
    assertThat(client().jobAsync(job()))
        .succeedsWithin(Duration.ofSeconds(10))
        .isEqualTo(documentedJob());
  }

  @Test
  default void everyStateWordIsKnown() {
    states().forEach((word, state) -> {
      server().enqueue(jobResponse(word));
      Job job = client().job(job());
      assertThat(job.state()).as(word).isEqualTo(state);
      assertThat(job.providerState()).isEqualTo(word);
    });
    assertThat(server().requests()).hasSameSizeAs(states().keySet());
  }

  @Test
  default void stateWordsAreCaseInsensitive() {
    states().forEach((word, state) -> {
      String shouted = " " + word.toUpperCase(Locale.ROOT) + " ";
      server().enqueue(jobResponse(shouted)).enqueue(jobResponse(word.toLowerCase(Locale.ROOT)));
      assertThat(client().job(job()).state()).as(shouted).isEqualTo(state);
      assertThat(client().job(job()).state()).as(word).isEqualTo(state);
    });
  }

  /** A gateway passes on the words of the provider behind it, and any provider may get new ones. */
  @ParameterizedTest
  @CsvSource({
    "Submitted, QUEUED",
    "not-started, QUEUED",
    "InProgress, RUNNING",
    "in progress, RUNNING",
    "TRAINING_JOB_PAUSED, PAUSED",
    "JOB_STATE_SUCCEEDED, SUCCEEDED",
    "Completed, SUCCEEDED",
    "FAILURE, FAILED",
    "expired, FAILED",
    "training_job_timed_out, FAILED",
    "Terminated, CANCELLED",
    "ABORTED, CANCELLED",
    "job_cancelled, CANCELLED"
  })
  default void commonStateWordsMeanTheSameEverywhere(String word, Job.State state) {
    server().enqueue(jobResponse(word));
    Job job = client().job(job());
    assertThat(job.state()).isEqualTo(state);
    assertThat(job.providerState()).isEqualTo(word);
  }

  @Test
  default void newStateWordsAreUnknownStates() {
    server().enqueue(jobResponse("levitating"));
    Job job = client().job(job());
    assertThat(job.state()).isEqualTo(Job.State.UNKNOWN);
    assertThat(job.state().isTerminal()).isFalse();
    assertThat(job.providerState()).isEqualTo("levitating");
  }

  @Test
  default void unknownMembersOfAJobAreKept() {
    String within = jobStatus().substring(0, jobStatus().lastIndexOf('.') + 1);
    server()
        .enqueue(Item.of(resource("job.json"))
            .with(within + "brand_new", "{\"a\":[9007199254740993,0.5]}")
            .toString());
    assertThat(client().job(job()).details())
        .containsEntry("brand_new", Map.of("a", List.of(9007199254740993L, 0.5)));
  }

  /** The members of a job that have the name its owner gave it, the most specific first. */
  List<String> jobNames();

  @Test
  default void theNameIsTheOwners() {
    String within = jobStatus().substring(0, jobStatus().lastIndexOf('.') + 1);
    Item job = Item.of(resource("job.json"));
    for (String name : jobNames()) {
      job = job.without(within + name);
    }
    CheckpointClient client = client();
    server().enqueue(job.toString());
    assertThat(client.job(job()).name()).isNull();
    for (String name : jobNames()) {
      server().enqueue(job.with(within + name, "\"my run\"").toString());
      Job named = client.job(job());
      assertThat(named.name()).as(name).isEqualTo("my run");
      assertThat(named.details()).doesNotContainKey(name);
    }
  }

  @Test
  default void aJobHasAStatus() {
    Item job = Item.of(resource("job.json"));
    for (String body : new String[] {
      job.without(jobStatus()).toString(), job.with(jobStatus(), "\"\"").toString()
    }) {
      server().enqueue(body);
      CheckpointClient client = client();
      assertThatThrownBy(() -> client.job(job()))
          .isInstanceOfSatisfying(CheckpointException.class, e -> {
            assertThat(e.kind()).isEqualTo(BAD_RESPONSE);
            assertThat(e.detail())
                .startsWith("the response is not a job: it has no status; it is {\"");
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "[]", "<html></html>", "{\"status\":", "{\"data\":[]}"})
  default void aSuccessThatIsNotAJobIsABadResponse(String body) {
    server().enqueue(body);
    CheckpointClient client = client(builder -> builder.maxRetries(0));
    assertThatThrownBy(() -> client.job(job()))
        .isInstanceOfSatisfying(CheckpointException.class, e -> {
          assertThat(e.kind()).isEqualTo(BAD_RESPONSE);
          assertThat(e.job()).isEqualTo(job());
        });
  }

  @Test
  default void aMissingJobIsNotFound() {
    server().enqueue(404, "{\"message\":\"no such job\"}");
    CheckpointClient client = client();
    assertThatThrownBy(() -> client.job(job()))
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(NOT_FOUND))
        .hasMessageContaining("no such job");
  }
}
