package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.MalformedCheckpoint;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests watches of servers that forget, lag behind or change ids. */
@Timeout(60)
final class WatchIdentityTest {
  private static final JobRef JOB = JobRef.parse("openai:ftjob-1");
  private static final String RUNNING = "{\"id\":\"ftjob-1\",\"status\":\"running\"}";
  private static final String SUCCEEDED = "{\"id\":\"ftjob-1\",\"status\":\"succeeded\"}";

  private final Server server = new Server();
  private final ManualTime time = new ManualTime();
  private final CheckpointClient client = builder().build();

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private ClientBuilder builder() {
    return CheckpointClient.builder()
        .apiKey("openai", "sk-canary-12345")
        .baseUrl("openai", server.url("/v1"))
        .maxRetries(0)
        .time(time);
  }

  private static String item(String id, long step) {
    return "{\"id\":\"" + id + "\",\"step_number\":" + step + "}";
  }

  private static String list(String... items) {
    return "{\"object\":\"list\",\"has_more\":false,\"data\":[" + String.join(",", items) + "]}";
  }

  private static List<String> events(Iterable<WatchEvent> watch) {
    List<String> events = new ArrayList<>();
    watch.forEach(event -> events.add(event.type() + " " + event.checkpoint().step()));
    return events;
  }

  private List<String> watch() {
    try (Watch watch = client.watch(JOB, WatchOptions.defaults())) {
      return events(watch);
    }
  }

  @Test
  void changingIdsDoNotRepeatCheckpoints() {
    for (int i = 0; i < 4; i++) {
      server.enqueue(i < 3 ? RUNNING : SUCCEEDED);
      server.enqueue(list(item("x" + i, 100), item("y" + i, 200)));
    }
    for (int i = 0; i < 3; i++) {
      server.enqueue(SUCCEEDED).enqueue(list(item("p" + i, 100), item("q" + i, 200)));
    }
    assertThat(watch()).containsExactly("SAVED 100", "SAVED 200");
  }

  @Test
  void anIdThatMovesToAnotherStepIsAnotherCheckpoint() {
    server.enqueue(RUNNING).enqueue(list(item("last", 100)));
    server.enqueue(SUCCEEDED).enqueue(list(item("last", 200)));
    assertThat(watch()).containsExactly("SAVED 100", "SAVED 200");
  }

  @Test
  void twoCheckpointsAtOneStepAreTwo() {
    server.enqueue(SUCCEEDED).enqueue(list(item("a", 100), item("b", 100)));
    assertThat(watch()).containsExactly("SAVED 100", "SAVED 100");
  }

  @Test
  void oneNotFoundOfASeenJobIsRetried() {
    server.enqueue(RUNNING).enqueue(list(item("a", 100)));
    server.enqueue(404, "{\"error\":{\"message\":\"gone\"}}");
    server.enqueue(SUCCEEDED).enqueue(list(item("a", 100), item("b", 200)));
    assertThat(watch()).containsExactly("SAVED 100", "SAVED 200");
  }

  @Test
  void twoConsecutiveNotFoundEndTheWatch() {
    server.enqueue(RUNNING).enqueue(list(item("a", 100)));
    server.enqueue(404, "{}").enqueue(404, "{}");
    assertThatThrownBy(this::watch)
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
  }

  @Test
  void aJobNeverSeenIsNotFoundAtOnce() {
    server.enqueue(404, "{}");
    assertThatThrownBy(this::watch)
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>maintenance</html>", "", "{\"object\":", "[]", "null"})
  void aFewBadResponsesAreRetried(String bad) {
    server.enqueue(RUNNING).enqueue(list(item("a", 100)));
    server.enqueue(RUNNING).enqueue(bad).enqueue(bad).enqueue(RUNNING).enqueue(bad);
    server.enqueue(SUCCEEDED).enqueue(list(item("a", 100), item("b", 200)));
    assertThat(watch()).containsExactly("SAVED 100", "SAVED 200");
  }

