package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.ckpt4j.cli.Cli.Result;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ckpt download}; the library's tests cover how files arrive and are checked. */
final class DownloadCommandTest {
  private static final String TOGETHER = "together:ft-dc07b30c-8203";
  private static final String OXEN = "oxen:ox/farm/ft_deployed";
  private static final String BASETEN = "baseten:yqvr2lxw/3mq59k8w";

  private final Sandbox sandbox = Sandbox.builder()
      .clock(Cli.CLOCK)
      .checkpointSize(20_000)
      .job(SandboxJob.of(TOGETHER).checkpoints(3))
      .job(SandboxJob.of(OXEN).checkpoints(3))
      .job(SandboxJob.of(BASETEN).checkpoints(3))
      .job(SandboxJob.of("openai:ftjob-overfitted").checkpoints(2))
      .job(SandboxJob.of("portkey:ftjob-overfitted").checkpoints(2))
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

  private Path target() {
    return directory.resolve("weights");
  }

  private Result download(String... args) {
    List<String> line =
        new ArrayList<>(List.of("download", "-d", target().toString(), "-o", "jsonl"));
    line.addAll(List.of(args));
    return cli().run(line.toArray(String[]::new));
  }

  private static JsonObject record(Result result) {
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).hasLineCount(1);
    return ArchiveTree.records(result.out()).get(0);
  }

  private int verify() {
    return cli().run("verify", target().toString()).code();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(target())) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "together:ft-dc07b30c-8203, ''",
    "together:ft-dc07b30c-8203, --latest",
    "together:ft-dc07b30c-8203, --final",
    "together:ft-dc07b30c-8203, --best=valid_loss",
    "oxen:ox/farm/ft_deployed, --latest",
    "oxen:ox/farm/ft_deployed, --best=valid_loss",
    "oxen:ox/farm/ft_deployed, --step=100",
    "baseten:yqvr2lxw/3mq59k8w, ''",
    "baseten:yqvr2lxw/3mq59k8w, --latest",
  })
  void checkpointIsOnDiskAndIntact(String job, String choice) {
    String[] line = choice.isEmpty() ? new String[] {job} : new String[] {job, choice};
    JsonObject first = record(download(line));
    JsonObject second = record(download(line));

    assertThat(first.get("bytes_fetched")).isEqualTo(first.get("bytes"));
    assertThat(second.get("bytes_fetched").getAsLong()).isZero();
    assertThat(second.get("bytes_reused")).isEqualTo(first.get("bytes"));
    assertThat(target().resolve("manifest.json")).isNotEmptyFile();
    assertThat(verify()).isZero();
  }

  @Test
  void stepIsTheOneThatWasNamed() {
    assertThat(record(download(OXEN, "--step", "200")).get("step").getAsLong()).isEqualTo(200);
  }

  @Test
  void everyCheckpointHasADirectory() throws IOException {
    Result result = download(OXEN, "--all-steps");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).hasLineCount(3);
    assertThat(names()).containsExactly("step-100", "step-200", "step-300");
    assertThat(verify()).isZero();
  }

  @Test
  void archiveIsUnpacked() throws IOException {
    record(download(TOGETHER, "--latest", "--unpack"));

    assertThat(names())
        .contains("manifest.json", "adapter_config.json")
        .noneMatch(name -> name.matches(".*\\.(zst|gz|tar|part)|\\.ckpt4j"))
        .anyMatch(name -> name.endsWith(".safetensors"));
    assertThat(verify()).isZero();
    assertThat(record(download(TOGETHER, "--latest", "--unpack"))
            .get("bytes_fetched")
            .getAsLong())
        .isZero();
  }

  @Test
  void archiveThatArrivedIsUnpackedLater() throws IOException {
    record(download(TOGETHER, "--latest"));
    assertThat(names()).hasSize(2);

    assertThat(record(download(TOGETHER, "--latest", "--unpack"))
            .get("bytes_fetched")
            .getAsLong())
        .isZero();
    assertThat(names()).contains("adapter_config.json");
    assertThat(verify()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"adapter, adapter_model.safetensors", "MERGED, config.json"})
  void formOfTheWeightsIsChosen(String form, String file) throws IOException {
    record(download(TOGETHER, "--final", "--unpack", "--artifact", form));

    assertThat(names()).contains(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai:ftjob-overfitted", "portkey:ftjob-overfitted"})
  void providerWithoutWeightsIsAFailureWithAReason(String job) {
    Result result = download(job);

    assertThat(result.code()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err().replace('\n', ' ')).contains("offers no download", "Hint: keep");
    assertThat(target()).doesNotExist();
  }

  @Test
  void twoChoicesAreWrongUsage() {
    int before = sandbox.requestCount();
    Result result = download(OXEN, "--latest", "--step", "100");

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("choose one of");
    assertThat(sandbox.requestCount()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--step=x", "--artifact=zip", "--connections=many", "--limit-rate=fast"})
  void wrongValueIsWrongUsage(String option) {
    assertThat(download(OXEN, option).code()).isEqualTo(ExitCode.USAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--connections=0", "--connections=257", "--limit-rate=0"})
  void valueOutOfRangeIsWrongUsage(String option) {
    Result result = download(OXEN, option);

    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.USAGE);
    assertThat(target()).doesNotExist();
  }

  @Test
  void stepThatDoesNotExistIsNotFound() {
    Result result = download(OXEN, "--step", "101");

    assertThat(result.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(result.err()).contains("ckpt list");
  }

  @Test
  void directoryOfAnotherCheckpointIsRefused() {
    record(download(OXEN, "--step", "100"));
    Result result = download(OXEN, "--step", "200");

    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err().replace('\n', ' ')).contains("another download", "another directory");
    assertThat(verify()).isZero();
  }

  @Test
  void terminalShowsABarForTheWholeAndTheFile() {
    Result result = cli()
        .errTerminal(24, 100)
        .run("download", OXEN, "--latest", "-d", target().toString());

    assertThat(result.err()).contains("[████████████████████] 100%", " of 7 files", "\u001b[1A");
    assertThat(result.out()).contains("7 files, ").hasLineCount(1);
  }

  @Test
  void elsewhereThereIsNoBar() {
    assertThat(download(OXEN, "--latest").err())
        .contains("Downloading ")
        .doesNotContain("[", "\u001b");
    assertThat(download(OXEN, "--latest", "--quiet").err()).isEmpty();
  }

  @Test
  void signaturesOfLinksAreNowhere() throws IOException {
    Result result = download(BASETEN, "--latest", "--debug");

    assertThat(result.err()).contains("GET ").doesNotContain("X-Amz-Signature");
    assertThat(Files.readString(target().resolve("manifest.json"))).doesNotContain("X-Amz");
  }
}
