package io.github.ckpt4j.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.SkippedWaits;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Exposes every provider to every fault over real sockets, once and then every time. The call
 * either returns the same list as without the fault or fails with the expected kind of error, and
 * leaves nothing running.
 *
 * <p>The outcomes must match the committed table in {@code docs/faults.md}.
 */
class FaultMatrixTest {
  private static final int AT_ONCE = 32;

  private static final Map<String, Future<Outcome>> RUNS = new LinkedHashMap<>();
  private static final ExecutorService EXECUTOR = Executors.newFixedThreadPool(AT_ONCE);
  private static final Canary.Log LOG = new Canary.Log("io.github.ckpt4j");

  private static List<ProviderCase> subjects = List.of();
  private static Map<String, List<WireFault>> faults = Map.of();

  @BeforeAll
  static void start() {
    subjects = ProviderCase.all();
    faults = WireFaults.all();
    // Slow faults run while the others do.
    for (boolean always : new boolean[] {true, false}) {
      faults.values().stream()
          .flatMap(List::stream)
          .forEach(fault -> subjects.forEach(subject -> RUNS.put(
              key(fault, subject, always), EXECUTOR.submit(() -> run(fault, subject, always)))));
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
    faults.forEach((group, members) -> groups.add(
        DynamicContainer.dynamicContainer(group, members.stream().flatMap(FaultMatrixTest::runs))));
    groups.add(DynamicTest.dynamicTest("nothing keeps running", FaultMatrixTest::nothingIsLeft));
    groups.add(DynamicTest.dynamicTest("no log contains a key", () -> {
      assertThat(LOG.text()).contains("GET http");
      Canary.assertUnseen(LOG.text());
    }));
    groups.add(
        DynamicTest.dynamicTest("the table matches the committed one", FaultMatrixTest::table));
    return groups.stream();
  }

  private static Stream<DynamicTest> runs(WireFault fault) {
    return subjects.stream()
        .map(subject -> DynamicTest.dynamicTest(fault.name() + ": " + subject, () -> {
          assertThat(outcome(fault, subject, false)).as("once").isEqualTo(fault.once());
          assertThat(outcome(fault, subject, true)).as("always").isEqualTo(fault.always());
        }));
  }

  private static Outcome outcome(WireFault fault, ProviderCase subject, boolean always)
      throws Exception {
    try {
      return Objects.requireNonNull(RUNS.get(key(fault, subject, always)))
          .get(120, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("timed out", e);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private static Outcome run(WireFault fault, ProviderCase subject, boolean always)
      throws Exception {
    try (FaultScenario scenario = new FaultScenario(subject, always)) {
      fault.setup().accept(scenario);
      OkHttpClient http = scenario.http.build();
      Outcome outcome;
      try (CheckpointClient client = new SkippedWaits()
          .in(subject.client(scenario.origin()))
          .okHttpClient(http)
          .allowPlainHttp()
          .maxBodyBytes(1 << 20)
          .maxRetries(scenario.retries())
          .options(ProviderCase.OPTIONS
              .connectTimeout(scenario.patience())
              .attemptTimeout(scenario.patience()))
          .build()) {
        outcome = outcome(client, scenario);
        Canary.assertUnseen(client);
      }
      assertThat(http.connectionPool().connectionCount())
          .as("connections in use")
          .isEqualTo(http.connectionPool().idleConnectionCount());
      assertThat(scenario.leaks()).as("requests or keys sent elsewhere").isZero();
      http.connectionPool().evictAll();
      return outcome;
    }
  }

  private static Outcome outcome(CheckpointClient client, FaultScenario scenario) {
    try {
      List<Checkpoint> listed = client.list(scenario.subject.job());
      assertThat(listed).isEqualTo(scenario.subject.expected());
      return Outcome.listed(scenario.attempts());
    } catch (CheckpointException e) {
      Canary.assertUnseenIn(e);
      assertThat(e.job()).isEqualTo(scenario.subject.job());
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
    text.append("# Fault matrix\n\n")
        .append(
            "Written by `FaultMatrixTest`, which exposes every provider to every fault over real")
        .append(
            " sockets. A fault happens\neither once or every time, always in the last request of a")
        .append(
            " list: with OpenAI's protocol in the second page, after a\ngood first one. Each cell")
        .append(
            " shows the outcome, with the number of attempts in parentheses. *listed* means the")
        .append(
            " complete list,\nequal to the one without the fault. A cell names providers only if")
        .append(" their outcomes differ.\n\nTo update this page: `")
        .append(FaultPage.refresh())
        .append("`\n");
    for (Map.Entry<String, List<WireFault>> group : faults.entrySet()) {
      text.append("\n## ").append(group.getKey());
      text.append("\n\n| Fault | Once | Every time |\n|---|---|---|\n");
      for (WireFault fault : group.getValue()) {
        text.append("| ").append(fault.name().replace("|", "\\|"));
        text.append(" | ").append(cell(fault, false));
        text.append(" | ").append(cell(fault, true)).append(" |\n");
      }
    }
    FaultPage.check(FaultPage.LISTS, text.toString());
  }

  private static String cell(WireFault fault, boolean always) throws Exception {
    Map<Outcome, List<String>> providers = new LinkedHashMap<>();
    for (ProviderCase subject : subjects) {
      providers
          .computeIfAbsent(outcome(fault, subject, always), any -> new ArrayList<>())
          .add(subject.provider());
    }
    return providers.size() == 1
        ? providers.keySet().iterator().next().toString()
        : providers.entrySet().stream()
            .map(each -> String.join(", ", each.getValue()) + ": " + each.getKey())
            .collect(Collectors.joining("; "));
  }

  private static String key(WireFault fault, ProviderCase subject, boolean always) {
    return fault.name() + " " + subject + " " + always;
  }
}
