package io.github.ckpt4j.client;

import static io.github.ckpt4j.CheckpointException.Kind.CANCELLED;
import static io.github.ckpt4j.CheckpointException.Kind.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.JobRef;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Listing many jobs of one provider concurrently. */
interface ManyJobsContract extends ProviderFixture {
  default List<JobRef> jobs(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new JobRef(job().provider(), job().id() + "-" + i))
        .toList();
  }

  @Test
  default void listsEveryJobInTheOrderOfLists() {
    List<JobRef> jobs = jobs(40);
    server()
        .route(request ->
            Server.response(200, pageOf(requested(request, jobs), atStep(10), atStep(9))));
    try (Stream<JobResult> results = client().listAll(jobs)) {
      assertThat(results)
          .allSatisfy(result -> assertThat(((JobResult.Listed) result).checkpoints())
              .extracting(Checkpoint::step)
              .containsExactly(9L, 10L))
          .extracting(JobResult::job)
          .containsExactlyInAnyOrderElementsOf(jobs(40));
    }
  }

  @Test
  default void noJobsAreNoResults() {
    assertThat(client().listAll(List.of())).isEmpty();
  }

  @Test
  default void oneJobsErrorDoesNotAffectTheOthers() {
    JobRef lost = jobs(3).get(1);
    server()
        .route(request ->
            request.getTarget().contains(lost.segments().get(lost.segments().size() - 1))
                ? Server.response(404, "{\"message\":\"gone\"}")
                : Server.response(200, pageOf(requested(request, jobs(3)))));
    List<JobResult> results = client().listAll(jobs(3)).toList();
    assertThat(results).hasSize(3);
    assertThat(results)
        .filteredOn(JobResult.Failed.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(JobResult.Failed.class, failed -> {
          assertThat(failed.job()).isEqualTo(lost);
          assertThat(failed.error().kind()).isEqualTo(NOT_FOUND);
          assertThat(failed.error().job()).isEqualTo(lost);
        });
  }

  @Test
  default void aKeySupplierThatFailsFailsItsJobsOnly() {
    CheckpointClient client = client(builder -> builder.set(job().provider(), "api-key", () -> {
      throw new IllegalStateException("vault is sealed");
    }));
    assertThat(client.listAll(jobs(2))).hasSize(2).hasOnlyElementsOfType(JobResult.Failed.class);
    assertThat(server().requests()).isEmpty();
  }

  @Test
  default void interruptionEndsTheWaitForAResult() throws Exception {
    server().silence();
    CheckpointClient client = client();
    CompletableFuture<CheckpointException> outcome = new CompletableFuture<>();
    Thread reader = new Thread(() -> {
      try (Stream<JobResult> results = client.listAll(jobs(1))) {
        outcome.complete(catchThrowableOfType(CheckpointException.class, results::toList));
      }
    });
    reader.start();
    server().awaitRequest();
    reader.interrupt();
    assertThat(outcome.get(10, TimeUnit.SECONDS).kind()).isEqualTo(CANCELLED);
  }

  @Test
  default void noMoreJobsRunThanAllowed() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch three = new CountDownLatch(3);
    server().route(request -> {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
      three.countDown();
      try {
        three.await(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      now.decrementAndGet();
      return Server.response(200, page());
    });
    CheckpointClient client = client(builder -> builder.maxConcurrentJobs(3));
    assertThat(client.listAll(jobs(12))).hasSize(12);
    assertThat(most).hasValue(3);
  }

  @Test
  default void aSlowReaderDelaysFurtherRequests() throws InterruptedException {
    server().route(request -> Server.response(200, page()));
    CheckpointClient client = client(builder -> builder.maxConcurrentJobs(2));
    try (Stream<JobResult> results = client.listAll(jobs(9))) {
      Iterator<JobResult> iterator = results.iterator();
      server().awaitRequest();
      server().awaitRequest();
      assertThat(server().requests()).hasSize(2);
      iterator.next();
      server().awaitRequest();
      assertThat(server().requests()).hasSize(3);
    }
  }

  @Test
  default void closingCancelsRunningRequests() throws Exception {
    CallEnds ends = new CallEnds();
    server().silence();
    CheckpointClient client = client(builder -> builder.okHttpClient(ends.client()));
    Stream<JobResult> results = client.listAll(jobs(1));
    server().awaitRequest();
    results.close();
    assertThat(ends.failed.get(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(ends.cancelled).isCompleted();
  }

  @Test
  default void closingTheClientFailsTheRemainingJobs() throws InterruptedException {
    server().silence().silence();
    CheckpointClient client = client(builder -> builder.maxConcurrentJobs(2));
    Stream<JobResult> results = client.listAll(jobs(5));
    server().awaitRequest();
    server().awaitRequest();
    client.close();
    assertThat(results).hasSize(5).hasOnlyElementsOfType(JobResult.Failed.class);
  }
}
