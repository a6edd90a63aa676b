package io.github.ckpt4j.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Download;
import io.github.ckpt4j.DownloadProgress;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.DownloadOptions;
import io.github.ckpt4j.robustness.Canary;
import io.github.ckpt4j.robustness.FaultPage;
import io.github.ckpt4j.sandbox.Sandbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exposes a download from every provider with files to every fault, once and then every time. It
 * either ends with every file correct or with the expected kind of error; in both cases, no file with
 * its final name differs from the source. Then the fault ends, and the same download completes.
 *
 * <p>The endings must match the committed table in {@code docs/faults.md}.
 */
final class DownloadFaultMatrixTest {
  private static final int AT_ONCE = 12;
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final DownloadOptions OPTIONS =
      DownloadOptions.defaults().connections(2).partBytes(1 << 20);

  private static final Map<String, Future<Ending>> RUNS = new LinkedHashMap<>();
  private static final ExecutorService EXECUTOR = Executors.newFixedThreadPool(AT_ONCE);
  private static final Set<String> SIGNATURES = ConcurrentHashMap.newKeySet();
  private static final Sandbox SANDBOX = FileCase.startSandbox();
  private static final Canary.Log LOG = new Canary.Log("io.github.ckpt4j");

  private static List<FileCase> subjects = List.of();
  private static Map<String, List<FileFault>> faults = Map.of();

  @TempDir
  private static Path temporary;

  @BeforeAll
  static void start() {
    subjects = FileCase.all(SANDBOX);
    faults = FileFaults.all();
    for (boolean always : new boolean[] {true, false}) {
      faults.values().stream()
          .flatMap(List::stream)
          .forEach(fault -> subjects(fault).forEach(subject -> {
            String key = key(fault, subject, always);
            Path directory = temporary.resolve("run-" + RUNS.size());
            RUNS.put(key, EXECUTOR.submit(() -> run(fault, subject, always, directory)));
          }));
    }
  }

  @AfterAll
  static void end() {
    EXECUTOR.shutdownNow();
    LOG.close();
    SANDBOX.close();
  }

  private static Stream<FileCase> subjects(FileFault fault) {
    return subjects.stream().filter(each -> fault.once().containsKey(each.provider()));
  }

  @TestFactory
  Stream<DynamicNode> faults() {
    List<DynamicNode> groups = new ArrayList<>();
    faults.forEach((group, members) -> groups.add(DynamicContainer.dynamicContainer(
        group, members.stream().flatMap(DownloadFaultMatrixTest::runs))));
    groups.add(DynamicTest.dynamicTest("no log has a key or the signature of a link", () -> {
      assertThat(LOG.text()).contains("GET http");
      assertUnseen(LOG.text());
      Canary.assertUnseen(LOG.text());
    }));
    groups.add(DynamicTest.dynamicTest(
        "the table matches the committed one", DownloadFaultMatrixTest::table));
    return groups.stream();
  }

  private static Stream<DynamicTest> runs(FileFault fault) {
    return subjects(fault)
        .map(subject -> DynamicTest.dynamicTest(fault.name() + ": " + subject, () -> {
          assertThat(ending(fault, subject, false))
              .as("once")
              .isEqualTo(fault.once().get(subject.provider()));
          assertThat(ending(fault, subject, true))
              .as("always")
              .isEqualTo(fault.always().get(subject.provider()));
        }));
  }

