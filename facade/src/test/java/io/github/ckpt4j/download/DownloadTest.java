package io.github.ckpt4j.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.CheckpointFile;
import io.github.ckpt4j.Download;
import io.github.ckpt4j.Download.SavedFile;
import io.github.ckpt4j.DownloadProgress;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.DownloadOptions;
import io.github.ckpt4j.client.SkippedWaits;
import io.github.ckpt4j.sandbox.Fault;
import io.github.ckpt4j.sandbox.Request;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxCheckpoint;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import okhttp3.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from the sandbox, for every provider with files. */
final class DownloadTest {
  private static final String TOGETHER = "together:ft-keep-1";
  private static final String OXEN = "oxen:ox/farm/ft_keep";
  private static final String BASETEN = "baseten:keep/job1";
  private static final String NEBIUS = "nebius:ftjob-keep";
  private static final long MIB = 1 << 20;

  private final AtomicReference<Instant> clock =
      new AtomicReference<>(Instant.parse("2026-05-01T08:00:00Z"));
  private final Sandbox sandbox = Sandbox.builder()
      .clock(clock::get)
      .linkLifetime(Duration.ofMinutes(1))
      .checkpointSize(5 * MIB + 4321)
      .job(SandboxJob.of(TOGETHER))
      .job(SandboxJob.of(OXEN))
      .job(SandboxJob.of(NEBIUS))
      .job(SandboxJob.of(BASETEN).checkpoints(12, i -> at((i + 1) * 10L)))
      .start();
  private final SkippedWaits waits = new SkippedWaits();
  private final CheckpointClient client = client();

  @TempDir
  private Path temporary;

  private static SandboxCheckpoint at(long step) {
    return SandboxCheckpoint.of(step, Map.of());
  }

  private CheckpointClient client() {
    return waits
        .in(CheckpointClient.builder().environment(sandbox.environment()))
        .build();
  }

  @AfterEach
  void close() {
    client.close();
    sandbox.close();
  }

  private Checkpoint checkpoint(String job) {
    return client.latest(JobRef.parse(job)).orElseThrow();
  }

  private Path directory() {
    return temporary.resolve("checkpoint");
  }

  private static DownloadOptions options() {
    return DownloadOptions.defaults().partBytes(MIB).connections(3);
  }

  /** Reports progress often: the waits for the rate move the clock. */
  private static DownloadOptions slow() {
    return options().bytesPerSecond(4 * MIB);
  }

  private CheckpointException failure(Checkpoint checkpoint, DownloadOptions how) {
    return Objects.requireNonNull(
        catchThrowableOfType(
            CheckpointException.class, () -> client.download(checkpoint, directory(), how)),
        "no failure");
  }

  private static Map<String, String> files(Download download) {
    return download.files().stream()
        .collect(Collectors.toMap(
            SavedFile::path, each -> String.valueOf(each.sha256()), (a, b) -> a, TreeMap::new));
  }

  private JsonObject manifest() throws IOException {
    return JsonParser.parseString(Files.readString(directory().resolve("manifest.json")))
        .getAsJsonObject();
  }

