package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.Job.State;
import io.github.ckpt4j.JobPage;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Ability;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mockwebserver3.RecordedRequest;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listing jobs, at every provider. */
final class JobListTest {
  private final Server server = new Server();
  private final List<CheckpointClient> clients = new ArrayList<>();

  @AfterEach
  void close() {
    clients.forEach(CheckpointClient::close);
    server.close();
  }

  private CheckpointClient client() {
    return client(2);
  }

  private CheckpointClient client(int retries) {
    CheckpointClient client = JobListCase.client(server).maxRetries(retries).build();
    clients.add(client);
    return client;
  }

  private List<Job> list(JobQuery query) {
    try (Stream<Job> jobs = client().jobs(query)) {
      return jobs.toList();
    }
  }

  private List<String> references(JobListCase provider) {
    return list(JobQuery.parse(provider.reference())).stream()
        .map(each -> each.ref().toString())
        .toList();
  }

  private List<String> requests() {
    return server.requests().stream()
        .map(each -> each.getMethod() + " " + each.getTarget())
        .toList();
  }

  private static String body(RecordedRequest request) {
    ByteString body = request.getBody();
    return body == null ? "" : body.utf8();
  }

  @Test
  void noProviderThatListsJobsIsForgotten() {
    assertThat(JobListCase.all().map(JobListCase::name))
        .containsAll(Providers.all().stream()
            .map(Provider::info)
            .filter(info -> info.abilities().contains(Ability.JOBS))
            .map(ProviderInfo::name)
            .toList());
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.JobListCase#all")
  void listsTheJobsOfEveryProvider(JobListCase provider) {
    server.enqueue(
        provider.lastPage(provider.running("ft-1"), provider.item("ft-2", provider.succeeded())));
    server.enqueue(provider.page());

    List<Job> jobs = list(JobQuery.parse(provider.reference()));

    assertThat(jobs)
        .extracting(each -> each.ref().toString())
        .containsExactly(provider.job("ft-1"), provider.job("ft-2"));
    assertThat(jobs).extracting(Job::state).containsExactly(State.RUNNING, State.SUCCEEDED);
    assertThat(jobs).allSatisfy(each -> {
      assertThat(each.createdAt()).isNotNull();
      assertThat(each.error()).isNull();
    });
    assertThat(requests().get(0)).isEqualTo(provider.firstRequest());
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.JobListCase#all")
  void listsInAnotherThread(JobListCase provider) {
    server.enqueue(provider.lastPage(provider.running("ft-1"))).enqueue(provider.page());
    assertThat(client().jobsAsync(JobQuery.parse(provider.reference())))
        .succeedsWithin(Duration.ofSeconds(10))
        .satisfies(jobs -> assertThat(jobs).hasSize(1));
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.JobListCase#all")
  void anEmptyListHasNoJobs(JobListCase provider) {
    server.enqueue(provider.lastPage());
    assertThat(references(provider)).isEmpty();
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.JobListCase#all")
  void requestsNothingBeforeTheFirstJobIsWanted(JobListCase provider) {
    server.enqueue(provider.page(provider.running("ft-1")));
    try (Stream<Job> jobs = client().jobs(JobQuery.parse(provider.reference()))) {
      assertThat(server.requests()).isEmpty();
      assertThat(jobs.findFirst()).isPresent();
    }
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.JobListCase#allPaged")
  void findsEveryJobOfEveryPage(JobListCase provider) {
    server.enqueue(provider.pageOf(0, 100));
    server.enqueue(provider.pageOf(100, 200));
    server.enqueue(provider.last(provider.pageOf(200, 217)));
    server.enqueue(provider.page());
    assertThat(references(provider))
        .containsExactlyElementsOf(IntStream.range(0, 217)
            .mapToObj(each -> provider.job(JobListCase.id(each)))
            .toList());
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.JobListCase#allPaged")
  void aServerMayMakePagesSmallerThanRequested(JobListCase provider) {
    server.enqueue(provider.pageOf(0, 5)).enqueue(provider.pageOf(5, 8));
    server.enqueue(provider.lastPage());
    assertThat(references(provider)).hasSize(8);
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.JobListCase#allPaged")
  void endsWhereTheFirstPageIsRepeatedForEver(JobListCase provider) {
    server.route(request -> Server.response(200, provider.pageOf(0, 20)));
    assertThat(references(provider)).hasSize(20);
    assertThat(server.requests()).hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.JobListCase#allPaged")
  void endsWhereAnEmptyPagePromisesMore(JobListCase provider) {
    server.enqueue(provider.pageOf(0, 3));
    server.route(request -> Server.response(200, provider.page()));
    assertThat(references(provider)).hasSizeLessThanOrEqualTo(3);
    assertThat(server.requests()).hasSizeLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.JobListCase#allPaged")
  void jobsOnTwoPagesAreListedOnce(JobListCase provider) {
    server.enqueue(provider.pageOf(0, 10)).enqueue(provider.pageOf(7, 15));
    server.enqueue(provider.lastPage());
    assertThat(references(provider)).hasSize(15).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.JobListCase#all")
  void keepsOnlyJobsInTheStatesOfTheQuery(JobListCase provider) {
    server.enqueue(provider.lastPage(
        provider.running("ft-1"),
        provider.item("ft-2", provider.succeeded()),
        provider.item("ft-3", "levitating")));
    server.enqueue(provider.page());
    assertThat(list(JobQuery.parse(provider.reference()).states(State.SUCCEEDED)))
        .extracting(each -> each.ref().toString())
        .containsExactly(provider.job("ft-2"));
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.JobListCase#all")
  void keepsOnlyJobsCreatedLateEnough(JobListCase provider) {
    server.enqueue(provider.lastPage(provider.running("ft-1"))).enqueue(provider.page());
    JobQuery query = JobQuery.parse(provider.reference());
    Job job = list(query).get(0);
    Instant created = Objects.requireNonNull(job.createdAt());
    assertThat(query.createdSince(created).matches(job)).isTrue();
    assertThat(query.createdSince(created.plusMillis(1)).matches(job)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.JobListCase#all")
  void aJobWithoutAnIdIsAnErrorThatNamesTheField(JobListCase provider) {
    server.enqueue(provider.lastPage(provider.running("ft-1"), provider.withoutId("ft-2")));
    assertThatThrownBy(() -> references(provider))
        .isInstanceOfSatisfying(CheckpointException.class, e -> {
          assertThat(e.kind()).isEqualTo(Kind.BAD_RESPONSE);
          assertThat(e).hasMessageContaining("job 1").hasMessageContaining("id is missing");
        });
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.JobListCase#all")
  void aJobWithoutAStateIsMalformed(JobListCase provider) {
    server.enqueue(provider.lastPage(provider.withoutState("ft-1")));
    assertThatThrownBy(() -> references(provider))
        .hasMessageContaining("job 0 in the list of")
        .hasMessageContaining("the item itself is not a job: it has no status");
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.JobListCase#all")
  void aLenientClientReturnsTheJobsThatCanBeRead(JobListCase provider) {
    server.enqueue(provider.lastPage(provider.running("ft-1"), "17", provider.withoutId("ft-3")));
    CheckpointClient lenient = client().with(CallOptions.defaults().lenient(bad -> {}));
    JobPage page = lenient.jobs(JobQuery.parse(provider.reference()), PageRequest.first());
    assertThat(page.jobs()).hasSize(1);
    assertThat(page.malformed()).extracting(each -> each.index()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.JobListCase#all")
  void aSuccessThatIsNoListIsAnError(JobListCase provider) {
    JobQuery query = JobQuery.parse(provider.reference());
    for (String body : List.of("{}", "[]", "null", "<html></html>", provider.running("ft-1"))) {
      server.enqueue(body);
      CheckpointClient once = client(0);
      assertThatThrownBy(() -> once.jobs(query, PageRequest.first()))
          .as(body)
          .isInstanceOfSatisfying(
              CheckpointException.class,
              e -> assertThat(e.kind()).isIn(Kind.BAD_RESPONSE, Kind.UNSUPPORTED));
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.JobListCase#all")
  void repeatsARequestAfterATemporaryFailure(JobListCase provider) {
    server.enqueue(503, "{}").enqueue(429, "{}");
    server.enqueue(provider.lastPage(provider.running("ft-1"))).enqueue(provider.page());
    assertThat(references(provider)).hasSize(1);
    assertThat(requests().subList(0, 3)).containsOnly(provider.firstRequest());
  }

  @ParameterizedTest
  @MethodSource("io.github.ckpt4j.client.JobListCase#all")
  void aJobThatNoReferenceCanNameIsReportedAndNotInvented(JobListCase provider) {
    server.enqueue(provider.lastPage(provider.running("ft-1"), provider.running("a b/c")));
    JobPage page = client().jobs(JobQuery.parse(provider.reference()), PageRequest.first());
    assertThat(page.jobs()).hasSize(1);
    assertThat(page.unaddressable()).extracting(each -> each.id()).containsExactly("a b/c");
  }

  @Test
  void membersThatNobodyDeclaredAreDetails() {
    server.enqueue(JobListCase.OPENAI.lastPage(JobListCase.OPENAI.running("ft-1")));
    assertThat(list(JobQuery.of("openai")).get(0).details())
        .containsEntry("metadata", Map.of("team", "red"))
        .containsEntry("organization_id", "org-1");
  }

  @Test
  void warnsOfWhatTheStreamLeavesOut() {
    List<String> warnings = new ArrayList<>();
    server.enqueue(JobListCase.OXEN.page(JobListCase.OXEN.running("ft_1")));
    server.enqueue(JobListCase.OXEN.page());
    CheckpointClient client =
        client().with(CallOptions.defaults().onWarning(each -> warnings.add(each.getMessage())));
    try (Stream<Job> jobs = client.jobs(JobQuery.of("oxen"))) {
      assertThat(jobs).isEmpty();
    }
    assertThat(warnings).singleElement().asString().contains("ft_1").contains("repository");
  }

  @Test
  void warnsWhereAListRepeatsItself() {
    List<String> warnings = new ArrayList<>();
    server.route(request -> Server.response(200, JobListCase.PORTKEY.pageOf(0, 20)));
    CheckpointClient client =
        client().with(CallOptions.defaults().onWarning(each -> warnings.add(each.getMessage())));
    try (Stream<Job> jobs = client.jobs(JobQuery.of("portkey"))) {
      assertThat(jobs).hasSize(20);
    }
    assertThat(warnings).singleElement().asString().contains("repeats");
  }

  @Test
  void openAiPagesByTheLastIdAndFiltersByMetadata() {
    server
        .enqueue(JobListCase.OPENAI.pageOf(0, 2).replace("\"red\"", "\"red & blue\",\"e\":\"\""))
        .enqueue(JobListCase.OPENAI.lastPage());
    JobQuery query = JobQuery.of("openai").metadata("team", "red & blue").metadata("e", "");
    list(query);
    assertThat(server.targets())
        .containsExactly(
            "/v1/fine_tuning/jobs?limit=100&metadata%5Bteam%5D=red%20%26%20blue&metadata%5Be%5D=",
            "/v1/fine_tuning/jobs?after=ft-job1&limit=100&metadata%5Bteam%5D=red%20%26%20blue&metadata%5Be%5D=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"team\":\"blue\"}", "{\"e\":\"red\"}", "{}", "null", "[]", "\"team=red\""})
  void jobsThatTheFilterByMetadataShouldHaveLeftOutAreAnError(String metadata) {
    server.enqueue(JobListCase.PORTKEY.lastPage(
        JobListCase.PORTKEY.running("ft-1").replace("{\"team\":\"red\"}", metadata)));
    assertThatThrownBy(() -> list(JobQuery.of("portkey").metadata("team", "red")))
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED))
        .hasMessageContaining("does not filter by metadata");
  }

  @ParameterizedTest
  @ValueSource(strings = {"together:", "oxen:", "baseten:"})
  void aFilterThatAProviderWouldIgnoreIsRefused(String reference) {
    assertThatThrownBy(() -> list(JobQuery.parse(reference).metadata("a", "b")))
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED));
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void basetenIsSearchedByItsOwnWordsAndNewestFirst() {
    server.enqueue(JobListCase.BASETEN.page());
    list(JobQuery.of("baseten").states(State.RUNNING, State.SUCCEEDED));
    RecordedRequest request = server.onlyRequest();
    assertThat(request.getMethod()).isEqualTo("POST");
    assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
    assertThat(Item.of(body(request)))
        .isEqualTo(Item.of("{\"statuses\":[\"TRAINING_JOB_COMPLETED\",\"TRAINING_JOB_RUNNING\"],"
            + "\"order_by\":[{\"field\":\"created_at\",\"order\":\"desc\"}]}"));
  }

  @ParameterizedTest
  @CsvSource({
    "oxen:, /api/user/fine_tunes",
    "oxen:user:ox, /api/users/ox/fine_tunes",
    "oxen:org:farm, /api/orgs/farm/fine_tunes",
    "oxen:team:farm, /api/teams/farm/fine_tunes",
    "oxen:ox/farm, /api/repos/ox/farm/fine_tunes",
  })
  void oxenListsByOwnerAndByRepository(String reference, String path) {
    server
        .enqueue(JobListCase.OXEN.page(JobListCase.OXEN.running("ft_1")))
        .enqueue(JobListCase.OXEN.page());
    JobQuery query = JobQuery.parse(reference).states(State.RUNNING);
    try (Stream<Job> jobs = client().jobs(query)) {
      assertThat(jobs.count()).isEqualTo(reference.contains("/") ? 1 : 0);
    }
    assertThat(server.targets())
        .containsExactly(
            path + "?page=1&page_size=100&status=running&sort=newest",
            path + "?page=2&page_size=100&status=running&sort=newest");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"repository\":\"ox/farm\"",
        "\"repository\":{\"namespace\":\"ox\",\"name\":\"farm\"}",
        "\"namespace\":\"ox\",\"repo_name\":\"farm\""
      })
  void anOxenJobHasAnAddressWhereTheListNamesItsRepository(String members) {
    String item = JobListCase.OXEN.running("ft_1").replaceFirst("\\{", "{" + members + ",");
    server.enqueue(JobListCase.OXEN.page(item)).enqueue(JobListCase.OXEN.page());
    assertThat(list(JobQuery.of("oxen")))
        .extracting(each -> each.ref().toString())
        .containsExactly("oxen:ox/farm/ft_1");
  }

  @Test
  void anOxenJobListedWithoutItsRepositoryHasNoAddress() {
    server.enqueue(JobListCase.OXEN.page(JobListCase.OXEN.running("ft_1")));
    JobPage page = client().jobs(JobQuery.of("oxen"), PageRequest.first());
    assertThat(page.jobs()).isEmpty();
    assertThat(page.unaddressable()).singleElement().satisfies(job -> {
      assertThat(job.id()).isEqualTo("ft_1");
      assertThat(job.name()).isEqualTo("busy-scarlet-beaver");
      assertThat(job.toString()).contains("repository");
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"oxen:ox", "oxen:ox/farm/ft_1/2", "together:ft", "openai:x", "baseten:a/b"})
  void aScopeThatAProviderDoesNotHaveIsRefusedBeforeAnythingIsSent(String reference) {
    JobQuery query = JobQuery.parse(reference);
    assertThatThrownBy(() -> list(query))
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_REQUEST))
        .hasMessageContaining(reference);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aProviderThatNobodyKnowsIsRefused() {
    assertThatThrownBy(() -> list(JobQuery.of("nobody")))
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_REQUEST))
        .hasMessageContaining("nobody");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "oxen", "OXEN:", ":x", "oxen:a//b", "oxen:a b", "oxen:../x"})
  void whatIsNoReferenceIsAnIllegalArgument(String reference) {
    assertThatThrownBy(() -> JobQuery.parse(reference))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aGatewayThatReturnsAJobInsteadOfAListDoesNotSupportListing() {
    server.enqueue(JobListCase.PORTKEY.running("ft-1"));
    assertThatThrownBy(() -> references(JobListCase.PORTKEY))
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "null", "{\"code\":null,\"message\":null,\"param\":null}", "\"\"", "[]"})
  void anEmptyErrorIsNone(String error) {
    server.enqueue(JobListCase.OPENAI.lastPage(
        JobListCase.OPENAI.running("ft-1").replace("\"error\":{}", "\"error\":" + error)));
    assertThat(list(JobQuery.of("openai")).get(0).error()).isNull();
  }
}
