package io.github.ckpt4j.client;

import static io.github.ckpt4j.CheckpointException.Kind.CANCELLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Reading checkpoints as a stream and page by page. */
interface StreamContract extends ProviderFixture {
  @Test
  default void aStreamKeepsTheProvidersOrder() {
    server().enqueue(page(atStep(5), atStep(20), atStep(1)));
    try (Stream<Checkpoint> stream = client().stream(job())) {
      assertThat(stream).extracting(Checkpoint::step).containsExactly(5L, 20L, 1L);
    }
  }

  @Test
  default void aStreamSendsNothingBeforeItIsRead() {
    try (Stream<Checkpoint> stream = client().stream(job())) {
      assertThat(stream).isNotNull();
    }
    assertThat(server().requests()).isEmpty();
  }

  @Test
  default void theFirstCheckpointOfAStreamTakesOneRequest() {
    server().enqueue(page(atStep(1), atStep(2)));
    try (Stream<Checkpoint> stream = client().stream(job())) {
      assertThat(stream.limit(1)).hasSize(1);
    }
    assertThat(server().requests()).hasSize(1);
  }

  @Test
  default void aStreamOfNoCheckpointsIsEmpty() {
    server().enqueue(page());
    try (Stream<Checkpoint> stream = client().stream(job())) {
      assertThat(stream).isEmpty();
    }
  }

  @Test
  default void aStreamFailsLikeAList() {
    server().enqueue(404, "{\"message\":\"gone\"}");
    try (Stream<Checkpoint> stream = client().stream(job())) {
      assertThatThrownBy(stream::toList)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("gone");
    }
  }

  @Test
  default void aClosedStreamReadsNoMore() {
    server().enqueue(page(atStep(1)));
    Stream<Checkpoint> stream = client().stream(job());
    Iterator<Checkpoint> iterator = stream.iterator();
    stream.close();
    assertThatThrownBy(iterator::hasNext)
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(CANCELLED));
    assertThat(server().requests()).isEmpty();
  }

  @Test
  default void closingAStreamLeavesTheClientOpen() {
    server().enqueue(page(atStep(1))).enqueue(page(atStep(1)));
    CheckpointClient client = client();
    client.stream(job()).close();
    assertThat(client.list(job())).hasSize(1);
  }

  @Test
  default void aPageMatchesTheProvidersResponse() {
    server().enqueue(page(atStep(7), atStep(3)));
    Page page = client().page(job(), PageRequest.first());
    assertThat(page.checkpoints()).extracting(Checkpoint::step).containsExactly(7L, 3L);
    assertThat(page.malformed()).isEmpty();
    assertThat(page.next()).isNull();
    assertThat(page.hasNext()).isFalse();
  }
}
