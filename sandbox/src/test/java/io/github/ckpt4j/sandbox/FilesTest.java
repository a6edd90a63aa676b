package io.github.ckpt4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dynatrace.hash4j.hashing.Hashing;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from every provider that has files. */
final class FilesTest {
  private static final Instant START = Instant.parse("2026-05-01T08:00:00Z");
  private static final String LORA = "ft-dc07b30c-8203";
  private static final String FULL = "ft-5f3a1c9e-6b1d-4a5e-9c07-2d8e4b7f1a60";
  private static final String REPOSITORY = "/api/repos/ox/farm";
  private static final String BRANCH = "fine-tunes/demo-ft-deployed";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicReference<Instant> time = new AtomicReference<>(START);
  private final Sandbox sandbox =
      Sandbox.builder().clock(time::get).linkLifetime(Duration.ofMinutes(1)).start();

  @AfterEach
  void close() {
    sandbox.close();
  }

  // Together

  @ParameterizedTest
  @CsvSource({
    LORA + ", checkpoint=merged, model-00001-of-00002.safetensors",
    LORA + ", checkpoint=adapter, adapter_model.safetensors",
    LORA + ", checkpoint=model_output_path, model-00001-of-00002.safetensors",
    LORA + ", checkpoint_step=0&checkpoint=adapter, adapter_model.safetensors",
    LORA + ", checkpoint_step=0, model-00001-of-00002.safetensors",
    LORA + ", checkpoint_step=200, adapter_model.safetensors",
    // A step prevails, so that it cannot select the final adapter.
    LORA + ", checkpoint_step=200&checkpoint=merged, adapter_model.safetensors",
    LORA + ", checkpoint_step=600&checkpoint=adapter, model-00001-of-00002.safetensors",
    FULL + ", checkpoint=model_output_path, model-00001-of-00002.safetensors",
    FULL + ", checkpoint_step=100, model-00001-of-00002.safetensors",
  })
  void togetherSendsTheSelectedCheckpoint(String job, String query, String file) throws Exception {
    HttpResponse<byte[]> archive = download(job, query);

    Map<String, Content> files = unpack(archive);
    assertThat(archive.statusCode()).isEqualTo(200);
    assertThat(files).containsKey(file);
    SavedModel.check(files);
  }

  @ParameterizedTest
  @CsvSource({
    LORA + ", '', 400",
    LORA + ", checkpoint=final, 400",
    LORA + ", checkpoint_step=-1, 400",
    LORA + ", checkpoint_step=many, 400",
    LORA + ", checkpoint_step=150, 404",
    FULL + ", checkpoint=merged, 400",
    FULL + ", checkpoint=adapter, 400",
    FULL + ", checkpoint_step=150, 404",
    "ft-unknown, checkpoint=merged, 404",
    "ft-4e8a2b10-0003, checkpoint_step=100, 400", // running
    "ft-0badf11e-0001, checkpoint_step=100, 400", // failed
  })
  void togetherRefusesWhatItDoesNotHave(String job, String query, int status) throws Exception {
    HttpResponse<byte[]> refusal = download(job, query);

    assertThat(refusal.statusCode()).isEqualTo(status);
    assertThat(json(refusal).getAsJsonObject("error").get("message").getAsString())
        .isNotEmpty();
  }

  @Test
  void togethersArchivesDifferInCompressionAndLayout() throws Exception {
    Set<String> layouts = new HashSet<>();
    for (String job : sandbox.jobs()) {
      String id = job.substring(job.indexOf(':') + 1);
      HttpResponse<byte[]> archive = job.startsWith("together:")
          ? download(id, "checkpoint=model_output_path")
          : download("none", "checkpoint_step=1");
      if (archive.statusCode() == 200) {
        layouts.add(header(archive, "Content-Type"));
        layouts.add(names(archive).get(0).contains("/") ? "in a folder" : "at the root");
      }
    }
    assertThat(layouts)
        .containsExactlyInAnyOrder(
            "application/octet-stream", "application/x-tar", "in a folder", "at the root");
  }

