package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file for shell completion contains recently listed jobs, and nothing else. */
final class ListedJobsTest {
  private final Instant now = Cli.CLOCK.instant();

  @TempDir
  private Path cache;

  private Path file() {
    return cache.resolve("ckpt").resolve("jobs");
  }

  private void add(Instant time, String... references) throws IOException {
    ListedJobs.add(file(), Stream.of(references).map(JobRef::parse).toList(), time);
  }

  private List<String> references() throws IOException {
    return Files.readAllLines(file()).stream()
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .toList();
  }

  @Test
  void aCommandThatListsJobsWritesTheirReferences() throws IOException {
    try (Sandbox sandbox = Sandbox.builder().clock(Cli.CLOCK).start()) {
      Cli cli = new Cli().environment(sandbox.environment());
      cli.set("XDG_CACHE_HOME", cache.toString()).run("latest", "oxen:ox/farm");
      assertThat(references())
          .containsExactlyInAnyOrderElementsOf(
              sandbox.jobs().stream().filter(job -> job.startsWith("oxen:")).toList());
      assertThat(Files.readString(file()))
          .doesNotContain(sandbox.environment().getOrDefault("OXEN_API_KEY", "?"));
    }
  }

  @Test
  void jobsOfASandboxAreNotTheUsersOwn() {
    Cli.Result result = new Cli()
        .set("XDG_CACHE_HOME", cache.toString())
        .run("sandbox", "ckpt", "jobs", "openai:", "-o", "ref");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(file()).doesNotExist();
  }

  @Test
  void onlyTheOwnerCanReadOrChangeIt() throws IOException {
    Files.createDirectory(cache.resolve("ckpt"));
    Files.setPosixFilePermissions(
        cache.resolve("ckpt"), PosixFilePermissions.fromString("rwxrwxrwx"));
    add(now, "openai:ftjob-1");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache.resolve("ckpt"))))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(cache.resolve("ckpt"))) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void entriesExpireAfterADay() throws IOException {
    add(now, "openai:ftjob-1");
    add(now.plus(Duration.ofHours(23)), "openai:ftjob-2");
    assertThat(references()).containsExactly("openai:ftjob-2", "openai:ftjob-1");
    add(now.plus(Duration.ofHours(25)), "openai:ftjob-3");
    assertThat(references()).containsExactly("openai:ftjob-3", "openai:ftjob-2");
  }

  @Test
  void listingAJobAgainKeepsItForAnotherDay() throws IOException {
    add(now, "openai:ftjob-1");
    add(now.plus(Duration.ofHours(20)), "openai:ftjob-1");
    add(now.plus(Duration.ofHours(40)), "openai:ftjob-2");
    assertThat(references()).containsExactly("openai:ftjob-2", "openai:ftjob-1");
  }

  @Test
  void keepsTheLatestFewThousand() throws IOException {
    add(now, IntStream.range(0, 4000).mapToObj(i -> "openai:a" + i).toArray(String[]::new));
    add(now, IntStream.range(0, 4000).mapToObj(i -> "openai:b" + i).toArray(String[]::new));
    assertThat(references()).hasSize(5000).startsWith("openai:b0").endsWith("openai:a999");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai:$(touch${IFS}x)",
        "openai:`id`",
        "openai:a;b",
        "openai:a'b",
        "openai:a\"b",
        "openai:a\\b",
        "openai:*",
        "openai:a|b",
        "openai:~",
        "openai:ä"
      })
  void whatMayMeanSomethingToAShellIsLeftOut(String reference) throws IOException {
    add(now, reference, "openai:ftjob-1");
    assertThat(references()).containsExactly("openai:ftjob-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "9999999999999999 openai:a", "99999999999 openai:a", "1 openai:a"})
  void whatSomebodyElseWroteIsDropped(String line) throws IOException {
    add(now, "openai:ftjob-1");
    Files.writeString(file(), line + "\n");
    add(now, "openai:ftjob-2");
    assertThat(references()).containsExactly("openai:ftjob-2");
  }

  @Test
  void aLinkInPlaceOfTheDirectoryIsRefused() throws IOException {
    Path elsewhere = Files.createDirectory(cache.resolve("elsewhere"));
    Files.createSymbolicLink(cache.resolve("ckpt"), elsewhere);
    assertThatThrownBy(() -> add(now, "openai:ftjob-1")).isInstanceOf(IOException.class);
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aPlaceThatCannotBeWrittenDoesNotKeepACommandFromItsWork() {
    try (Sandbox sandbox = Sandbox.builder().clock(Cli.CLOCK).start()) {
      Cli.Result result = new Cli()
          .environment(sandbox.environment())
          .run("jobs", "openai:", "-o", "ref", "--verbose");
      assertThat(result.code()).isZero();
      assertThat(result.err()).contains("cannot be saved for completion");
    }
  }

  @Test
  void withoutAHomeThereIsNoFile() {
    assertThat(ListedJobs.file(Map.of())).isEmpty();
    assertThat(ListedJobs.file(Map.of("HOME", "/h")))
        .contains(Path.of("/h", ".cache", "ckpt", "jobs"));
    assertThat(ListedJobs.file(Map.of("HOME", "/h", "XDG_CACHE_HOME", "/c")))
        .contains(Path.of("/c", "ckpt", "jobs"));
  }
}