  private static Ending ending(FileFault fault, FileCase subject, boolean always) throws Exception {
    try {
      return Objects.requireNonNull(RUNS.get(key(fault, subject, always)))
          .get(180, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private static Ending run(FileFault fault, FileCase subject, boolean always, Path directory)
      throws Exception {
    try (FileScenario scenario = new FileScenario(subject, always)) {
      fault.setup().accept(scenario);
      long start = System.nanoTime();
      Ending ending = download(scenario, scenario.on(directory));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST);
      assertThat(complete(directory))
          .allSatisfy(
              (path, sha256) -> assertThat(sha256).isEqualTo(subject.truth().get(path)));
      if (ending.error() == null || Files.exists(directory.resolve("manifest.json"))) {
        assertThat(complete(directory)).isEqualTo(subject.truth());
      }

      scenario.heal();
      assertThat(download(scenario, directory)).as("the next run").isEqualTo(Ending.COMPLETE);
      assertThat(complete(directory)).isEqualTo(subject.truth());
      assertThat(scenario.leaks()).as("keys sent elsewhere").isZero();
      SIGNATURES.addAll(scenario.signatures());
      assertUnseenIn(directory, scenario.signatures());
      return ending;
    }
  }

  private static Ending download(FileScenario scenario, Path directory) {
    FileCase subject = scenario.subject;
    List<DownloadProgress> progress = new ArrayList<>();
    try (CheckpointClient client = scenario.client().build()) {
      Download download =
          client.download(subject.checkpoint(), directory, OPTIONS.onProgress(progress::add));
      assertThat(sha256(download)).isEqualTo(subject.truth());
      assertUnseen(download + " " + progress + " " + client, scenario.signatures());
      return Ending.COMPLETE;
    } catch (CheckpointException e) {
      Canary.assertUnseenIn(e);
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      assertUnseen(e + " " + trace + " " + progress, scenario.signatures());
      assertThat(e.job()).isEqualTo(subject.checkpoint().job());
      return new Ending(e.kind(), Math.max(1, e.attempts()));
    }
  }

  private static Map<String, String> sha256(Download download) {
    return download.files().stream()
        .collect(Collectors.toMap(
            Download.SavedFile::path, each -> Objects.requireNonNull(each.sha256())));
  }

  private static Map<String, String> complete(Path directory) throws IOException {
    Map<String, String> files = new HashMap<>(Truth.of(directory));
    files.keySet().removeIf(each -> each.endsWith(".part"));
    return files;
  }

  private static void assertUnseen(String text) {
    assertUnseen(text, SIGNATURES);
  }

  private static void assertUnseen(String text, Set<String> signatures) {
    assertThat(signatures).noneMatch(text::contains);
  }

  private static void assertUnseenIn(Path directory, Set<String> signatures) throws IOException {
    String manifest = Files.readString(directory.resolve("manifest.json"), StandardCharsets.UTF_8);
    assertUnseen(manifest, signatures);
    Canary.assertUnseen(manifest);
  }

  private static void table() throws Exception {
    StringBuilder text = new StringBuilder();
    text.append("# Downloads\n\n")
        .append(
            "Written by `DownloadFaultMatrixTest`, which exposes a download from every provider")
        .append(" that has files to every fault.\nA fault happens either once or every time from")
        .append(" then on, in a range in the middle of a file, unless the heading says\notherwise.")
        .append(" *complete* means that every file has the SHA-256 of the source. An error has the")
        .append(
            " number of attempts in\nparentheses if there were several. After every run, no file")
        .append(" with its final name differs from the source; then the\nfault ends, and the same")
        .append(" download completes. A cell names providers only if their endings differ, or if")
        .append(
            " not\nevery provider can have the fault: only Oxen reports a digest, so that a wrong")
        .append(" bit can be noticed.\n");
    for (Map.Entry<String, List<FileFault>> group : faults.entrySet()) {
      text.append("\n## Downloads: ").append(group.getKey());
      text.append("\n\n| Fault | Once | Every time |\n|---|---|---|\n");
      for (FileFault fault : group.getValue()) {
        text.append("| ").append(fault.name());
        text.append(" | ").append(cell(fault, false));
        text.append(" | ").append(cell(fault, true)).append(" |\n");
      }
    }
    FaultPage.check(FaultPage.DOWNLOADS, text.toString());
  }

  private static String cell(FileFault fault, boolean always) throws Exception {
    Map<Ending, List<String>> providers = new LinkedHashMap<>();
    for (FileCase subject : subjects(fault).toList()) {
      providers
          .computeIfAbsent(ending(fault, subject, always), any -> new ArrayList<>())
          .add(subject.provider());
    }
    boolean isCommon = providers.size() == 1 && fault.once().size() == subjects.size();
    return isCommon
        ? providers.keySet().iterator().next().toString()
        : providers.entrySet().stream()
            .map(each -> String.join(", ", each.getValue()) + ": " + each.getKey())
            .collect(Collectors.joining("; "));
  }

  private static String key(FileFault fault, FileCase subject, boolean always) {
    return faults.entrySet().stream()
        .filter(each -> each.getValue().contains(fault))
        .map(each -> each.getKey() + " " + fault.name() + " " + subject + " " + always)
        .findFirst()
        .orElseThrow();
  }
}
