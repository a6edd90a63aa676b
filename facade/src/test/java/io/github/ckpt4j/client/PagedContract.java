package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A provider that lists checkpoints page by page, each of which names the next one's cursor. */
interface PagedContract extends ProviderFixture {
  /** The query parameter that a cursor is sent in, before that of the size. */
  String cursorParameter();

  /** The query parameter that the size of a page is sent in. */
  String sizeParameter();

  /** A page that is not the last one: its cursor is that of its last checkpoint. */
  String more(Object... checkpoints);

  /** The cursor of the page after this checkpoint. */
  default String cursor(Item last) {
    return last.get(identity()).getAsString();
  }

  @Override
  default String listTarget() {
    return target(null, 100);
  }

  /** The path and query of the request for the page after this step. */
  private String targetAfter(long step) {
    return target(cursor(atStep(step)), 100);
  }

  /** The path and query of the request for a page. */
  default String target(@Nullable String cursor, int size) {
    String after = cursor == null ? "" : cursorParameter() + "=" + cursor + "&";
    return basePath() + listPath() + "?" + after + sizeParameter() + "=" + size;
  }

  @Test
  default void duplicateIdsAreABadResponse() {
    String id = atStep(1).get(identity()).toString();
    server().enqueue(page(atStep(1), atStep(2), atStep(3).with(identity(), id)));
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(Kind.BAD_RESPONSE);
    assertThat(failure.detail())
        .contains("checkpoint 2 of " + job() + ": its id is also the id of checkpoint 0");
  }

  @Test
  default void listsEveryPage() {
    server()
        .enqueue(more(atStep(30), atStep(25)))
        .enqueue(more(atStep(20)))
        .enqueue(page(atStep(10)));
    assertThat(list()).extracting(Checkpoint::step).containsExactly(10L, 20L, 25L, 30L);
    assertThat(server().targets()).containsExactly(listTarget(), targetAfter(25), targetAfter(20));
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
    List<String> cursors = all.stream().map(this::cursor).toList();
    server().route(request -> {
      int from = cursors.indexOf(request.getUrl().queryParameter(cursorParameter())) + 1;
      String size = request.getUrl().queryParameter(sizeParameter());
      int to = Math.min(1000, from + (size == null ? 20 : Integer.parseInt(size)));
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
    assertThat(server().targets()).containsExactly(target(null, 7), target(cursor(atStep(2)), 7));
  }

  @Test
  default void theSizeInARequestOverridesTheClients() {
    server().enqueue(page());
    client().with(options().pageSize(7)).page(job(), PageRequest.after("c").size(3));
    assertThat(server().targets()).containsExactly(target("c", 3));
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
    assertThat(server().onlyRequest().getUrl().queryParameter(cursorParameter()))
        .isEqualTo("a b&c=d/é?#");
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
    assertThat(server().targets()).containsExactly(listTarget(), targetAfter(3));
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
}
