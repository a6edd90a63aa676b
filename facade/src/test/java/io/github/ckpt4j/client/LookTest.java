package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.http.CancellationScope;
import io.github.ckpt4j.http.Deadline;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much of a list a watch reads, and that it misses nothing. */
@Timeout(60)
final class LookTest {
  private static final JobRef JOB = JobRef.parse("openai:ftjob-look");
  private static final Instant START = Instant.parse("2026-02-11T12:00:00Z");
  private static final int PAGE = 10;

  private final ManualTime time = new ManualTime();

  /** Bytes are counted against a server; the other tests read lists in memory. */
  @Test
  void bytesOfALookDoNotDependOnHowManyCheckpointsWereReported() {
    List<Long> looks = new ArrayList<>();
    Interceptor counting = chain -> {
      Response response = chain.proceed(chain.request());
      if (!chain.request().url().encodedPath().endsWith("/checkpoints")) {
        looks.add(0L); // The job, which each look begins with.
      }
      int last = looks.size() - 1;
      looks.set(last, looks.get(last) + response.peekBody(Long.MAX_VALUE).contentLength());
      return response;
    };
    try (Sandbox sandbox = Sandbox.builder().clock(time::now).start();
        CheckpointClient client = CheckpointClient.builder()
            .environment(sandbox.environment())
            .okHttpClient(new OkHttpClient.Builder().addInterceptor(counting).build())
            .options(CallOptions.defaults().pageSize(5))
            .time(time)
            .build()) {
      sandbox.add(SandboxJob.of(JOB.toString())
          .checkpoints(90)
          .startingAt(time.now().minus(Duration.ofMinutes(5).multipliedBy(20)))
          .interval(Duration.ofMinutes(5)));
      try (Watch watch = client.watch(
          JOB,
          WatchOptions.defaults().timeout(Duration.ofDays(3)).until(StopCondition.count(80)))) {
        assertThat(watch).hasSize(80);
      }
    }
    List<Long> later = looks.subList(1, looks.size());
    assertThat(later).hasSizeGreaterThan(50);
    assertThat(looks.get(0)).as("reads the whole list").isGreaterThan(2 * later.get(0));
    assertThat(Collections.max(later)).isLessThan(Collections.min(later) * 11 / 10);
  }

  @Test
  void readsOnePageWhereListsAreNewestFirst() {
    Server server = new Server(95);
    WatchLoop loop = loop(server);
    assertThat(events(loop)).hasSize(95);
    assertThat(server.pages).isEqualTo(10);

    assertThat(events(loop)).isEmpty();
    assertThat(server.pages).isEqualTo(11);

    server.save(1);
    assertThat(events(loop)).containsExactly("id-96");
    assertThat(server.pages).isEqualTo(12);

    server.save(25);
    assertThat(events(loop)).hasSize(25);
    assertThat(server.pages).as("up to one that was reported").isEqualTo(15);
  }

  @Test
  void readsTheWholeListWhereItIsOldestFirst() {
    Server server = new Server(95);
    server.newestFirst = false;
    WatchLoop loop = loop(server);
    assertThat(events(loop)).hasSize(95);

    server.save(1);
    assertThat(events(loop)).containsExactly("id-96");
    assertThat(server.pages).isEqualTo(20);
  }

  @Test
  void readsTheWholeListOnceItsOrderHasChanged() {
    Server server = new Server(95);
    WatchLoop loop = loop(server);
    events(loop);
    server.newestFirst = false;
    server.save(1);

    assertThat(events(loop)).containsExactly("id-96");
  }

  @Test
  void readsTheWholeListWhileACheckpointIsWaitedFor() {
    Server server = new Server(95);
    server.all.set(3, checkpoint(4, Checkpoint.Status.SYNCING));
    WatchLoop loop = loop(server);
    assertThat(events(loop)).hasSize(95);

    server.all.set(3, checkpoint(4, Checkpoint.Status.READY));
    assertThat(events(loop)).containsExactly("id-4");
    assertThat(server.pages).isEqualTo(20);

    assertThat(events(loop)).isEmpty();
    assertThat(server.pages).as("now that all are ready").isEqualTo(21);
  }