  @ParameterizedTest
  @ValueSource(strings = {LORA, FULL})
  void tarUnpacksTogethersArchives(String job, @TempDir Path directory) throws Exception {
    Path tar = directory.resolve("archive.tar");
    Files.write(tar, tar(download(job, "checkpoint=model_output_path")).readAllBytes());

    Process process = new ProcessBuilder("tar", "-xvf", tar.toString())
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("model-00001-of-00002.safetensors").doesNotContain("warning");
  }

  @ParameterizedTest
  @ValueSource(strings = {LORA, FULL})
  void togetherSendsRangesOfItsArchives(String job) throws Exception {
    HttpResponse<byte[]> whole = download(job, "checkpoint=model_output_path");

    checkRanges(whole, range -> download(job, "checkpoint=model_output_path", range));
  }

  // Oxen

  @Test
  void oxenListsAFolderWithItsChildren() throws Exception {
    JsonObject page = json(oxen("/dir/" + BRANCH + "/checkpoints/checkpoint-300?depth=-1"));
    JsonObject flat = json(oxen("/dir/" + BRANCH + "/checkpoints/checkpoint-300"));

    List<String> names = texts(page.getAsJsonArray("entries"), "filename");
    assertThat(names)
        .contains("adapter_model.safetensors", "adapter_config.json", "additional_chat_templates");
    assertThat(page.get("total_entries").getAsInt()).isEqualTo(names.size());
    JsonObject folder = page.getAsJsonArray("entries")
        .get(names.indexOf("additional_chat_templates"))
        .getAsJsonObject();
    assertThat(folder.get("is_dir").getAsBoolean()).isTrue();
    assertThat(texts(folder.getAsJsonArray("children"), "filename"))
        .containsExactly("tool_use.jinja");
    assertThat(flat.toString()).doesNotContain("children");
    assertThat(texts(flat.getAsJsonArray("entries"), "filename")).isEqualTo(names);
  }

  @Test
  void oxensFoldersHaveTheSizeOfTheCheckpoint() throws Exception {
    JsonArray checkpoints =
        json(oxen("/fine_tunes/ft_deployed/checkpoints")).getAsJsonArray("checkpoints");
    JsonArray folders = json(oxen("/dir/" + BRANCH + "/checkpoints")).getAsJsonArray("entries");

    assertThat(texts(folders, "size")).isEqualTo(texts(checkpoints, "size_bytes"));
    JsonObject root = json(oxen("/dir/" + BRANCH));
    assertThat(texts(root.getAsJsonArray("entries"), "filename")).containsExactly("checkpoints");
  }

  @Test
  void oxenListsAFolderPageByPage() throws Exception {
    List<String> names = new ArrayList<>();
    for (int page = 1; page <= 4; page++) {
      JsonObject listed =
          json(oxen("/dir/" + BRANCH + "/checkpoints/checkpoint-300?page_size=3&page=" + page));
      names.addAll(texts(listed.getAsJsonArray("entries"), "filename"));
      assertThat(listed.get("total_pages").getAsInt()).isEqualTo(3);
    }

    assertThat(names).hasSize(7).doesNotHaveDuplicates();
  }

  @Test
  void oxensHashesAreThoseOfTheFilesWithoutLeadingZeros() throws Exception {
    Set<Integer> lengths = new HashSet<>();
    for (int step = 100; step <= 500; step += 100) {
      String folder = BRANCH + "/checkpoints/checkpoint-" + step;
      List<String> files = List.of(
          folder + "/adapter_model.safetensors",
          folder + "/additional_chat_templates/tool_use.jinja");
      for (String file : files) {
        int slash = file.lastIndexOf('/');
        JsonArray entries =
            json(oxen("/dir/" + file.substring(0, slash))).getAsJsonArray("entries");
        JsonObject entry = entries
            .get(texts(entries, "filename").indexOf(file.substring(slash + 1)))
            .getAsJsonObject();
        byte[] body = oxen("/file/" + file).body();
        String hash = entry.get("hash").getAsString();
        assertThat(body).hasSize(entry.get("size").getAsInt());
        assertThat("0".repeat(32 - hash.length()) + hash).isEqualTo(xxh3(body));
        lengths.add(hash.length());
      }
    }
    assertThat(lengths).as("some hash begins with a zero").contains(31, 32);
  }

