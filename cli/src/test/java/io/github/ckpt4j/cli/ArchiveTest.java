package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ckpt4j.cli.Cli.Result;
import io.github.ckpt4j.sandbox.Fault;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives the jobs of a sandbox, without weights. */
final class ArchiveTest {
  private static final String OPENAI = "openai/ftjob-overfitted/";

  private final Sandbox sandbox = Sandbox.builder()
      .clock(Cli.CLOCK)
      .job(SandboxJob.of("together:ft-dc07b30c-8203").checkpoints(6))
      .job(SandboxJob.of("openai:ftjob-overfitted")
          .expiresAt(Cli.CLOCK.instant().plus(Duration.ofDays(9))))
      .job(SandboxJob.of("openai:ftjob-many").checkpoints(25))
      .job(SandboxJob.of("portkey:ftjob-overfitted"))
      .job(SandboxJob.of("oxen:ox/farm/ft_deployed"))
      .job(SandboxJob.of("baseten:yqvr2lxw/3mq59k8w")
          .expiresAt(Cli.CLOCK.instant().plus(Duration.ofDays(30))))
      .start();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path directory;

  @AfterEach
  void close() {
    sandbox.close();
  }

  private Cli cli() {
    return new Cli().environment(sandbox.environment());
  }

  private Result archive(String... args) {
    List<String> line = new ArrayList<>(List.of("archive", "-d", root().toString(), "-o", "jsonl"));
    line.addAll(List.of(args));
    return cli().run(line.toArray(String[]::new));
  }

  private Result archiveAll(String... more) {
    List<String> args = new ArrayList<>(List.of("--weights", "none"));
    args.addAll(sandbox.jobs());
    args.addAll(List.of(more));
    return archive(args.toArray(String[]::new));
  }

  private Result verify() {
    return cli().run("verify", root().toString(), "-o", "json");
  }

  private Path root() {
    return directory.resolve("archive");
  }