  @Test
  void aListThatLagsBehindTheEndIsRequestedAgain() {
    server.enqueue(RUNNING).enqueue(list());
    server.enqueue(SUCCEEDED).enqueue(list());
    server.enqueue(SUCCEEDED).enqueue(list(item("a", 100), item("b", 200)));
    assertThat(watch()).containsExactly("SAVED 100", "SAVED 200");
  }

  @Test
  void aJobWithoutCheckpointsEndsAfterAFewPolls() {
    server.route(request ->
        Server.response(200, request.getTarget().contains("/checkpoints") ? list() : SUCCEEDED));
    assertThat(watch()).isEmpty();
    assertThat(server.requests()).hasSize(8);
  }

  @Test
  void aSyncingCheckpointIsReportedAgainWhenReady() {
    List<String> states = List.of("SYNCING", "SYNCING", "COMPLETE");
    AtomicInteger look = new AtomicInteger();
    server.route(request -> request.getTarget().contains("checkpoints")
        ? Server.response(
            200,
            "{\"checkpoints\":[{\"checkpoint_id\":\"checkpoint-10\",\"training_job_id\":\"j\","
                + "\"created_at\":\"2026-01-01T00:00:00Z\",\"checkpoint_type\":\"lora\","
                + "\"base_model\":\"m\",\"size_bytes\":1,\"sync_status\":\""
                + states.get(Math.min(2, look.getAndIncrement())) + "\"}]}")
        : Server.response(
            200,
            "{\"training_job\":{\"id\":\"j\",\"current_status\":\"TRAINING_JOB_"
                + (look.get() == 0 ? "RUNNING" : "COMPLETED") + "\"}}"));
    try (CheckpointClient baseten = builder()
            .apiKey("baseten", "key-canary-12345")
            .baseUrl("baseten", server.url("/"))
            .build();
        Watch watch = baseten.watch(JobRef.parse("baseten:p/j"), WatchOptions.defaults())) {
      List<String> events = new ArrayList<>();
      for (WatchEvent event : watch) {
        events.add(event.type() + " " + watch.seen());
      }
      assertThat(events).containsExactly("SAVED []", "READY [checkpoint-10]");
    }
  }

  @Test
  void aNewIteratorContinuesWhereAnotherReadAhead() {
    server.enqueue(SUCCEEDED).enqueue(list(item("a", 1), item("b", 2), item("c", 3)));
    try (Watch watch = client.watch(JOB, WatchOptions.defaults())) {
      assertThat(watch.iterator().hasNext()).isTrue();
      assertThat(watch.seen()).isEmpty();
      Iterator<WatchEvent> second = watch.iterator();
      assertThat(second.next().checkpoint().step()).isEqualTo(1);
      assertThat(events(watch)).containsExactly("SAVED 2", "SAVED 3");
    }
  }

  @Test
  void aMalformedCheckpointIsReportedOnce() {
    for (int i = 0; i < 3; i++) {
      server.enqueue(i < 2 ? RUNNING : SUCCEEDED);
      String news = IntStream.rangeClosed(0, i)
          .mapToObj(each -> item("c" + each, each))
          .reduce((older, newer) -> newer + "," + older)
          .orElseThrow();
      server.enqueue(list(news, "{\"step_number\":9}"));
    }
    List<MalformedCheckpoint> bad = new ArrayList<>();
    CheckpointClient lenient = client.with(client.options().lenient(bad::add));
    try (Watch watch = lenient.watch(JOB, WatchOptions.defaults())) {
      assertThat(events(watch)).containsExactly("SAVED 0", "SAVED 1", "SAVED 2");
    }
    assertThat(bad).hasSize(1);
  }