  @Test
  void findsAtTheEndOfTheJobWhatAppearedFarDown() {
    Server server = new Server(95);
    WatchLoop loop = loop(server);
    events(loop);
    server.all.add(
        5,
        Checkpoint.builder(JOB, "late")
            .step(5L)
            .createdAt(START.plusSeconds(5))
            .status(Checkpoint.Status.READY)
            .build());

    assertThat(events(loop)).isEmpty();
    server.state = Job.State.SUCCEEDED;
    assertThat(events(loop)).containsExactly("late");
  }

  @Test
  void reportsNothingTwiceWhereIdsChange() {
    Server server = new Server(95);
    WatchLoop loop = loop(server);
    assertThat(events(loop)).hasSize(95);
    for (int look = 1; look <= 5; look++) {
      server.prefix = "other-" + look + "-";
      assertThat(events(loop)).isEmpty();
    }
    server.save(1);
    assertThat(events(loop)).hasSize(1);
    server.rename(95);
    assertThat(events(loop)).isEmpty();
    assertThat(events(loop)).isEmpty();
  }

  @Test
  void missesNothingWhateverIsSavedBetweenLooks() {
    Random random = new Random(4711);
    for (int round = 0; round < 50; round++) {
      Server server = new Server(random.nextInt(60));
      server.newestFirst = random.nextInt(4) > 0;
      WatchLoop loop = loop(server);
      List<String> reported = new ArrayList<>(events(loop));
      for (int look = 0; look < 20; look++) {
        server.save(random.nextInt(2 * PAGE + 5) * random.nextInt(2));
        reported.addAll(events(loop));
        assertThat(reported).hasSameSizeAs(server.all).doesNotHaveDuplicates();
      }
    }
  }

  private WatchLoop loop(Server server) {
    return new WatchLoop(
        server, WatchOptions.defaults(), Duration.ofMinutes(5), new CancellationScope(), time);
  }

  /** The ids of what one look reports. */
  private static List<String> events(WatchLoop loop) {
    loop.look();
    List<String> ids = new ArrayList<>();
    while (loop.peek() != null) {
      ids.add(loop.take().checkpoint().id());
    }
    return ids;
  }

  private static Checkpoint checkpoint(int number, Checkpoint.Status status) {
    return Checkpoint.builder(JOB, "id-" + number)
        .step((long) number)
        .createdAt(START.plusSeconds(number))
        .status(status)
        .build();
  }

  /** Serves a list in pages. */
  private static final class Server implements WatchLoop.JobSource {
    private final List<Checkpoint> all = new ArrayList<>();
    private Job.State state = Job.State.RUNNING;
    private boolean newestFirst = true;
    private String prefix = "";
    private int pages;

    Server(int checkpoints) {
      save(checkpoints);
    }

    void save(int checkpoints) {
      for (int i = 0; i < checkpoints; i++) {
        all.add(checkpoint(all.size() + 1, Checkpoint.Status.READY));
      }
    }

    void rename(int index) {
      Checkpoint old = all.get(index);
      all.set(
          index,
          Checkpoint.builder(JOB, "renamed")
              .step(old.step())
              .createdAt(old.createdAt())
              .status(old.status())
              .build());
    }

    @Override
    public Job job(Deadline deadline) {
      return Job.builder(JOB, state).build();
    }

    @Override
    public List<Checkpoint> list(Deadline deadline, Predicate<Page> last) {
      List<Checkpoint> ordered = new ArrayList<>(all.stream().map(this::named).toList());
      if (newestFirst) {
        Collections.reverse(ordered);
      }
      List<Checkpoint> read = new ArrayList<>();
      for (int from = 0; from < ordered.size(); from += PAGE) {
        pages++;
        List<Checkpoint> some = ordered.subList(from, Math.min(from + PAGE, ordered.size()));
        read.addAll(some);
        if (last.test(new Page(some, List.of(), null))) {
          break;
        }
      }
      return read;
    }

    private Checkpoint named(Checkpoint each) {
      return prefix.isEmpty()
          ? each
          : Checkpoint.builder(JOB, prefix + each.id())
              .step(each.step())
              .createdAt(each.createdAt())
              .status(each.status())
              .build();
    }

    @Override
    public boolean listsAll() {
      return true;
    }
  }
}
