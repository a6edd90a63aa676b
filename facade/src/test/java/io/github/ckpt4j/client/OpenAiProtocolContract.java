package io.github.ckpt4j.client;

import static io.github.ckpt4j.Job.State.CANCELLED;
import static io.github.ckpt4j.Job.State.FAILED;
import static io.github.ckpt4j.Job.State.PAUSED;
import static io.github.ckpt4j.Job.State.QUEUED;
import static io.github.ckpt4j.Job.State.RUNNING;
import static io.github.ckpt4j.Job.State.SUCCEEDED;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.MalformedCheckpoint;
import io.github.ckpt4j.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of every OpenAI-compatible provider: paths, paging, states. */
interface OpenAiProtocolContract
    extends PagedContract, OwnMetricsContract, JobContract, IdentityContract {
  /** Whether the names of models report which checkpoint is final, and that all can be used. */
  default boolean namesReportTheRole() {
    return true;
  }

  private Checkpoint.Role role(Checkpoint.Role named) {
    return namesReportTheRole() ? named : Checkpoint.Role.UNKNOWN;
  }

  private Checkpoint.Status status() {
    return namesReportTheRole() ? Checkpoint.Status.READY : Checkpoint.Status.UNKNOWN;
  }

  /** OpenAI's own examples, for a provider that documents none. */
  @Override
  default String resource(String name) {
    return ProviderFixture.resource("openai", name);
  }

  @Override
  default List<Checkpoint> documented() {
    return List.of(
        Checkpoint.builder(job(), "ftckpt_enQCFmOTGj3syEpYVhBRLTSy")
            .step(1000L)
            .createdAt(Instant.ofEpochSecond(1519129833))
            .modelName("ft:gpt-3.5-turbo-0125:my-org:custom-suffix:7q8mpxmy:ckpt-step-1000")
            .role(role(Checkpoint.Role.INTERMEDIATE))
            .status(status())
            .metrics(
                Map.of(Metric.FULL_VALID_LOSS, 0.167, Metric.FULL_VALID_MEAN_TOKEN_ACCURACY, 0.781))
            .build(),
        Checkpoint.builder(job(), "ftckpt_zc4Q7MP6XxulcVzj4MZdwsAB")
            .step(2000L)
            .createdAt(Instant.ofEpochSecond(1519129973))
            .modelName("ft:gpt-3.5-turbo-0125:my-org:custom-suffix:96olL566:ckpt-step-2000")
            .role(role(Checkpoint.Role.INTERMEDIATE))
            .status(status())
            .metrics(
                Map.of(Metric.FULL_VALID_LOSS, 0.134, Metric.FULL_VALID_MEAN_TOKEN_ACCURACY, 0.874))
            .build());
  }

  @Override
  default List<Checkpoint> real() {
    return List.of(
        Checkpoint.builder(job(), "ftckpt_B")
            .step(200L)
            .createdAt(Instant.ofEpochSecond(1723207781))
            .modelName("ft:gpt-4o-mini-2024-07-18:personal:demo:9bbbbbbb:ckpt-step-200")
            .role(role(Checkpoint.Role.INTERMEDIATE))
            .status(status())
            .metrics(Map.of(
                Metric.TRAIN_LOSS, 7.321757493627956e-06,
                Metric.TRAIN_MEAN_TOKEN_ACCURACY, 1.0,
                Metric.VALID_LOSS, 0.0057771366494924915,
                Metric.VALID_MEAN_TOKEN_ACCURACY, 0.9974093264248705))
            .build(),
        Checkpoint.builder(job(), "ftckpt_A")
            .step(300L)
            .createdAt(Instant.ofEpochSecond(1723207952))
            .modelName("ft:gpt-4o-mini-2024-07-18:personal:demo:9aaaaaaa")
            .role(role(Checkpoint.Role.FINAL))
            .status(status())
            .metrics(Map.of(
                Metric.TRAIN_LOSS, 0.0013630171306431293,
                Metric.TRAIN_MEAN_TOKEN_ACCURACY, 1.0,
                Metric.VALID_LOSS, 5.731426301549693e-05,
                Metric.VALID_MEAN_TOKEN_ACCURACY, 1.0))
            .build());
  }

  @Override
  default String basePath() {
    return "/v1";
  }

  @Override
  default String listPath() {
    return "/fine_tuning/jobs/ftjob-abc123/checkpoints";
  }

  @Override
  default String jobPath() {
    return "/fine_tuning/jobs/ftjob-abc123";
  }

  @Override
  default String listField() {
    return "data";
  }

  @Override
  default String identity() {
    return "id";
  }

  @Override
  default Item atStep(long step) {
    return item().with("id", "\"ckpt_" + step + "\"").with("step_number", String.valueOf(step));
  }

  @Override
  default String metricsField() {
    return "metrics";
  }

  @Override
  default List<String> openWords() {
    return List.of("object", "fine_tuned_model_checkpoint");
  }

  @Override
  default Map<String, String> namedInList() {
    return Map.of("item.fine_tuning_job_id", job().id());
  }

  @Override
  default Map<String, String> namedInJob() {
    return Map.of("id", job().id());
  }

  @Override
  default String jobStatus() {
    return "status";
  }

  @Override
  default Map<String, Job.State> states() {
    return Map.ofEntries(
        entry("validating_files", QUEUED),
        entry("queued", QUEUED),
        entry("pending", QUEUED),
        entry("notRunning", QUEUED),
        entry("canceling", RUNNING),
        entry("canceled", CANCELLED),
        entry("running", RUNNING),
        entry("pausing", RUNNING),
        entry("paused", PAUSED),
        entry("succeeded", SUCCEEDED),
        entry("failed", FAILED),
        entry("cancelled", CANCELLED));
  }

  @Override
  default List<String> jobNames() {
    return List.of("user_provided_suffix", "suffix");
  }

  @Override
  default Job documentedJob() {
    return Job.builder(job(), SUCCEEDED)
        .providerState("succeeded")
        .createdAt(Instant.ofEpochSecond(1721764800))
        .finishedAt(Instant.ofEpochSecond(1721768400))
        .baseModel("gpt-4o-mini-2024-07-18")
        .resultModel("ft:gpt-4o-mini-2024-07-18:my-org:custom_suffix:7q8mpxmy")
        .detail("object", "fine_tuning.job")
        .detail("error", Map.of())
        .name("custom_suffix")
        .build();
  }

  @Override
  default String more(Object... checkpoints) {
    return Item.of(page(checkpoints)).with("has_more", "true").toString();
  }

  private String after(String cursor) {
    return target(cursor, 100);
  }

  @Override
  default String cursorParameter() {
    return "after";
  }

  @Override
  default String sizeParameter() {
    return "limit";
  }

  @Test
  default void anUnknownStateHasEndedWhenTheJobHasAFinishTime() {
    Item job = Item.of(resource("job.json")).with("status", "\"evaporated\"");
    server().enqueue(job.toString()).enqueue(job.with("finished_at", "null").toString());
    assertThat(client().job(job()).hasEnded()).isTrue();
    assertThat(client().job(job()).hasEnded()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|",
        "null|",
        "{\"code\":null,\"message\":null,\"param\":null}|",
        "{\"code\":\"\",\"message\":\" \"}|",
        "{\"code\":\"out_of_quota\",\"message\":null}|out_of_quota",
        "{\"code\":\"x\",\"message\":\"bad file\"}|bad file"
      })
  default void anErrorHasAMessageOrACode(String error, @Nullable String text) {
    server().enqueue(Item.of(resource("job.json")).with("error", error).toString());
    assertThat(client().job(job()).error()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "ft:gpt-4o:org:suffix:abc:ckpt-step-90, INTERMEDIATE, READY",
    "ft:gpt-4o:org::abc, FINAL, READY",
    "gpt-4o-mini-2024-07-18.ft-0123456789abcdef0123456789abcdef, FINAL, READY",
    "gpt-4o-mini.ft-0123456789abcdef0123456789abcdef:ckpt-step-9, INTERMEDIATE, READY",
    "output/ft-job-1/checkpoint-500, UNKNOWN, UNKNOWN",
    "ft:output/a:b:c:d, UNKNOWN, UNKNOWN",
    "my-model:ckpt-step-90, UNKNOWN, UNKNOWN",
    "my-model, UNKNOWN, UNKNOWN"
  })
  default void onlyTheVendorsNamesReportTheRoleAndTheStatus(
      String model, Checkpoint.Role role, Checkpoint.Status status) {
    server().enqueue(page(item().with("fine_tuned_model_checkpoint", "\"" + model + "\"")));
    assertThat(list()).singleElement().satisfies(each -> {
      assertThat(each.role()).isEqualTo(role(role));
      assertThat(each.status()).isEqualTo(status == Checkpoint.Status.READY ? status() : status);
    });
  }

  @Test
  default void continuesAfterTheLastCheckpointAndNotAfterLastId() {
    server()
        .enqueue(
            Item.of(more(atStep(2), atStep(1))).with("last_id", "\"ckpt_2\"").toString())
        .enqueue(page());
    assertThat(list()).hasSize(2);
    assertThat(server().targets()).endsWith(after("ckpt_1"));
  }

  @Test
  default void anEmptyPageIsNotTheEnd() {
    server()
        .enqueue(more(atStep(2)))
        .enqueue(Item.of(more()).with("last_id", "\"hidden\"").toString())
        .enqueue(page(atStep(1)));
    assertThat(list()).hasSize(2);
    assertThat(server().targets()).endsWith(after("ckpt_2"), after("hidden"));
  }

  @Test
  default void anEmptyPageWithMoreButNoCursorIsABadResponse() {
    server().enqueue(more());
    assertThat(failure().detail()).contains("it has no id to continue from");
  }

  @Test
  default void anEmptyPageWithoutHasMoreIsTheEnd() {
    server()
        .enqueue(Item.of(page(atStep(2))).without("has_more").toString())
        .enqueue(Item.of(page(atStep(1))).with("has_more", "null").toString())
        .enqueue(
            Item.of(page()).without("has_more").with("last_id", "\"ckpt_1\"").toString());
    assertThat(list()).hasSize(2);
    assertThat(server().targets()).containsExactly(listTarget(), after("ckpt_2"), after("ckpt_1"));
  }

  @Test
  default void aListOfJobsIsNotAListOfCheckpoints() {
    server().enqueue(Item.of(page()).with("object", "\"fine_tuning.job\"").toString());
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(Kind.BAD_RESPONSE);
    assertThat(failure.detail())
        .contains("it is a 'fine_tuning.job'")
        .contains("a gateway may not list checkpoints");
  }

  @Test
  default void theObjectFieldOfAListMayBeMissing() {
    server().enqueue(Item.of(page(item())).without("object").toString());
    assertThat(list()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9007199254740993", "9007199254740993.0", "\"9007199254740993\""})
  default void aLargeStepIsReadExactly(String written) {
    server()
        .enqueue(page(item().with("step_number", "\"@\"").toString().replace("\"@\"", written)));
    assertThat(list().get(0).step()).isEqualTo(9007199254740993L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"yes\"", "\"true\"", "\"\"", "1", "0", "[]", "{}"})
  default void hasMoreThatIsNotABooleanIsABadResponse(String written) {
    server().enqueue(Item.of(page(item())).with("has_more", written).toString());
    assertThat(failure().detail()).endsWith("has_more is not true or false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"100", "100.0", "\"100\"", "\"100.0\"", "1e2"})
  default void aStepMayBeWrittenInAnyFormat(String written) {
    server().enqueue(page(item().with("step_number", written)));
    assertThat(list().get(0).step()).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
          100.5                 | is not an integer
          "many"                | is not an integer
          "100f"                | is not an integer
          "0x1p4"               | is not an integer
          "1d"                  | is not an integer
          "1e5"                 | is not an integer
          " 1"                  | is not an integer
          NaN                   | is not an integer
          -Infinity             | is not an integer
          {}                    | is not an integer
          true                  | is not an integer
          1e30                  | is out of range
          9223372036854775808   | is out of range
          -9223372036854775809  | is out of range
          """)
  default void anInvalidStepIsReportedByName(String written, String complaint) {
    server()
        .enqueue(
            page(item(), item().with("step_number", "\"@\"").toString().replace("\"@\"", written)));
    assertThat(failure().detail())
        .startsWith("checkpoint 1 of " + job() + ": step_number " + complaint);
  }

  @Test
  default void lenientReadingContinuesAfterTheLastKnownId() {
    server().enqueue(more(atStep(3), "null", item().with("id", "\"\""))).enqueue(page(atStep(1)));
    List<MalformedCheckpoint> bad = new ArrayList<>();
    CheckpointClient lenient = client().with(options().lenient(bad::add));
    assertThat(lenient.list(job())).extracting(Checkpoint::step).containsExactly(1L, 3L);
    assertThat(bad).extracting(MalformedCheckpoint::index).containsExactly(1, 2);
    assertThat(server().targets()).endsWith(after("ckpt_3"));
  }

  @Test
  default void anUnusableCursorIsABadResponse() {
    server().enqueue(more(item().with("id", "\"a\\u0000b\"")));
    assertThat(failure().kind()).isEqualTo(Kind.BAD_RESPONSE);
  }

  @Test
  default void theBestSkipsNaNAndPrefersTheLaterStep() {
    String nan = atStep(40).with("metrics", "{\"loss\":\"@\"}").toString().replace("\"@\"", "NaN");
    server()
        .route(request -> Server.response(
            200,
            page(
                nan,
                atStep(10).with("metrics", "{\"loss\":0.5}"),
                atStep(30).with("metrics", "{}"),
                atStep(20).with("metrics", "{\"loss\":0.5}"),
                atStep(5).with("metrics", "{\"loss\":0.75}"))));
    Metric loss = Metric.of("loss");
    assertThat(client().best(job(), loss)).map(Checkpoint::step).hasValue(20L);
    assertThat(client().best(job(), loss.maximized())).map(Checkpoint::step).hasValue(5L);
    assertThat(client().top(job(), 3, loss))
        .extracting(Checkpoint::step)
        .containsExactly(20L, 10L, 5L);
    assertThat(client().top(job(), 0, loss)).isEmpty();
  }

  @Test
  default void aMetricWithoutValuesHasNoBest() {
    server().enqueue(page(atStep(1).with("metrics", "{\"b\":1,\"a\":2}")));
    assertThat(client().best(job(), Metric.of("wer"))).isEmpty();
  }

  @Test
  default void aMetricOfUnknownDirectionIsRejected() {
    server().enqueue(page(atStep(1).with("metrics", "{\"b\":1,\"a\":2}")));
    CheckpointClient client = client();
    assertThatThrownBy(() -> client.best(job(), Metric.of("b")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("minimized() or maximized()");
  }
}