  @Test
  void oxensHashIsXxh3() {
    assertThat(xxh3(new byte[0])).isEqualTo("99aa06d3014798d86001c324468d497f");
  }

  @Test
  void oxenSendsChunksOfACommit() throws Exception {
    String path = "/checkpoints/checkpoint-300/adapter_model.safetensors";
    JsonObject page = json(oxen("/dir/" + BRANCH + "/checkpoints/checkpoint-300"));
    String commit = page.getAsJsonObject("resource").get("version").getAsString();
    byte[] whole = oxen("/versions/" + BRANCH + path).body();
    String chunk = "/chunk/" + commit + path + "?chunk_start=";

    assertThat(oxen("/chunk/" + commit + path).body()).isEqualTo(whole);
    assertThat(oxen(chunk + "1000&chunk_size=70000").body())
        .isEqualTo(Arrays.copyOfRange(whole, 1000, 71_000));
    assertThat(oxen(chunk + (whole.length - 5) + "&chunk_size=1000").body())
        .isEqualTo(Arrays.copyOfRange(whole, whole.length - 5, whole.length));
    assertThat(oxen(chunk + whole.length).body()).isEmpty();
    assertThat(oxen(chunk + (whole.length + 1)).statusCode()).isEqualTo(400);
    assertThat(oxen(chunk + "-1").statusCode()).isEqualTo(400);
    assertThat(oxen(chunk + "0&chunk_size=-1").statusCode()).isEqualTo(400);
    assertThat(oxen(chunk + "x").statusCode()).isEqualTo(400);
  }

