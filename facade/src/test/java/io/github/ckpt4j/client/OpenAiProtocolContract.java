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
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of every OpenAI-compatible provider: paths, paging, states. */
interface OpenAiProtocolContract extends OwnMetricsContract, JobContract, IdentityContract {
  /** Whether model names reveal the final checkpoint and that all checkpoints can be used. */
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

  @Test
  default void duplicateIdsAreABadResponse() {
    server().enqueue(page(atStep(1), atStep(2), atStep(1).with("step_number", "3")));
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(Kind.BAD_RESPONSE);
    assertThat(failure.detail())
        .contains("checkpoint 2 of " + job() + ": its id is also the id of checkpoint 0");
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

  /** A page that is not the last one. */
  default String more(Object... checkpoints) {
    return Item.of(page(checkpoints)).with("has_more", "true").toString();
  }

  default String after(String cursor) {
    return basePath() + listPath() + "?after=" + cursor + "&limit=100";
  }

  @Override
  default String listTarget() {
    return basePath() + listPath() + "?limit=100";
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
  default void listsEveryPage() {
    server()
        .enqueue(more(atStep(30), atStep(25)))
        .enqueue(more(atStep(20)))
        .enqueue(page(atStep(10)));
    assertThat(list()).extracting(Checkpoint::step).containsExactly(10L, 20L, 25L, 30L);
    assertThat(server().targets())
        .containsExactly(listTarget(), after("ckpt_25"), after("ckpt_20"));
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
  default void aRepeatedCursorIsDetected() {
    server().route(request -> Server.response(200, more(atStep(1))));
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(Kind.BAD_RESPONSE);
    assertThat(failure.job()).isEqualTo(job());
    assertThat(failure.detail()).endsWith("its cursor repeats");
    assertThat(server().requests()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 6, its cursor repeats",
    "3, 7, its cursor repeats",
    "5, 10, its pages repeat",
    "8, 13, its pages repeat"
  })
  default void aCircleOfPagesIsDetected(int length, int requests, String reason) {
    for (int i = 0; i < 40; i++) {
      server().enqueue(more(atStep(i < 3 ? 100 + i : i % length)));
    }
    assertThat(failure().detail()).isEqualTo("the list of checkpoints does not end: " + reason);
    assertThat(server().requests()).hasSize(requests);
  }

  @Test
  default void aListOfAThousandCheckpointsCostsTenRequests() {
    List<Item> all = IntStream.range(0, 1000).mapToObj(i -> atStep(1000 - i)).toList();
    server().route(request -> {
      String after = request.getUrl().queryParameter("after");
      int from = after == null ? 0 : 1001 - Integer.parseInt(after.replace("ckpt_", ""));
      String limit = request.getUrl().queryParameter("limit");
      int to = Math.min(1000, from + (limit == null ? 20 : Integer.parseInt(limit)));
      Object[] items = all.subList(from, to).toArray();
      return Server.response(200, to < 1000 ? more(items) : page(items));
    });
    assertThat(client().with(CallOptions.defaults()).list(job())).hasSize(1000);
    assertThat(server().requests()).hasSize(10);
  }

  @Test
  default void aStreamDeliversTheCheckpointsBeforeTheCycle() {
    server().route(request -> Server.response(200, more(atStep(1))));
    List<Checkpoint> seen = new ArrayList<>();
    try (Stream<Checkpoint> stream = client().stream(job())) {
      assertThatThrownBy(() -> stream.forEach(seen::add)).isInstanceOf(CheckpointException.class);
    }
    assertThat(seen).hasSize(1);
  }

  @Test
  default void aListOfTooManyPagesIsAnError() {
    for (int i = 0; i < 4; i++) {
      server().enqueue(more(atStep(i)));
    }
    CheckpointException failure = failure(client(builder -> builder.maxPages(3)));
    assertThat(failure.detail()).endsWith("it has more than 3 pages");
    assertThat(server().requests()).hasSize(3);
  }

  @Test
  default void theMaximumNumberOfPagesIsAccepted() {
    server().enqueue(more(atStep(3))).enqueue(more(atStep(2))).enqueue(page(atStep(1)));
    assertThat(client(builder -> builder.maxPages(3)).list(job())).hasSize(3);
  }

  @Test
  default void requestsPagesOfTheConfiguredSize() {
    server().enqueue(more(atStep(2))).enqueue(page(atStep(1)));
    client().with(options().pageSize(7)).list(job());
    assertThat(server().targets())
        .containsExactly(
            basePath() + listPath() + "?limit=7",
            basePath() + listPath() + "?after=ckpt_2&limit=7");
  }

  @Test
  default void theSizeInARequestOverridesTheClients() {
    server().enqueue(page());
    client().with(options().pageSize(7)).page(job(), PageRequest.after("c").size(3));
    assertThat(server().targets()).containsExactly(basePath() + listPath() + "?after=c&limit=3");
  }

  @Test
  default void anotherClientResumesFromACursor() {
    server().enqueue(more(atStep(3), atStep(2))).enqueue(page(atStep(1)));
    Page first = client().page(job(), PageRequest.first());
    assertThat(first.hasNext()).isTrue();
    String stored = Objects.requireNonNull(first.next());
    Page second = client(builder -> builder).page(job(), PageRequest.after(stored));
    assertThat(second.checkpoints()).extracting(Checkpoint::step).containsExactly(1L);
    assertThat(second.hasNext()).isFalse();
  }

  @Test
  default void aCursorIsEncoded() {
    server().enqueue(page());
    client().page(job(), PageRequest.after("a b&c=d/é?#"));
    assertThat(server().onlyRequest().getUrl().queryParameter("after")).isEqualTo("a b&c=d/é?#");
    assertThat(server().onlyRequest().getUrl().querySize()).isEqualTo(2);
  }

  @Test
  default void aStreamReadsPageByPage() throws InterruptedException {
    server().enqueue(more(atStep(4), atStep(3))).enqueue(page(atStep(2), atStep(1)));
    try (Stream<Checkpoint> stream = client().stream(job())) {
      Iterator<Checkpoint> iterator = stream.iterator();
      assertThat(iterator.next().step()).isEqualTo(4);
      assertThat(server().requests()).hasSize(1);
      assertThat(iterator.next().step()).isEqualTo(3);
      server().awaitRequest();
      server().awaitRequest();
      assertThat(iterator).toIterable().extracting(Checkpoint::step).containsExactly(2L, 1L);
    }
    assertThat(server().targets()).containsExactly(listTarget(), after("ckpt_3"));
  }

  @Test
  default void aStreamOfManyPagesIsComplete() {
    for (int i = 0; i < 30; i++) {
      server().enqueue(more(atStep(3L * i), atStep(3L * i + 1), atStep(3L * i + 2)));
    }
    server().enqueue(page());
    try (Stream<Checkpoint> stream = client().stream(job())) {
      assertThat(stream)
          .extracting(Checkpoint::step)
          .containsExactlyElementsOf(
              IntStream.range(0, 90).mapToObj(Long::valueOf).toList());
    }
  }

  @Test
  default void anErrorOnALaterPageComesAfterTheEarlierPages() {
    server().enqueue(more(atStep(2), atStep(1))).enqueue(404, "{\"message\":\"gone\"}");
    List<Checkpoint> seen = new ArrayList<>();
    try (Stream<Checkpoint> stream = client().stream(job())) {
      assertThatThrownBy(() -> stream.forEach(seen::add))
          .isInstanceOfSatisfying(
              CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
    }
    assertThat(seen).hasSize(2);
  }

  @Test
  default void closingAStreamCancelsThePageBeingReadAhead() throws Exception {
    CallEnds ends = new CallEnds();
    server().enqueue(more(atStep(3), atStep(2), atStep(1))).silence();
    CheckpointClient client = client(builder -> builder.okHttpClient(ends.client()));
    try (Stream<Checkpoint> stream = client.stream(job())) {
      Iterator<Checkpoint> iterator = stream.iterator();
      iterator.next();
      iterator.next();
      server().awaitRequest();
      server().awaitRequest();
    }
    assertThat(ends.failed.get(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(ends.cancelled).isCompleted();
  }

  @Test
  default void closingTheClientEndsAStream() {
    server().enqueue(more(atStep(2), atStep(1)));
    CheckpointClient client = client();
    try (Stream<Checkpoint> stream = client.stream(job())) {
      Iterator<Checkpoint> iterator = stream.iterator();
      assertThat(iterator.next().step()).isEqualTo(2);
      client.close();
      assertThatThrownBy(() -> {
            iterator.next();
            iterator.next();
          })
          .isInstanceOfSatisfying(
              CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANCELLED));
    }
  }

  @Test
  default void aStreamsTimeoutAppliesToEachPage() {
    server().enqueue(500, "").enqueue(more(atStep(2))).enqueue(500, "").enqueue(page(atStep(1)));
    CheckpointClient hurried = client().with(options().timeout(Duration.ofMillis(900)));
    try (Stream<Checkpoint> stream = hurried.stream(job())) {
      assertThat(stream).hasSize(2);
    }
    server().enqueue(500, "").enqueue(more(atStep(2))).enqueue(500, "").enqueue(page(atStep(1)));
    assertThat(failure(hurried).status())
        .as("a list has one timeout for all pages")
        .isEqualTo(500);
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
