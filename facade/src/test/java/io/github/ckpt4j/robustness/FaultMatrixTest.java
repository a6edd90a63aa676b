package io.github.ckpt4j.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.SkippedWaits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every provider meets every fault, over real sockets, once and then always. Either the list comes,
 * equal to the one without the fault, or an error of the right kind; and nothing is left behind.
 *
 * <p>What came of it is the table in {@code docs/faults.md}, which must be the one that is committed.
 */
class FaultMatrixTest {
  private static final int AT_ONCE = 32;
  private static final Path TABLE = Path.of("..", "docs", "faults.md");
  private static final String REFRESH =
      "mvn -pl facade -am test -Dtest=FaultMatrixTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dgolden.update=true";

  private static final Map<String, Future<Outcome>> TRIALS = new LinkedHashMap<>();
  private static final ExecutorService EXECUTOR = Executors.newFixedThreadPool(AT_ONCE);
  private static final Canary.Log LOG = new Canary.Log("io.github.ckpt4j");

  private static List<ProviderCase> subjects = List.of();
  private static Map<String, List<WireFault>> faults = Map.of();

  @BeforeAll
  static void start() {
    subjects = ProviderCase.all();
    faults = WireFaults.all();
    // Those that take long by nature run while the others do.
    for (boolean always : new boolean[] {true, false}) {
      faults.values().stream()
          .flatMap(List::stream)
          .forEach(fault -> subjects.forEach(subject -> TRIALS.put(
              key(fault, subject, always), EXECUTOR.submit(() -> trial(fault, subject, always)))));
    }
  }

  @AfterAll
  static void end() {
    EXECUTOR.shutdownNow();
    LOG.close();
  }

  @TestFactory
  Stream<DynamicNode> faults() {
    List<DynamicNode> groups = new ArrayList<>();
    faults.forEach((group, members) -> groups.add(DynamicContainer.dynamicContainer(
        group, members.stream().flatMap(FaultMatrixTest::trials))));
    groups.add(DynamicTest.dynamicTest("nothing is left running", FaultMatrixTest::nothingIsLeft));
    groups.add(DynamicTest.dynamicTest("no log shows a key", () -> {
      assertThat(LOG.text()).contains("GET http");
      Canary.assertUnseen(LOG.text());
    }));
    groups.add(DynamicTest.dynamicTest("the table is the committed one", FaultMatrixTest::table));
    return groups.stream();
  }

  private static Stream<DynamicTest> trials(WireFault fault) {
    return subjects.stream()
        .map(subject -> DynamicTest.dynamicTest(fault.name() + ": " + subject, () -> {
          assertThat(outcome(fault, subject, false)).as("once").isEqualTo(fault.once());
          assertThat(outcome(fault, subject, true)).as("always").isEqualTo(fault.always());
        }));
  }

  private static Outcome outcome(WireFault fault, ProviderCase subject, boolean always)
      throws Exception {
    try {
      return Objects.requireNonNull(TRIALS.get(key(fault, subject, always)))
          .get(120, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("hangs", e);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private static Outcome trial(WireFault fault, ProviderCase subject, boolean always)
      throws Exception {
    try (FaultScenario stage = new FaultScenario(subject, always)) {
      fault.staging().accept(stage);
      OkHttpClient http = stage.http.build();
      Outcome outcome;
      try (CheckpointClient client = new SkippedWaits()
          .in(subject.client(stage.origin()))
          .okHttpClient(http)
          .allowPlainHttp()
          .maxBodyBytes(1 << 20)
          .maxRetries(stage.retries())
          .options(ProviderCase.OPTIONS
              .connectTimeout(stage.patience())
              .attemptTimeout(stage.patience()))
          .build()) {
        outcome = outcome(client, stage);
        Canary.assertUnseen(client);
      }
      assertThat(http.connectionPool().connectionCount())
          .as("connections in use")
          .isEqualTo(http.connectionPool().idleConnectionCount());
      assertThat(stage.leaks()).as("requests or keys that went elsewhere").isZero();
      http.connectionPool().evictAll();
      return outcome;
    }
  }

  private static Outcome outcome(CheckpointClient client, FaultScenario stage) {
    try {
      List<Checkpoint> listed = client.list(stage.subject.job());
      assertThat(listed).isEqualTo(stage.subject.expected());
      return Outcome.listed(stage.attempts());
    } catch (CheckpointException e) {
      Canary.assertUnseenIn(e);
      assertThat(e.job()).isEqualTo(stage.subject.job());
      return Outcome.failed(e.kind(), e.attempts());
    }
  }

  private static void nothingIsLeft() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("ckpt4j-") || thread.getName().startsWith("fault-server-")) {
        thread.join(10_000);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  private static void table() throws Exception {
    StringBuilder text = new StringBuilder();
    text.append("# What comes of which fault\n\n")
        .append("Written by `FaultMatrixTest`, which has every provider meet every fault over real")
        .append(" sockets.\nIn each cell: what comes of a fault that happens once, and of one that")
        .append(
            " happens every time;\nin brackets, how often the request was made. *listed* is the")
        .append(" whole list, equal to the one without the fault.\nThe fault is always in the last")
        .append(
            " request of a list: at OpenAI and Portkey in the second page, after a good first.\n\n")
        .append("To write this page anew: `")
        .append(REFRESH)
        .append("`\n");
    for (Map.Entry<String, List<WireFault>> group : faults.entrySet()) {
      text.append("\n## ").append(group.getKey()).append("\n\n| fault |");
      subjects.forEach(subject -> text.append(' ').append(subject).append(" |"));
      text.append("\n|---|").append("---|".repeat(subjects.size())).append('\n');
      for (WireFault fault : group.getValue()) {
        text.append("| ").append(fault.name().replace("|", "\\|")).append(" |");
        for (ProviderCase subject : subjects) {
          Outcome once = outcome(fault, subject, false);
          Outcome always = outcome(fault, subject, true);
          text.append(' ').append(once);
          text.append(once.equals(always) ? "" : " / " + always).append(" |");
        }
        text.append('\n');
      }
    }
    check(text.toString());
  }

  private static void check(String text) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(TABLE.getParent());
      Files.writeString(TABLE, text);
    }
    assertThat(Files.readString(TABLE))
        .as("%s; refresh it with: %s", TABLE, REFRESH)
        .isEqualTo(text);
  }

  private static String key(WireFault fault, ProviderCase subject, boolean always) {
    return fault.name() + " " + subject + " " + always;
  }
}