  @Test
  void oxensWholeFilesHaveNoRanges() throws Exception {
    String path = "/file/" + BRANCH + "/checkpoints/checkpoint-300/adapter_config.json";
    HttpResponse<byte[]> response = oxen(path, "Range", "bytes=0-1");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().map()).containsKey("oxen-revision-id").doesNotContainKey("etag");
    assertThat(header(response, "Content-Length")).isEqualTo(response.body().length + "");
  }

  @Test
  void aCommitStaysAsItIsWhileABranchGrows() throws Exception {
    sandbox.add(SandboxJob.of("oxen:ox/farm/ft_1")
        .startingAt(START)
        .queuedFor(Duration.ZERO)
        .interval(Duration.ofMinutes(1)));
    String branch = "/dir/fine-tunes/demo-ft-1";
    time.set(START.plusSeconds(60));
    JsonObject first = json(oxen(branch));
    String commit = first.getAsJsonObject("resource").get("version").getAsString();
    time.set(START.plusSeconds(120));

    assertThat(json(oxen(branch + "/checkpoints")).get("total_entries").getAsInt())
        .isEqualTo(2);
    assertThat(
            json(oxen("/dir/" + commit + "/checkpoints")).get("total_entries").getAsInt())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dir/main",
        "/dir/fine-tunes",
        "/dir/" + BRANCH + "x",
        "/dir/" + BRANCH + "/checkpoints/checkpoint-301",
        "/dir/" + BRANCH + "/checkpoints/checkpoint-300/adapter_config.json",
        "/dir/0123456789abcdef0123456789abcdef/checkpoints",
        "/file/" + BRANCH + "/checkpoints/checkpoint-300",
        "/file/" + BRANCH + "/checkpoints/checkpoint-300/none",
        "/file/" + BRANCH + "/checkpoints/%2e%2e/%2e%2e/etc/passwd",
      })
  void oxenDoesNotFindOtherPaths(String path) throws Exception {
    assertThat(oxen(path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"page=0", "page=x", "page_size=0", "page_size=-1", "depth=-2", "depth=x"})
  void oxenRefusesInvalidPages(String query) throws Exception {
    assertThat(oxen("/dir/" + BRANCH + "?" + query).statusCode()).isEqualTo(400);
  }

  @Test
  void aListOfEverythingIsBounded() throws Exception {
    sandbox.add(SandboxJob.of("oxen:ox/farm/ft_1").checkpoints(1_000_000));

    assertThat(oxen("/dir/fine-tunes/demo-ft-1?depth=-1").statusCode()).isEqualTo(400);
    assertThat(texts(
            json(oxen("/dir/fine-tunes/demo-ft-1/checkpoints?page=9007199254740993&page_size=1"))
                .getAsJsonArray("entries"),
            "filename"))
        .isEmpty();
  }

  // Baseten

  @Test
  void basetenListsTheFilesOfAllCheckpoints() throws Exception {
    JsonObject page = json(baseten("3mq59k8w", ""));
    List<String> names = texts(page.getAsJsonArray("presigned_urls"), "relative_file_name");

    assertThat(names)
        .doesNotHaveDuplicates()
        .hasSize(page.get("total_count").getAsInt())
        .contains(
            "checkpoint-24/adapter_model.safetensors",
            "checkpoint-24-1/adapter_model.safetensors",
            "adapter_model.safetensors",
            "additional_chat_templates/tool_use.jinja");
    assertThat(page.get("next_page_token").isJsonNull()).isTrue();
  }

  @Test
  void basetenListsTheFilesOfEveryNode() throws Exception {
    JsonArray files = json(baseten("full77wq", "")).getAsJsonArray("presigned_urls");

    assertThat(texts(files, "relative_file_name"))
        .doesNotHaveDuplicates()
        .contains(
            "rank-0/checkpoint-24/config.json",
            "rank-0/checkpoint-24/rng_state.pth",
            "rank-1/checkpoint-24/rng_state.pth");
    assertThat(texts(files, "node_rank")).contains("0", "1");
  }

  @Test
  void basetenListsPageByPage() throws Exception {
    List<String> all =
        texts(json(baseten("full77wq", "")).getAsJsonArray("presigned_urls"), "relative_file_name");
    List<String> paged = new ArrayList<>();
    JsonElement token = new com.google.gson.JsonPrimitive(0);
    while (!token.isJsonNull()) {
      JsonObject page = json(baseten("full77wq", "?page_size=7&page_token=" + token.getAsString()));
      paged.addAll(texts(page.getAsJsonArray("presigned_urls"), "relative_file_name"));
      token = page.get("next_page_token");
    }

    assertThat(paged).isEqualTo(all);
    for (String invalid :
        List.of("page_size=0", "page_size=1001", "page_token=-1", "page_token=x")) {
      assertThat(baseten("full77wq", "?" + invalid).statusCode()).as(invalid).isEqualTo(400);
    }
    assertThat(json(baseten("full77wq", "?page_token=2147483647")).getAsJsonArray("presigned_urls"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3mq59k8w", "full77wq"})
  void basetensFilesHaveTheSizeOfTheCheckpoint(String job) throws Exception {
    Map<String, Long> sizes = new TreeMap<>();
    for (JsonElement element : json(baseten(job, "")).getAsJsonArray("presigned_urls")) {
      JsonObject file = element.getAsJsonObject();
      String name = file.get("relative_file_name").getAsString().replaceFirst("^rank-\\d/", "");
      String first = name.substring(0, Math.max(0, name.indexOf('/')));
      boolean root = first.isEmpty() || first.startsWith("additional");
      sizes.merge(root ? "." : first, file.get("size_bytes").getAsLong(), Long::sum);
    }
    Map<String, Long> expected = new TreeMap<>();
    for (JsonElement element :
        json(get("baseten", basetenJob(job) + "/checkpoints")).getAsJsonArray("checkpoints")) {
      JsonObject checkpoint = element.getAsJsonObject();
      expected.put(
          checkpoint.get("checkpoint_id").getAsString(),
          checkpoint.get("size_bytes").getAsLong());
    }
    assertThat(sizes).isEqualTo(expected);
  }

  @Test
  void aCheckpointThatIsBeingUploadedHasNoFilesYet() throws Exception {
    sandbox.add(SandboxJob.of("baseten:yqvr2lxw/new").startingAt(START).queuedFor(Duration.ZERO));
    time.set(START.plus(Duration.ofMinutes(10)));

    assertThat(
            texts(json(baseten("new", "")).getAsJsonArray("presigned_urls"), "relative_file_name"))
        .isNotEmpty()
        .allMatch(name -> name.startsWith("checkpoint-100/"));
  }

  @Test
  void basetensLinksServeFilesAndRanges() throws Exception {
    Map<String, Content> files = new TreeMap<>();
    for (JsonElement element : json(baseten("3mq59k8w", "")).getAsJsonArray("presigned_urls")) {
      JsonObject file = element.getAsJsonObject();
      String name = file.get("relative_file_name").getAsString();
      if (name.startsWith("checkpoint-24/")) {
        HttpResponse<byte[]> response = follow(file.get("url").getAsString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).hasSize(file.get("size_bytes").getAsInt());
        files.put(name.substring(name.indexOf('/') + 1), Content.of(response.body()));
      }
    }
    SavedModel.check(files);
    String link = link("checkpoint-24/adapter_model.safetensors");
    assertThat(URI.create(link).getPort())
        .isNotEqualTo(URI.create(sandbox.baseUrl("baseten")).getPort());
    checkRanges(follow(link), headers -> follow(link, headers));
  }

  @Test
  void linksExpire() throws Exception {
    String link = link("checkpoint-24/adapter_config.json");
    time.set(START.plusSeconds(60));
    assertThat(follow(link).statusCode()).isEqualTo(200);
    time.set(START.plusSeconds(61));

    HttpResponse<byte[]> expired = follow(link);
    assertThat(expired.statusCode()).isEqualTo(403);
    assertThat(header(expired, "Content-Type")).isEqualTo("application/xml");
    assertThat(new String(expired.body(), StandardCharsets.UTF_8)).contains("Request has expired");
    assertThat(follow(link("checkpoint-24/adapter_config.json")).statusCode()).isEqualTo(200);
  }

  @Test
  void aLinkWithAnAuthorizationHeaderIsRefused() throws Exception {
    HttpResponse<byte[]> refusal = follow(
        link("checkpoint-24/adapter_config.json"), "Authorization", "Bearer sandbox-baseten-key");

    assertThat(refusal.statusCode()).isEqualTo(400);
    assertThat(new String(refusal.body(), StandardCharsets.UTF_8)).contains("InvalidArgument");
  }

  @ParameterizedTest
  @CsvSource({
    "X-Amz-Signature=.*, X-Amz-Signature=0, 403",
    "X-Amz-Signature=.*, x=1, 403",
    "X-Amz-Expires=60, X-Amz-Expires=99999, 403",
    "X-Amz-Expires=60, X-Amz-Expires=9223372036854775807, 400",
    "X-Amz-Date=[^&]*, X-Amz-Date=never, 400",
    "adapter_config, adapter_model, 403",
    "'/\\d+/(\\d+)/adapter', /99/$1/adapter, 403",
    "\\?.*, '', 403",
  })
  void aChangedLinkIsRefused(String part, String replacement, int status) throws Exception {
    String link = link("checkpoint-24/adapter_config.json");
    String changed = link.replaceFirst(part, replacement);

    assertThat(changed).isNotEqualTo(link);
    assertThat(follow(changed).statusCode()).isEqualTo(status);
  }

  @Test
  void theSignatureIsInNoText() throws Exception {
    follow(link("checkpoint-24/adapter_config.json"));

    assertThat(sandbox.requests().toString()).contains("adapter_config").doesNotContain("X-Amz-");
  }

  // Nebius

  @Test
  void nebiusNamesItsFilesAndSendsThem() throws Exception {
    Map<String, Content> files = new TreeMap<>();
    for (String id : nebiusFiles()) {
      JsonObject file = json(get("nebius", "/files/" + id));
      HttpResponse<byte[]> response = get("nebius", "/files/" + id + "/content");
      assertThat(file.get("id").getAsString()).isEqualTo(id);
      assertThat(response.body()).hasSize(file.get("bytes").getAsInt());
      String name = file.get("filename").getAsString();
      assertThat(name).startsWith("checkpoint-");
      files.put(name.substring(name.indexOf('/') + 1), Content.of(response.body()));
    }
    SavedModel.check(files);
    assertThat(get("nebius", "/files/file-unknown").statusCode()).isEqualTo(404);
    assertThat(get("nebius", "/files/file-unknown/content").statusCode()).isEqualTo(404);
  }

  @Test
  void nebiusSendsRanges() throws Exception {
    String weights = nebiusFiles().get(2);
    String path = "/files/" + weights + "/content";
    checkRanges(get("nebius", path), headers -> get("nebius", path, headers));
  }

  private List<String> nebiusFiles() throws Exception {
    return json(get("nebius", "/fine_tuning/jobs/ftjob-llama/checkpoints"))
        .getAsJsonArray("data")
        .get(0)
        .getAsJsonObject()
        .getAsJsonArray("result_files")
        .asList()
        .stream()
        .map(JsonElement::getAsString)
        .toList();
  }

  // OpenAI

  @ParameterizedTest
  @CsvSource({"openai, ftjob-overfitted", "portkey, ftjob-overfitted"})
  void openAiSendsTheMeasurementsOfAJob(String provider, String id) throws Exception {
    JsonObject job = json(get(provider, "/fine_tuning/jobs/" + id));
    String file = job.getAsJsonArray("result_files").get(0).getAsString();

    HttpResponse<byte[]> response = get(provider, "/files/" + file + "/content");

    List<String> lines =
        new String(response.body(), StandardCharsets.UTF_8).lines().toList();
    assertThat(lines.get(0)).startsWith("step,train_loss,").contains(",valid_loss");
    assertThat(lines.get(lines.size() - 1)).startsWith("300,");
    assertThat(lines)
        .allMatch(line -> line.split(",", -1).length == lines.get(0).split(",", -1).length);
    assertThat(get(provider, "/files/file-unknown/content").statusCode()).isEqualTo(404);
  }

  // Faults

  @Test
  void faultsCanBeLimitedToFiles() throws Exception {
    sandbox.failNextFile("baseten", Fault.status(503), 1);
    sandbox.failNextFile("oxen", Fault.status(500), 1);

    String link = link("checkpoint-24/adapter_config.json");
    HttpResponse<byte[]> failed = follow(link);
    assertThat(failed.statusCode()).isEqualTo(503);
    assertThat(new String(failed.body(), StandardCharsets.UTF_8)).contains("SlowDown");
    assertThat(follow(link).statusCode()).isEqualTo(200);
    String path = BRANCH + "/checkpoints/checkpoint-300";
    assertThat(oxen("/dir/" + path).statusCode()).isEqualTo(200);
    assertThat(oxen("/chunk/" + path + "/README.md").statusCode()).isEqualTo(500);
  }

  @Test
  void aFaultCanLastUntilItIsCleared() throws Exception {
    sandbox.failNextFile("oxen", Fault.status(500), Integer.MAX_VALUE);
    String path = "/chunk/" + BRANCH + "/checkpoints/checkpoint-300/README.md";

    for (int i = 0; i < 3; i++) {
      assertThat(oxen(path).statusCode()).isEqualTo(500);
    }
    sandbox.clearFaults();
    assertThat(oxen(path).statusCode()).isEqualTo(200);
  }

  @Test
  void aServerCanIgnoreRanges() throws Exception {
    String link = link("checkpoint-24/adapter_config.json");
    byte[] whole = follow(link).body();
    sandbox.failNextFile("baseten", Fault.ignoreRange(), 1);
    sandbox.failNextFile("oxen", Fault.ignoreRange(), 1);

    HttpResponse<byte[]> response = follow(link, "Range", "bytes=5-9");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(whole);
    String chunk = "/chunk/" + BRANCH + "/checkpoints/checkpoint-300/README.md?chunk_start=2";
    assertThat(oxen(chunk).body().length).isEqualTo(oxen(chunk).body().length + 2);
  }

  @Test
  void bodiesAndHeadersCanBeWrong() throws Exception {
    String link = link("checkpoint-24/adapter_config.json");
    String[] range = {"Range", "bytes=10-109"};
    byte[] right = follow(link, range).body();

    sandbox.failNextFile("baseten", Fault.bodyLength(-30), 1);
    assertThat(follow(link, range).body()).isEqualTo(Arrays.copyOf(right, 70));
    sandbox.failNextFile("baseten", Fault.bodyLength(30), 1);
    assertThat(follow(link, range).body()).isEqualTo(Arrays.copyOf(right, 130));
    sandbox.failNextFile("baseten", Fault.flipBit(), 1);
    byte[] flipped = follow(link, range).body();
    assertThat(flipped[50] ^ right[50]).isEqualTo(1);
    flipped[50] ^= 1;
    assertThat(flipped).isEqualTo(right);
    sandbox.failNextFile("baseten", Fault.gzip(), 1);
    HttpResponse<byte[]> gzip = follow(link, range);
    assertThat(header(gzip, "Content-Encoding")).isEqualTo("gzip");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body()))).hasBinaryContent(right);
    sandbox.failNextFile("baseten", Fault.header("Content-Range", "bytes 0-99/1000"), 1);
    assertThat(header(follow(link, range), "Content-Range")).isEqualTo("bytes 0-99/1000");
    sandbox.failNextFile("baseten", Fault.withoutHeader("ETag"), 1);
    assertThat(follow(link, range).headers().map()).doesNotContainKey("etag");
    assertThat(follow(link, range).body()).isEqualTo(right);
  }

  @Test
  void aBodyCanStallOrEnd() throws Exception {
    String link = link("checkpoint-24/adapter_model.safetensors");

    sandbox.failNextFile("baseten", Fault.dropBody(), 1);
    assertThatThrownBy(() -> follow(link)).isInstanceOf(IOException.class);
    sandbox.failNextFile("baseten", Fault.stall(), 1);
    HttpResponse<InputStream> stalled =
        client.send(HttpRequest.newBuilder(URI.create(link)).build(), BodyHandlers.ofInputStream());
    assertThat(stalled.statusCode()).isEqualTo(200);
    try (InputStream body = stalled.body()) {
      assertThat(body.readNBytes(1000)).hasSize(1000);
    }
  }

  @Test
  void aFileCanChangeWhileItIsDownloaded() throws Exception {
    String link = link("checkpoint-24/adapter_model.safetensors");
    HttpResponse<byte[]> before = follow(link);
    String etag = header(before, "ETag");
    SandboxJob job = DefaultJobs.at(START).stream()
        .filter(each -> each.reference().endsWith("3mq59k8w"))
        .findFirst()
        .orElseThrow();
    sandbox.add(job.revision(1));

    HttpResponse<byte[]> after = follow(link, "Range", "bytes=100-199", "If-Range", etag);

    assertThat(after.statusCode()).isEqualTo(200);
    assertThat(header(after, "ETag")).isNotEqualTo(etag);
    assertThat(after.body()).hasSameSizeAs(before.body()).isNotEqualTo(before.body());
  }

  @Test
  void aTerabyteIsServedWithoutMemory() throws Exception {
    SandboxJob huge = SandboxJob.of("together:ft-1").checkpointSize(1L << 40);
    sandbox.add(huge);

    HttpResponse<byte[]> end = download("ft-1", "checkpoint=adapter", "Range", "bytes=-1024");

    assertThat(end.body()).isEqualTo(new byte[1024]); // every tar ends this way
    assertThat(header(end, "Content-Range")).matches("bytes \\d{13}-\\d{13}/\\d{13}");
  }

  private void checkRanges(HttpResponse<byte[]> whole, Ranged ranged) throws Exception {
    byte[] all = whole.body();
    int size = all.length;
    String etag = header(whole, "ETag");
    assertThat(header(whole, "Accept-Ranges")).isEqualTo("bytes");
    for (int[] range : new int[][] {{0, 1}, {0, size - 1}, {size - 1, size - 1}, {777, 131_099}}) {
      HttpResponse<byte[]> part = ranged.get("Range", "bytes=" + range[0] + "-" + range[1]);
      assertThat(part.statusCode()).isEqualTo(206);
      assertThat(header(part, "Content-Range"))
          .isEqualTo("bytes " + range[0] + "-" + range[1] + "/" + size);
      assertThat(header(part, "ETag")).isEqualTo(etag);
      assertThat(part.body()).isEqualTo(Arrays.copyOfRange(all, range[0], range[1] + 1));
    }
    assertThat(ranged.get("Range", "bytes=100-").body())
        .isEqualTo(Arrays.copyOfRange(all, 100, size));
    assertThat(ranged.get("Range", "bytes=-100").body())
        .isEqualTo(Arrays.copyOfRange(all, size - 100, size));
    assertThat(ranged.get("Range", "bytes=100-99999999999").body()).hasSize(size - 100);
    assertThat(ranged.get("Range", "bytes=1-2", "If-Range", etag).statusCode()).isEqualTo(206);
    assertThat(ranged.get("Range", "bytes=1-2", "If-Range", "\"x\"").statusCode())
        .isEqualTo(200);
    String modified = header(whole, "Last-Modified");
    assertThat(ranged.get("Range", "bytes=1-2", "If-Range", modified).statusCode())
        .isEqualTo(206);
    HttpResponse<byte[]> beyond = ranged.get("Range", "bytes=" + size + "-");
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(header(beyond, "Content-Range")).isEqualTo("bytes */" + size);
    for (String ignored : List.of(
        "bytes=2-1",
        "bytes=-",
        "lines=1-2",
        "bytes=1-2,4-5",
        "bytes=a-b",
        "bytes=99999999999999999999-")) {
      assertThat(ranged.get("Range", ignored).statusCode()).as(ignored).isEqualTo(200);
    }
  }

  private interface Ranged {
    HttpResponse<byte[]> get(String... headers) throws Exception;
  }

  private HttpResponse<byte[]> download(String job, String query, String... headers)
      throws Exception {
    return get("together", "/finetune/download?ft_id=" + job + "&" + query, headers);
  }

  private HttpResponse<byte[]> oxen(String path, String... headers) throws Exception {
    return get("oxen", REPOSITORY + path, headers);
  }

  private HttpResponse<byte[]> baseten(String job, String query) throws Exception {
    return get("baseten", basetenJob(job) + "/checkpoint_files" + query);
  }

  private static String basetenJob(String job) {
    return "/v1/training_projects/yqvr2lxw/jobs/" + job;
  }

  /** The link to a file of a default job. */
  private String link(String name) throws Exception {
    for (JsonElement file : json(baseten("3mq59k8w", "")).getAsJsonArray("presigned_urls")) {
      if (file.getAsJsonObject().get("relative_file_name").getAsString().equals(name)) {
        return file.getAsJsonObject().get("url").getAsString();
      }
    }
    throw new AssertionError("No file " + name);
  }

  private HttpResponse<byte[]> get(String provider, String path, String... headers)
      throws Exception {
    String key = sandbox.environment().get(provider.toUpperCase(Locale.ROOT) + "_API_KEY");
    HttpRequest.Builder request = HttpRequest.newBuilder(
            URI.create(sandbox.baseUrl(provider) + path))
        .header("Authorization", "Bearer " + key)
        .header("x-portkey-api-key", "sandbox-portkey-key")
        .header("x-portkey-provider", "@sandbox");
    return send(request, headers);
  }

  private HttpResponse<byte[]> follow(String link, String... headers) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(link)), headers);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request, String... headers)
      throws Exception {
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static InputStream tar(HttpResponse<byte[]> archive) throws IOException {
    InputStream packed = new ByteArrayInputStream(archive.body());
    return header(archive, "Content-Type").contains("x-tar")
        ? new GZIPInputStream(packed)
        : new ZstdInputStream(packed);
  }

  private static List<String> names(HttpResponse<byte[]> archive) throws IOException {
    List<String> names = new ArrayList<>();
    try (TarArchiveInputStream tar = new TarArchiveInputStream(tar(archive))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    return names;
  }

  /** The files, without the folder that may contain them. */
  private static Map<String, Content> unpack(HttpResponse<byte[]> archive) throws IOException {
    Map<String, Content> files = new TreeMap<>();
    try (TarArchiveInputStream tar = new TarArchiveInputStream(tar(archive))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (!entry.isDirectory()) {
          files.put(
              entry.getName().replaceFirst("^checkpoint-\\d+/", ""),
              Content.of(tar.readAllBytes()));
        }
      }
    }
    return files;
  }

  private static String xxh3(byte[] bytes) {
    var hash = Hashing.xxh3_128().hashStream().putBytes(bytes).get();
    return "%016x%016x".formatted(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElseThrow();
  }

  private static JsonObject json(HttpResponse<byte[]> response) {
    return JsonParser.parseString(new String(response.body(), StandardCharsets.UTF_8))
        .getAsJsonObject();
  }

  private static List<String> texts(JsonArray array, String name) {
    return array.asList().stream()
        .map(element -> element.getAsJsonObject().get(name).getAsString())
        .toList();
  }
}