  @Test
  void theCallersWrapperIsCalledOncePerClient() {
    AtomicInteger wrapped = new AtomicInteger();
    server.enqueue(RUNNING).enqueue(list(item("a", 1)));
    server.enqueue(SUCCEEDED).enqueue(list(item("a", 1), item("b", 2)));
    try (CheckpointClient mine = builder()
            .callFactory(okHttp -> {
              wrapped.incrementAndGet();
              return (Call.Factory) okHttp;
            })
            .build();
        Watch watch = mine.with(mine.options().pageSize(7)).watch(JOB, WatchOptions.defaults())) {
      assertThat(events(watch)).hasSize(2);
    }
    assertThat(wrapped).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closingCompletesASubscriberThatRequestsNoMore(boolean byClient) throws Exception {
    server.route(request -> Server.response(
        200,
        request.getTarget().contains("/checkpoints")
            ? list(item("a", 1), item("b", 2), item("c", 3))
            : RUNNING));
    CheckpointClient closed = builder().build();
    Watch watch = closed.watch(JOB, WatchOptions.defaults());
    OneOnly subscriber = new OneOnly();
    watch.publisher().subscribe(subscriber);
    subscriber.first.get(10, TimeUnit.SECONDS);
    assertThat(watch.seen()).containsExactly("a");
    if (byClient) {
      closed.close();
    } else {
      watch.close();
    }
    subscriber.completed.get(10, TimeUnit.SECONDS);
    assertThat(watch.seen()).containsExactly("a");
    closed.close();
  }

  @Test
  void checkpointsRepeatedAcrossPagesAreListedOnce() {
    server.enqueue(more(item("c", 3), item("b", 2)));
    server.enqueue(list(item("b", 2), item("a", 1)));
    assertThat(client.list(JOB)).extracting(each -> each.id()).containsExactly("a", "b", "c");

    server.enqueue(more(item("c", 3), item("b", 2)));
    server.enqueue(list(item("c", 3), item("b", 2)));
    try (Stream<?> stream = client.stream(JOB)) {
      assertThat(stream).hasSize(2);
    }
  }

  @Test
  void aServerThatIgnoresTheCursorIsDetected() {
    AtomicInteger cursor = new AtomicInteger();
    server.route(request -> {
      String last = item("z" + cursor.incrementAndGet() % 3, 1);
      return Server.response(200, more(item("c", 3), last));
    });
    assertThatThrownBy(() -> client.list(JOB))
        .hasMessageContaining("the list of checkpoints does not end");
    assertThat(server.requests().size()).isLessThan(10);
  }

  @Test
  void theLengthOfAListIsLimited() {
    try (CheckpointClient bounded = builder().maxCheckpoints(3).build()) {
      server.enqueue(more(item("d", 4), item("c", 3))).enqueue(list(item("b", 2), item("a", 1)));
      assertThatThrownBy(() -> bounded.list(JOB)).hasMessageContaining("more than 3 checkpoints");
    }
  }

  @Test
  void aRejectedDefaultPageSizeIsOmitted() {
    server.route(request -> request.getTarget().contains("limit=")
        ? Server.response(422, "{\"detail\":\"limit: at most 20\"}")
        : Server.response(200, list(item("a", 1))));
    assertThat(client.list(JOB)).hasSize(1);
    assertThat(client.list(JOB)).hasSize(1);
    assertThat(server.requests()).as("the rejection is remembered").hasSize(3);
  }

  private static String more(String... items) {
    return list(items).replace("\"has_more\":false", "\"has_more\":true");
  }

  /** Requests one event only. */
  private static final class OneOnly implements Flow.Subscriber<WatchEvent> {
    private final CompletableFuture<WatchEvent> first = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> completed = new CompletableFuture<>();

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      Objects.requireNonNull(subscription).request(1);
    }

    @Override
    public void onNext(WatchEvent event) {
      first.complete(event);
    }

    @Override
    public void onError(Throwable failure) {
      completed.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      completed.complete(null);
    }
  }
}