  private static List<JsonObject> records(String jsonl) {
    return jsonl
        .lines()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  private static Set<String> states(Result result) {
    Set<String> states = new HashSet<>();
    records(result.out()).forEach(each -> states.add(each.get("state").getAsString()));
    return states;
  }

  private List<JsonObject> catalog() throws IOException {
    return records(Files.readString(root().resolve("catalog.jsonl")));
  }

  /** The contents of the archive by path, without state that is not part of it. */
  private Map<String, String> tree() throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root())) {
      for (Path each : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        String path = root().relativize(each).toString().replace('\\', '/');
        if (!path.contains(".ckpt4j/")) {
          tree.put(path, Files.readString(each));
        }
      }
    }
    return tree;
  }

  private String read(String path) throws IOException {
    return Files.readString(root().resolve(path));
  }

  @Test
  void everyJobHasTheSameLayout() throws IOException {
    Result result = archiveAll();

    assertThat(result.code()).as(result.err() + result.out()).isZero();
    assertThat(states(result)).containsExactly("updated");
    Map<String, String> tree = tree();
    for (String folder : List.of(
        "together/ft-dc07b30c-8203/",
        OPENAI,
        "openai/ftjob-many/",
        "portkey/ftjob-overfitted/",
        "oxen/ox/farm/ft_deployed/",
        "baseten/yqvr2lxw/3mq59k8w/")) {
      assertThat(tree)
          .containsKeys(
              folder + "job.json",
              folder + "checkpoints.jsonl",
              folder + "metrics.csv",
              folder + "SHA256SUMS");
      assertThat(tree.containsKey(folder + "events.jsonl")).isEqualTo(!folder.startsWith("oxen"));
    }
    assertThat(tree.keySet()).anyMatch(path -> path.startsWith(OPENAI + "results/file-"));
    assertThat(records(read(OPENAI + "checkpoints.jsonl")))
        .isEqualTo(records(cli()
            .run("list", "openai:ftjob-overfitted", "--sort", "step", "-o", "jsonl")
            .out()));
    assertThat(tree.get(OPENAI + "metrics.csv"))
        .startsWith("id,step,created_at,metrics.")
        .hasLineCount(4);
    assertThat(verify().code()).as(verify().out()).isZero();
  }

  @Test
  void catalogHasOneRecordForEachCheckpoint() throws IOException {
    archiveAll();

    assertThat(catalog()).hasSize(6 + 3 + 25 + 3 + 4 + 3).allSatisfy(record -> {
      assertThat(record.get("weights").getAsString()).isEqualTo("not-chosen");
      assertThat(root().resolve(record.get("directory").getAsString())).isDirectory();
      assertThat(record.keySet()).contains("job", "id", "step", "metrics", "archived_at", "crc32");
    });
  }

  @Test
  void secondRunFetchesOnlyWhatIsNew() throws IOException {
    archiveAll();
    Map<String, String> before = tree();
    int requests = sandbox.requestCount();

    Result second = archiveAll();

    assertThat(states(second)).containsExactly("unchanged");
    assertThat(tree()).isEqualTo(before);
    assertThat(sandbox.requests().subList(requests, sandbox.requestCount()))
        .noneMatch(request -> request.toString().contains("/content"))
        .noneMatch(request -> request.toString().contains("/events"));
    assertThat(sandbox.requestCount() - requests).isLessThan(requests);
  }

  @Test
  void jobThatFailsIsARowAmongTheOthers() {
    Result result = archive("--weights", "none", "openai:ftjob-nope", "together:ft-dc07b30c-8203");

    assertThat(result.code()).isEqualTo(ExitCode.NOT_FOUND);
    List<JsonObject> rows = records(result.out());
    assertThat(rows.get(0).get("state").getAsString()).isEqualTo("failed");
    assertThat(rows.get(0).get("errors").getAsJsonArray()).isNotEmpty();
    assertThat(rows.get(1).get("state").getAsString()).isEqualTo("updated");
  }

  @Test
  void unreadablePartIsFetchedByTheNextRun() throws IOException {
    sandbox.failNextFile("openai", Fault.status(403), 1);
    Result first = archive("--weights", "none", "openai:ftjob-overfitted");
    assertThat(first.code()).as(first.out()).isEqualTo(ExitCode.NOT_AUTHORIZED);
    assertThat(states(first)).containsExactly("partial");
    assertThat(verify().code()).isZero();

    Result second = archive("--weights", "none", "openai:ftjob-overfitted");

    assertThat(states(second)).containsExactly("updated");
    assertThat(tree().keySet()).anyMatch(path -> path.startsWith(OPENAI + "results/"));
  }

  @Test
  void recordsOfCheckpointsThatAreGoneStay() throws IOException {
    archiveAll();
    List<JsonObject> before = records(read("together/ft-dc07b30c-8203/checkpoints.jsonl"));
    sandbox.add(SandboxJob.of("together:ft-dc07b30c-8203").checkpoints(2));

    Result second = archiveAll();

    assertThat(second.code()).as(second.err()).isZero();
    Set<String> ids = new HashSet<>();
    records(read("together/ft-dc07b30c-8203/checkpoints.jsonl"))
        .forEach(each -> ids.add(each.get("id").getAsString()));
    assertThat(before)
        .allSatisfy(each -> assertThat(ids).contains(each.get("id").getAsString()));
    assertThat(verify().code()).isZero();
  }

  @Test
  void tornLineOfTheCatalogIsWrittenAgain() throws IOException {
    archiveAll();
    Path file = root().resolve("catalog.jsonl");
    byte[] whole = Files.readAllBytes(file);
    Set<String> lines = new HashSet<>(Files.readAllLines(file));
    for (int cut : new int[] {1, 2, 10, 300, 1500, 5000, whole.length}) {
      Files.write(file, Arrays.copyOf(whole, whole.length - cut));
      assertThat(verify().code()).isEqualTo(cut == whole.length || cut == 1 ? 0 : ExitCode.FAILED);

      assertThat(archiveAll().code()).isZero();

      assertThat(Files.readAllLines(file)).hasSameSizeAs(lines).containsAll(lines);
      assertThat(verify().code()).isZero();
    }
  }

  /** An interrupted run leaves no list of checksums, and perhaps files that were not moved. */
  @ParameterizedTest
  @ValueSource(
      strings = {"job.json", "checkpoints.jsonl", "metrics.csv", "events.jsonl", "SHA256SUMS"})
  void interruptedRunIsCompletedByTheNext(String missing) throws IOException {
    archiveAll();
    Map<String, String> whole = tree();
    Path folder = root().resolve(OPENAI);
    Files.delete(folder.resolve(missing));
    Files.deleteIfExists(folder.resolve("SHA256SUMS"));
    Files.writeString(folder.resolve(".ckpt4j").resolve("new-0"), "half");

    assertThat(archiveAll().code()).isZero();

    assertThat(tree()).isEqualTo(whole);
    assertThat(verify().code()).isZero();
  }

  @Test
  void flippedBitIsFoundInEveryFile() throws IOException {
    archiveAll();
    for (String path : tree().keySet()) {
      Path file = root().resolve(path);
      byte[] whole = Files.readAllBytes(file);
      for (int at : new int[] {0, whole.length / 3, whole.length / 2, whole.length - 2}) {
        byte[] flipped = whole.clone();
        flipped[at] ^= 1;
        Files.write(file, flipped);
        Result result = verify();
        assertThat(result.code()).as("%s at %s", path, at).isEqualTo(ExitCode.FAILED);
        assertThat(problems(result)).as("%s at %s", path, at).isNotEmpty();
      }
      Files.write(file, whole);
    }
    assertThat(verify().code()).isZero();
  }

  private static List<String> problems(Result result) {
    List<String> problems = new ArrayList<>();
    for (JsonElement each : JsonParser.parseString(result.out()).getAsJsonArray()) {
      JsonArray all = each.getAsJsonObject().getAsJsonArray("problems");
      all.forEach(problem -> problems.add(problem.getAsString()));
    }
    return problems;
  }

  @Test
  void damagedFileIsRepairedFromTheProvider() throws IOException {
    archiveAll();
    Map<String, String> whole = tree();
    Path file = root().resolve(OPENAI + "checkpoints.jsonl");
    byte[] bytes = Files.readAllBytes(file);
    bytes[50] ^= 1;
    Files.write(file, bytes);

    Result result = archiveAll();

    assertThat(result.err().replace('\n', ' ')).contains("checkpoints.jsonl was damaged");
    assertThat(tree()).isEqualTo(whole);
  }

  @Test
  void folderThatIsGoneIsFound() throws IOException {
    archiveAll();
    try (Stream<Path> all = Files.walk(root().resolve("portkey"))) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }

    assertThat(problems(verify())).anyMatch(text -> text.contains("folder of portkey:ftjob"));
  }

  @Test
  void shardsTogetherAreTheWhole() throws IOException {
    for (int i = 0; i < 3; i++) {
      assertThat(archiveAll("--shard", i + "/3").code()).isZero();
    }
    Map<String, String> inShards = tree();
    Set<String> catalog = new HashSet<>(Files.readAllLines(root().resolve("catalog.jsonl")));
    Result whole = archiveAll();

    assertThat(states(whole)).containsExactly("unchanged");
    assertThat(tree()).isEqualTo(inShards);
    assertThat(catalog).hasSize(44);
  }

  @Test
  void onlyJobsThatEndSoonAreArchived() throws IOException {
    Result result = archiveAll("--expiring-within", "14d");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(records(result.out()))
        .singleElement()
        .satisfies(
            row -> assertThat(row.get("job").getAsString()).isEqualTo("openai:ftjob-overfitted"));
    assertThat(root().resolve("together")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3/3", "-1/3", "0/0", "1", "a/b", "1/2/3"})
  void shardThatDoesNotExistIsWrongUsage(String shard) {
    Result result = archiveAll("--shard", shard);

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("shard");
  }

  @Test
  void directoryThatIsAFileIsReported() throws IOException {
    Files.writeString(root(), "x", StandardOpenOption.CREATE_NEW);

    Result result = archiveAll();

    assertThat(result.code()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err()).contains("cannot write");
  }

  @Test
  void tableHasARowForEachJob() {
    Result result = cli()
        .run("archive", "-d", root().toString(), "--weights", "none", "openai:ftjob-overfitted");

    assertThat(result.out()).contains("openai:ftjob-overfitted", "updated");
  }
}
