package io.github.ckpt4j.client;

import static io.github.ckpt4j.CheckpointException.Kind.CANCELLED;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.PageRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Asynchronous calls and their cancellation. */
interface AsyncContract extends ProviderFixture {
  @Test
  default void listsInAnotherThread() {
    server().enqueue(page(atStep(2), atStep(1)));
    assertThat(client().listAsync(job()))
        .succeedsWithin(Duration.ofSeconds(10))
        .satisfies(list -> assertThat(list).extracting(Checkpoint::step).containsExactly(1L, 2L));
  }

  @Test
  default void readsAPageInAnotherThread() {
    server().enqueue(page(atStep(2), atStep(1)));
    assertThat(client().pageAsync(job(), PageRequest.first()))
        .succeedsWithin(Duration.ofSeconds(10))
        .satisfies(page -> assertThat(page.checkpoints()).hasSize(2));
  }

  @Test
  default void runsAnyCallInAnotherThread() {
    server().enqueue(page(atStep(2), atStep(10)));
    assertThat(client().async(client -> client.latest(job()).orElseThrow().step()))
        .succeedsWithin(Duration.ofSeconds(10))
        .isEqualTo(10L);
  }

  @Test
  default void aFutureFailsWithTheErrorItself() {
    server().enqueue(404, "{\"message\":\"gone\"}");
    assertThat(client().listAsync(job()))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(CheckpointException.class)
        .withMessageContaining("gone");
  }

  @Test
  default void cancellingAFutureCancelsTheCallInFlight() throws Exception {
    CallEnds ends = new CallEnds();
    server().silence();
    CheckpointClient client = client(builder -> builder.okHttpClient(ends.client()));
    CompletableFuture<List<Checkpoint>> future = client.listAsync(job());
    server().awaitRequest();
    future.cancel(true);
    assertThat(ends.failed.get(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(ends.cancelled).isCompleted();
    assertThat(future).isCancelled();
  }

  @Test
  default void aFutureThatTimesOutCancelsTheCallInFlight() throws Exception {
    CallEnds ends = new CallEnds();
    server().silence();
    CheckpointClient client = client(builder -> builder.okHttpClient(ends.client()));
    CompletableFuture<List<Checkpoint>> future = client.listAsync(job());
    server().awaitRequest();
    future.completeExceptionally(new TimeoutException());
    assertThat(ends.failed.get(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(ends.cancelled).isCompleted();
  }

  @Test
  default void closingTheClientCancelsTheCallInFlight() throws Exception {
    server().silence();
    CheckpointClient client = client();
    CompletableFuture<List<Checkpoint>> future = client.listAsync(job());
    server().awaitRequest();
    client.close();
    assertThat(future)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(CANCELLED));
  }

  @Test
  default void aClientClosedWhilePreparingARequestDoesNotSendIt() {
    server().silence();
    AtomicReference<Runnable> close = new AtomicReference<>();
    CheckpointClient client = client(builder -> builder.set(job().provider(), "api-key", () -> {
      Objects.requireNonNull(close.get()).run();
      return KEY;
    }));
    close.set(client::close);
    assertThat(failure(client).kind()).isEqualTo(CANCELLED);
  }

  @Test
  default void aFutureFailsWithTheExceptionOfItsWork() {
    assertThat(client().async(client -> {
          throw new IllegalStateException("mine");
        }))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  default void anInterruptedThreadSendsNothing() {
    CheckpointClient client = client(builder -> builder.maxRetries(0));
    Thread.currentThread().interrupt();
    try {
      assertThat(failure(client).kind()).isEqualTo(CANCELLED);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  default void aClosedClientSendsNothing() {
    CheckpointClient client = client();
    client.close();
    assertThat(failure(client).kind()).isEqualTo(CANCELLED);
    assertThat(client.listAsync(job()))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(CheckpointException.class);
    assertThat(client.listAll(List.of(job())))
        .singleElement()
        .isInstanceOfSatisfying(
            JobResult.Failed.class, each -> assertThat(each.error().kind()).isEqualTo(CANCELLED));
    assertThat(server().requests()).isEmpty();
  }
}