  private static boolean isFile(String provider, Request request) {
    return switch (provider) {
      case "together" -> request.path().endsWith("/finetune/download");
      case "oxen" -> request.path().contains("/chunk/");
      default -> request.path().startsWith("/baseten-training/");
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {TOGETHER, OXEN, BASETEN, NEBIUS})
  void everyFileArrivesWhole(String job) throws IOException {
    Checkpoint checkpoint = checkpoint(job);
    Download download = client.download(checkpoint, directory(), options());

    Map<String, String> truth = Truth.of(sandbox, checkpoint);
    assertThat(files(download)).isEqualTo(truth).isNotEmpty();
    assertThat(Truth.of(directory())).isEqualTo(truth);
    assertThat(download.bytesFetched()).isEqualTo(download.bytes());
    assertThat(download.bytesReused()).isZero();
    assertThat(directory().resolve(".ckpt4j")).doesNotExist();

    JsonObject manifest = manifest();
    assertThat(manifest.get("job").getAsString()).isEqualTo(job);
    assertThat(manifest.get("version").getAsInt()).isEqualTo(1);
    assertThat(manifest.getAsJsonObject("checkpoint").get("id").getAsString())
        .isEqualTo(checkpoint.id());
    assertThat(manifest.getAsJsonArray("files")).hasSameSizeAs(download.files());
    assertThat(manifest.has("partial")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {TOGETHER, OXEN, BASETEN, NEBIUS})
  void filesAreListedWithTheirSizes(String job) {
    Checkpoint checkpoint = checkpoint(job);
    List<CheckpointFile> files = client.files(checkpoint);
    Download download = client.download(checkpoint, directory(), options());
    assertThat(files)
        .extracting(CheckpointFile::path)
        .containsExactlyElementsOf(
            download.files().stream().map(SavedFile::path).toList());
    assertThat(files)
        .extracting(CheckpointFile::size)
        .containsExactlyElementsOf(
            download.files().stream().map(SavedFile::size).toList());
    assertThat(files).allMatch(each -> job.equals(OXEN) == (each.digest() != null));
  }

  @ParameterizedTest
  @ValueSource(strings = {TOGETHER, OXEN, BASETEN, NEBIUS})
  void aSecondRunRequestsNothing(String job) {
    Checkpoint checkpoint = checkpoint(job);
    Download first = client.download(checkpoint, directory(), options());
    int before = sandbox.requestCount();
    Download second = client.download(checkpoint, directory(), options());
    assertThat(sandbox.requestCount()).isEqualTo(before);
    assertThat(second.files()).isEqualTo(first.files());
    assertThat(second.bytesFetched()).isZero();
    assertThat(second.bytesReused()).isEqualTo(first.bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {TOGETHER, OXEN, BASETEN, NEBIUS})
  void aFailedDownloadResumesWhereItEnded(String job) throws IOException {
    Checkpoint checkpoint = checkpoint(job);
    String provider = checkpoint.provider();
    AtomicBoolean broken = new AtomicBoolean();
    DownloadOptions breaking = slow().connections(1).onProgress(progress -> {
      if (progress.bytes() > 2 * MIB && broken.compareAndSet(false, true)) {
        sandbox.failNextFile(provider, Fault.dropBody(), 1000);
      }
    });
    assertThat(failure(checkpoint, breaking).kind()).isEqualTo(Kind.NETWORK);
    assertThat(directory().resolve("manifest.json")).doesNotExist();

    sandbox.clearFaults();
    Download second = client.download(checkpoint, directory(), options());
    assertThat(second.bytesReused()).isGreaterThanOrEqualTo(2 * MIB);
    assertThat(second.bytesReused() + second.bytesFetched()).isEqualTo(second.bytes());
    assertThat(Truth.of(directory())).isEqualTo(Truth.of(sandbox, checkpoint));
    assertThat(files(second)).isEqualTo(Truth.of(sandbox, checkpoint));
  }

  @ParameterizedTest
  @ValueSource(strings = {TOGETHER, OXEN, BASETEN, NEBIUS})
  void progressReachesTheEnd(String job) {
    List<DownloadProgress> seen = new ArrayList<>();
    Download download = client.download(checkpoint(job), directory(), slow().onProgress(seen::add));
    DownloadProgress last = seen.get(seen.size() - 1);
    assertThat(seen.get(0).bytes()).isZero();
    assertThat(last.bytes()).isEqualTo(download.bytes()).isEqualTo(last.totalBytes());
    assertThat(last.files())
        .isEqualTo(last.totalFiles())
        .isEqualTo(download.files().size());
    assertThat(seen).isSortedAccordingTo((a, b) -> Long.compare(a.bytes(), b.bytes()));
  }

  @Test
  void expiredLinksAreListedAgain() {
    Checkpoint checkpoint = checkpoint(BASETEN);
    AtomicBoolean expired = new AtomicBoolean();
    Download download =
        client.download(checkpoint, directory(), slow().connections(2).onProgress(progress -> {
          if (progress.bytes() > 2 * MIB && expired.compareAndSet(false, true)) {
            clock.updateAndGet(now -> now.plus(Duration.ofMinutes(5)));
          }
        }));
    assertThat(expired).isTrue();
    assertThat(files(download)).isEqualTo(Truth.of(sandbox, checkpoint));
    assertThat(download.bytesFetched()).isEqualTo(download.bytes());
  }

  @Test
  void linksAreReadWithoutAnyHeaderOfTheProvider() {
    client.download(checkpoint(BASETEN), directory(), options());
    List<Request> links =
        sandbox.requests().stream().filter(each -> isFile("baseten", each)).toList();
    assertThat(links).isNotEmpty();
    assertThat(links)
        .allSatisfy(each -> assertThat(each.headers().keySet())
            .map(name -> name.toLowerCase(java.util.Locale.ROOT))
            .isSubsetOf(
                "accept-encoding", "connection", "host", "if-range", "range", "user-agent"));
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 100, 110})
  void aCheckpointWhoseNameBeginsWithAnothersIsAnother(long step) throws IOException {
    Checkpoint checkpoint = client.atStep(JobRef.parse(BASETEN), step).orElseThrow();
    client.download(checkpoint, directory(), options());
    assertThat(Truth.of(directory())).isEqualTo(Truth.of(sandbox, checkpoint));
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "checkpoint-3", "out/checkpoint-3"})
  void filesOfSeveralNodesAreKeptApart(String name) throws IOException {
    sandbox.add(SandboxJob.of(BASETEN)
        .fullFineTune()
        .checkpoints(List.of(new SandboxCheckpoint(name, 3, 3 * MIB, Map.of()))));
    Checkpoint checkpoint = client.list(JobRef.parse(BASETEN)).get(0);
    client.download(checkpoint, directory(), options());
    assertThat(Truth.of(directory()))
        .isEqualTo(Truth.of(sandbox, checkpoint))
        .containsKeys("rng_state.pth", "rank-1/rng_state.pth", "config.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ft-keep-1", "ft-5f3a1c9e-6b1d-4a5e-9c07-2d8e4b7f1a60"})
  void everyCheckpointOfTogetherIsTheRightOne(String id) throws IOException {
    sandbox.add(SandboxJob.of("together:" + id).checkpointSize(2 * MIB));
    List<Checkpoint> checkpoints = client.list(JobRef.parse("together:" + id));
    assertThat(checkpoints).hasSize(4);
    for (Checkpoint each : checkpoints) {
      Path directory = temporary.resolve(each.id());
      client.download(each, directory, options());
      assertThat(Truth.of(directory)).isEqualTo(Truth.of(sandbox, each));
    }
  }

  @Test
  void aFullFineTuneOfTogetherComesAsItWasProduced() {
    sandbox.add(SandboxJob.of(TOGETHER).fullFineTune());
    Checkpoint last = checkpoint(TOGETHER);
    client.download(last, directory(), options());
    assertThat(sandbox.requests().get(sandbox.requests().size() - 1).query())
        .containsEntry("checkpoint", "model_output_path")
        .doesNotContainKey("checkpoint_step");
    assertThat(failure(last, options().artifact(Artifact.ADAPTER)).kind())
        .isEqualTo(Kind.UNSUPPORTED);
  }

  @ParameterizedTest
  @CsvSource({"MERGED, merged", "ADAPTER, adapter"})
  void togetherHasTheOtherFormOfAFinalCheckpoint(Artifact artifact, String word) {
    for (Checkpoint each : client.list(JobRef.parse(TOGETHER))) {
      if (each.role() == Checkpoint.Role.FINAL) {
        Path directory = temporary.resolve(each.id());
        client.download(each, directory, options().artifact(artifact));
        assertThat(sandbox.requests().get(sandbox.requests().size() - 1).query())
            .containsEntry("checkpoint", word)
            .doesNotContainKey("checkpoint_step");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {OXEN, BASETEN, NEBIUS})
  void anUnavailableFormIsRefusedBeforeAnyRequest(String job) {
    Checkpoint checkpoint = checkpoint(job);
    int before = sandbox.requestCount();
    CheckpointException failure = failure(checkpoint, options().artifact(Artifact.MERGED));
    assertThat(failure.kind()).isEqualTo(Kind.UNSUPPORTED);
    assertThat(sandbox.requestCount()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "portkey", "azure", "bedrock"})
  void weightsThatStayWithTheirProviderAreRefusedBeforeAnyRequest(String provider) {
    sandbox.add(SandboxJob.of(provider + ":ftjob-keep"));
    Checkpoint checkpoint = checkpoint(provider + ":ftjob-keep");
    int before = sandbox.requestCount();
    CheckpointException failure = failure(checkpoint, options());
    assertThat(failure.kind()).isEqualTo(Kind.UNSUPPORTED);
    assertThat(failure).hasMessageContaining("stay with the provider").hasMessageContaining("keep");
    assertThat(catchThrowableOfType(CheckpointException.class, () -> client.files(checkpoint))
            .kind())
        .isEqualTo(Kind.UNSUPPORTED);
    assertThat(sandbox.requestCount()).isEqualTo(before);
    assertThat(directory()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {OXEN, BASETEN, NEBIUS})
  void aSelectionIsPartOfTheCheckpointAndTheRestCanFollow(String job) throws IOException {
    Checkpoint checkpoint = checkpoint(job);
    Map<String, String> truth = Truth.of(sandbox, checkpoint);
    Download first = client.download(
        checkpoint, directory(), options().files(each -> each.path().endsWith(".json")));
    assertThat(first.files()).isNotEmpty().allMatch(each -> each.path().endsWith(".json"));
    assertThat(manifest().get("partial").getAsBoolean()).isTrue();

    Download second = client.download(checkpoint, directory(), options());
    assertThat(files(second)).isEqualTo(truth);
    assertThat(second.bytesReused()).isEqualTo(first.bytes());
    assertThat(manifest().has("partial")).isFalse();
    assertThat(failure(checkpoint, options().files(each -> false).replace()).kind())
        .isEqualTo(Kind.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(strings = {TOGETHER, OXEN, BASETEN, NEBIUS})
  void aDamagedFileIsFetchedAgainWhenRechecked(String job) throws IOException {
    Checkpoint checkpoint = checkpoint(job);
    Map<String, String> truth = Truth.of(sandbox, checkpoint);
    Download first = client.download(checkpoint, directory(), options());
    SavedFile largest =
        first.files().stream().max((a, b) -> Long.compare(a.size(), b.size())).orElseThrow();
    Path damaged = directory().resolve(largest.path());
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[bytes.length / 2] ^= 1;
    Files.write(damaged, bytes);

    Download second = client.download(checkpoint, directory(), options().recheck());
    assertThat(second.bytesFetched()).isEqualTo(largest.size());
    assertThat(Truth.of(directory())).isEqualTo(truth);
    assertThat(client.download(checkpoint, directory(), options().recheck()).bytesFetched())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {TOGETHER, OXEN, BASETEN, NEBIUS})
  void aFileThatIsGoneIsFetchedAgain(String job) throws IOException {
    Checkpoint checkpoint = checkpoint(job);
    Download first = client.download(checkpoint, directory(), options());
    SavedFile gone = first.files().get(0);
    Files.delete(directory().resolve(gone.path()));
    Download second = client.download(checkpoint, directory(), options());
    assertThat(second.bytesFetched()).isEqualTo(gone.size());
    assertThat(Truth.of(directory())).isEqualTo(Truth.of(sandbox, checkpoint));
  }

  @Test
  void filesOfSomethingElseAreNotOverwritten() throws IOException {
    Checkpoint checkpoint = checkpoint(OXEN);
    Files.createDirectories(directory());
    Files.writeString(directory().resolve("config.json"), "mine");
    Files.writeString(directory().resolve("adapter_config.json"), "mine");
    CheckpointException failure = failure(checkpoint, options());
    assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
    assertThat(failure).hasMessageContaining("adapter_config.json");
    assertThat(directory().resolve("adapter_config.json")).hasContent("mine");
    client.download(checkpoint, directory(), options().replace());
    assertThat(Truth.of(directory())).containsAllEntriesOf(Truth.of(sandbox, checkpoint));
  }

  @Test
  void theDirectoryOfAnotherCheckpointIsRefused() throws IOException {
    List<Checkpoint> checkpoints = client.list(JobRef.parse(OXEN));
    client.download(checkpoints.get(0), directory(), options());
    CheckpointException failure = failure(checkpoints.get(1), options());
    assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
    client.download(checkpoints.get(1), directory(), options().replace());
    assertThat(Truth.of(directory())).isEqualTo(Truth.of(sandbox, checkpoints.get(1)));
  }

  @Test
  void theUnfinishedDirectoryOfAnotherCheckpointIsRefused() {
    List<Checkpoint> checkpoints = client.list(JobRef.parse(OXEN));
    sandbox.failNextFile("oxen", Fault.status(500), 1000);
    failure(checkpoints.get(0), options());
    sandbox.clearFaults();
    assertThat(failure(checkpoints.get(1), options()).kind()).isEqualTo(Kind.INVALID_REQUEST);
    client.download(checkpoints.get(0), directory(), options());
  }

  @Test
  void aSecondDownloadIntoTheDirectoryIsRefused() throws Exception {
    Checkpoint checkpoint = checkpoint(OXEN);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Download> first =
        client.downloadAsync(checkpoint, directory(), options().onProgress(progress -> {
          begun.countDown();
          await(go);
        }));
    await(begun);
    CheckpointException failure = failure(checkpoint, options());
    assertThat(failure.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(failure).hasMessageContaining("another download uses");
    go.countDown();
    first.get(30, TimeUnit.SECONDS);
    assertThat(Truth.of(directory())).isEqualTo(Truth.of(sandbox, checkpoint));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void cancellingStopsTheBytes() throws Exception {
    Checkpoint checkpoint = checkpoint(OXEN);
    CountDownLatch begun = new CountDownLatch(1);
    sandbox.failNextFile("oxen", Fault.stall(), 3);
    CompletableFuture<Download> download =
        client.downloadAsync(checkpoint, directory(), slow().onProgress(progress -> {
          if (progress.bytes() > 0) {
            begun.countDown();
          }
        }));
    await(begun);
    assertThat(download.cancel(true)).isTrue();
    // The lock is free as soon as every thread has ended.
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    Download resumed = null;
    while (resumed == null && System.nanoTime() < until) {
      try {
        resumed = client.download(checkpoint, directory(), options());
      } catch (CheckpointException e) {
        assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
        Thread.onSpinWait();
      }
    }
    assertThat(files(Objects.requireNonNull(resumed))).isEqualTo(Truth.of(sandbox, checkpoint));
  }

  @ParameterizedTest
  @ValueSource(strings = {TOGETHER, BASETEN})
  void aFileThatChangesMeanwhileIsFetchedAgain(String job) throws IOException {
    Checkpoint checkpoint = checkpoint(job);
    AtomicBoolean changed = new AtomicBoolean();
    client.download(checkpoint, directory(), slow().connections(2).onProgress(progress -> {
      if (progress.bytes() > 2 * MIB && changed.compareAndSet(false, true)) {
        sandbox.add(revised(job));
      }
    }));
    assertThat(changed).isTrue();
    Map<String, String> truth = Truth.of(sandbox, checkpoint);
    String largest =
        job.equals(TOGETHER) ? truth.keySet().iterator().next() : "adapter_model.safetensors";
    assertThat(Truth.of(directory()).get(largest)).isEqualTo(truth.get(largest));
  }

  @ParameterizedTest
  @ValueSource(strings = {TOGETHER, BASETEN})
  void aFileThatChangesBetweenTwoRunsIsFetchedAgain(String job) throws IOException {
    Checkpoint checkpoint = checkpoint(job);
    sandbox.failNextFile(checkpoint.provider(), Fault.delay(Duration.ZERO), 4);
    sandbox.failNextFile(checkpoint.provider(), Fault.status(500), 1000);
    failure(checkpoint, options().connections(1));
    sandbox.clearFaults();
    sandbox.add(revised(job));
    Download second = client.download(checkpoint, directory(), options());
    assertThat(files(second).entrySet())
        .filteredOn(each -> !each.getKey().endsWith(".json"))
        .isSubsetOf(Truth.of(sandbox, checkpoint).entrySet());
  }

  private static SandboxJob revised(String job) {
    SandboxJob plain = SandboxJob.of(job);
    return (job.equals(BASETEN) ? plain.checkpoints(12, i -> at((i + 1) * 10L)) : plain)
        .revision(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {TOGETHER, OXEN, BASETEN, NEBIUS})
  void withoutVerificationNoDigestIsComputed(String job) throws IOException {
    Checkpoint checkpoint = checkpoint(job);
    Download download = client.download(checkpoint, directory(), options().withoutVerification());
    assertThat(download.files()).allMatch(each -> each.sha256() == null);
    assertThat(Truth.of(directory())).isEqualTo(Truth.of(sandbox, checkpoint));
  }

  @Test
  void theCallersWrapperIsCalledOnceMoreForAllFiles() {
    AtomicInteger wrapped = new AtomicInteger();
    try (CheckpointClient mine = CheckpointClient.builder()
        .environment(sandbox.environment())
        .callFactory(okHttp -> {
          wrapped.incrementAndGet();
          return (Call.Factory) okHttp;
        })
        .build()) {
      Checkpoint checkpoint = mine.latest(JobRef.parse(OXEN)).orElseThrow();
      assertThat(wrapped).hasValue(1);
      mine.download(checkpoint, directory(), options());
      mine.download(checkpoint, directory(), options().replace());
    }
    assertThat(wrapped).hasValue(2);
  }

  @Test
  void theRateIsLimited() {
    long before = waits.count();
    Download download =
        client.download(checkpoint(OXEN), directory(), options().bytesPerSecond(MIB / 2));
    assertThat(download.bytes()).isGreaterThan(5 * MIB);
    assertThat(waits.count() - before).isGreaterThan(100);
  }

  @Test
  void aWrongDigestIsNoFile() throws IOException {
    Checkpoint checkpoint = checkpoint(OXEN);
    sandbox.failNextFile("oxen", Fault.flipBit(), 1000);
    CheckpointException failure = failure(checkpoint, options());
    assertThat(failure.kind()).isEqualTo(Kind.BAD_RESPONSE);
    assertThat(failure).hasMessageContaining("xxh3-128");
    assertThat(Truth.of(sandbox, checkpoint).entrySet())
        .as("files with their final names")
        .containsAll(complete());
    sandbox.clearFaults();
    client.download(checkpoint, directory(), options());
    assertThat(Truth.of(directory())).isEqualTo(Truth.of(sandbox, checkpoint));
  }

  private List<Map.Entry<String, String>> complete() throws IOException {
    return Truth.of(directory()).entrySet().stream()
        .filter(each -> !each.getKey().endsWith(".part"))
        .toList();
  }

  @Test
  void filesInDirectoriesAreFound() throws IOException {
    sandbox.add(SandboxJob.of(OXEN).weightFiles(5).checkpointSize(6 * MIB));
    Checkpoint checkpoint = checkpoint(OXEN);
    client.download(checkpoint, directory(), options());
    assertThat(Truth.of(directory()))
        .isEqualTo(Truth.of(sandbox, checkpoint))
        .hasSizeGreaterThan(5);
  }

  @Test
  void theFilesOfNebiusAreRequestedByTheirIds() {
    Checkpoint checkpoint = checkpoint(NEBIUS);
    List<?> ids = (List<?>) checkpoint.details().get("result_files");
    assertThat(client.files(checkpoint)).hasSameSizeAs(ids);
    assertThat(sandbox.requests().stream()
            .filter(each -> each.path().contains("/files/"))
            .map(each -> each.path().substring(each.path().lastIndexOf('/') + 1)))
        .isEqualTo(ids);
  }

  @Test
  void aCheckpointOfNebiusWithoutFilesHasNone() {
    Checkpoint checkpoint =
        Checkpoint.builder(JobRef.parse(NEBIUS), "ftckpt_1").step(1L).build();
    int before = sandbox.requestCount();
    assertThat(failure(checkpoint, options()))
        .hasMessageContaining("lists no files")
        .extracting(CheckpointException::kind)
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(sandbox.requestCount()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../models", "a/b", "a?b", "a b", "ä", "file-1\n"})
  void anIdOfAFileThatIsNoPartOfAPathIsRefused(String id) {
    Checkpoint checkpoint = Checkpoint.builder(JobRef.parse(NEBIUS), "ftckpt_1")
        .detail("result_files", List.of("file-a", id))
        .build();
    int before = sandbox.requestCount();
    assertThat(failure(checkpoint, options()))
        .hasMessageContaining("rejected the id of a file")
        .extracting(CheckpointException::kind)
        .isEqualTo(Kind.BAD_RESPONSE);
    assertThat(sandbox.requestCount()).isEqualTo(before);
  }
}
