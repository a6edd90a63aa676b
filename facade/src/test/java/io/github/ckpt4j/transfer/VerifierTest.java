package io.github.ckpt4j.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Digest;
import io.github.ckpt4j.Verification;
import io.github.ckpt4j.Verification.Check;
import io.github.ckpt4j.Verification.FileResult;
import io.github.ckpt4j.client.CheckpointClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The problems that a check of a directory reports, and what it accepts. */
final class VerifierTest {
  @TempDir
  private Path directory;

  private Verification verify(Map<String, byte[]> files) throws IOException {
    for (Map.Entry<String, byte[]> each : files.entrySet()) {
      Path file = directory.resolve(each.getKey());
      Files.createDirectories(file.getParent());
      Files.write(file, each.getValue());
    }
    return CheckpointClient.verify(directory);
  }

  private static Stream<String> problems(Verification verification) {
    return verification
        .damaged()
        .flatMap(file -> file.problems().stream().map(text -> file.path() + ": " + text));
  }

  static Stream<Map<String, byte[]>> whole() {
    Map<String, byte[]> inFolder = new LinkedHashMap<>();
    WeightFiles.adapter().forEach((name, bytes) -> inFolder.put("rank-0/" + name, bytes));
    return Stream.of(
        WeightFiles.adapter(),
        WeightFiles.sharded(),
        inFolder,
        with(
            WeightFiles.adapter(),
            "adapter_config.json",
            "{\"peft_type\":\"LORA\",\"r\":8,\"rank_pattern\":{\"q_proj\":4,\"self_attn.v_proj\":4},"
                + "\"target_modules\":[\"q_proj\",\"v_proj\"]}"),
        with(
            WeightFiles.adapter(),
            "adapter_config.json",
            "{\"peft_type\":\"LORA\",\"r\":4,\"target_modules\":\"all-linear\"}"),
        with(
            WeightFiles.adapter(),
            "adapter_config.json",
            "{\"peft_type\":\"LORA\",\"r\":5,\"rank_pattern\":{\"^(x|.*q_proj$)\":4},"
                + "\"target_modules\":[\"q_proj\",\"v_proj\"]}"),
        with(WeightFiles.adapter(), "adapter_config.json", "{\"peft_type\":\"IA3\"}"));
  }

  @ParameterizedTest
  @MethodSource("whole")
  void wholeCheckpointIsIntact(Map<String, byte[]> files) throws IOException {
    Verification verification = verify(files);

    assertThat(problems(verification)).isEmpty();
    assertThat(verification.isIntact()).isTrue();
    assertThat(verification.files())
        .filteredOn(file -> file.path().endsWith(".safetensors"))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(file.checks()).containsExactly(Check.STRUCTURE))
        .allSatisfy(file ->
            assertThat(file.sha256()).isEqualTo(sha256(WeightFiles.bytes(files, file.path()))));
  }

  static Stream<Arguments> damage() {
    Map<String, byte[]> adapter = WeightFiles.adapter();
    Map<String, byte[]> sharded = WeightFiles.sharded();
    String weights = "adapter_model.safetensors";
    String config = "adapter_config.json";
    String index = "model.safetensors.index.json";
    String first = "model-00001-of-00002.safetensors";
    String second = "model-00002-of-00002.safetensors";
    byte[] bytes = WeightFiles.bytes(adapter, weights);
    return Stream.of(
        damage(adapter, weights, Arrays.copyOf(bytes, bytes.length - 1), "is truncated: 1 bytes"),
        damage(
            adapter, weights, Arrays.copyOf(bytes, 100), "is truncated: it ends within the header"),
        damage(adapter, weights, Arrays.copyOf(bytes, 5), "has 5 bytes, too few"),
        damage(adapter, weights, new byte[0], "has 0 bytes, too few"),
        damage(adapter, weights, Arrays.copyOf(bytes, bytes.length + 3), "3 bytes follow"),
        damage(adapter, weights, new byte[1000], "length of its header is impossible"),
        damage(adapter, weights, "<!DOCTYPE html><html>".getBytes(UTF_8), "impossible"),
        damage(adapter, weights, header("{\"a\":"), "truncated"),
        damage(adapter, weights, header("{\"a\":{}}"), "lacks its type, shape or offsets"),
        damage(adapter, weights, header("{} {}"), "is not JSON"),
        damage(adapter, weights, header("[1]"), "is not JSON"),
        damage(adapter, weights, header("{'a':1}"), "is not JSON"),
        damage(
            adapter, weights, header("{\"__metadata__\":{\"a\":1}}"), "metadata is not all text"),
        damage(adapter, weights, tensor("F32", "[2]", "[0,8]", 8, "x", "x"), "'x' twice"),
        damage(adapter, weights, tensor("F32", "[3]", "[0,8]", 8, "x"), "need 12"),
        damage(adapter, weights, tensor("F32", "[2]", "[8,0]", 8, "x"), "ends before it begins"),
        damage(adapter, weights, tensor("F32", "[2.0]", "[0,8]", 8, "x"), "not a list of whole"),
        damage(adapter, weights, tensor("F32", "[\"2\"]", "[0,8]", 8, "x"), "not a list of whole"),
        damage(adapter, weights, tensor("F32", "[-2]", "[0,8]", 8, "x"), "not a list of whole"),
        damage(
            adapter,
            weights,
            tensor("F32", "[4294967296,4294967296]", "[0,0]", 0, "x"),
            "need another number"),
        damage(adapter, weights, tensor("F32", "[2]", "[4,12]", 12, "x"), "gap of 4 bytes"),
        damage(adapter, weights, tensor("F32", "[2]", "[0,8]", 8, "x", "y"), "overlaps"),
        damage(adapter, config, null, weights + ": adapter_config.json is missing"),
        damage(adapter, weights, null, config + ": the adapter's weights are missing"),
        damage(adapter, config, WeightFiles.adapterConfig(8, "q_proj", "v_proj"), "states 8"),
        damage(adapter, config, WeightFiles.adapterConfig(4, "q_proj"), "v_proj' is not among"),
        damage(
            adapter,
            config,
            WeightFiles.adapterConfig(4, "q_proj", "v_proj", "k_proj"),
            "no tensor of target module 'k_proj'"),
        damage(adapter, config, "{\"r\":4".getBytes(UTF_8), config + ": its JSON is truncated"),
        damage(adapter, config, "{\"r\":4}".getBytes(UTF_8), "has no peft_type"),
        damage(adapter, config, "[]".getBytes(UTF_8), "is not an object"),
        damage(
            adapter,
            config,
            ("{\"peft_type\":\"LORA\",\"r\":4,\"target_modules\":[\"q_proj\",\"v_proj\"],"
                    + "\"modules_to_save\":[\"lm_head\"]}")
                .getBytes(UTF_8),
            "no tensor of module 'lm_head'"),
        damage(adapter, "tokenizer.json", "{\"a\":[1,".getBytes(UTF_8), "its JSON is truncated"),
        damage(adapter, "tokenizer.json", new byte[] {'"', (byte) 0xff, '"'}, "is not UTF-8"),
        damage(adapter, "tokenizer.json", null, "vocabulary is missing"),
        damage(adapter, "rest.bin.part", new byte[3], "part of an unfinished download"),
        damage(sharded, first, null, index + ": its shard '" + first + "' is missing"),
        damage(sharded, index, null, "its index, 'model.safetensors.index.json', is missing"),
        damage(sharded, index, "{}".getBytes(UTF_8), "has no weight_map"),
        damage(sharded, index, WeightFiles.index("a", first), "index"),
        damage(sharded, index, WeightFiles.index("a", first, "b", first), "lacks tensor 'b'"),
        damage(
            sharded,
            index,
            WeightFiles.index("a", first, "b", "../" + second),
            "shard '../" + second + "' is missing"),
        damage(
            sharded,
            second,
            WeightFiles.safetensors(Map.of("b", new long[] {1}, "c", new long[] {1})),
            second + ": tensor 'c' is not in the index"),
        damage(sharded, "config.json", null, "config.json is missing"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("damage")
  void damageIsNamedWithItsFile(String file, Map<String, byte[]> files, String problem)
      throws IOException {
    Verification verification = verify(files);

    assertThat(problems(verification)).anyMatch(text -> text.contains(problem));
    assertThat(verification.isIntact()).isFalse();
  }

  @Test
  void everyFaultIsFound() throws IOException {
    Map<String, byte[]> files = WeightFiles.sharded();
    files.replaceAll((name, bytes) -> Arrays.copyOf(bytes, Math.max(0, bytes.length - 2)));

    assertThat(verify(files).damaged().map(FileResult::path))
        .containsExactly(
            "config.json",
            "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors",
            "model.safetensors.index.json");
  }

  @Test
  void noPrefixOfSafetensorsIsWhole() throws IOException {
    byte[] whole = WeightFiles.safetensors(WeightFiles.loraShapes(2, "q_proj"));
    for (int length = 0; length < whole.length; length++) {
      Verification verification = verify(Map.of("x.safetensors", Arrays.copyOf(whole, length)));
      assertThat(verification.isIntact()).as("%s bytes", length).isFalse();
    }
  }

  @Test
  void linkIsNotFollowed(@TempDir Path elsewhere) throws IOException {
    Path target =
        Files.write(elsewhere.resolve("x"), WeightFiles.safetensors(Map.of("a", new long[] {1})));
    Files.createSymbolicLink(directory.resolve("x.safetensors"), target);

    assertThat(problems(verify(Map.of()))).anyMatch(text -> text.contains("but a link"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes.txt", "weights.bin"})
  void filesThatProveNothingAreNotCalledIntact(String name) throws IOException {
    Verification verification = verify(Map.of(name, new byte[10]));

    assertThat(problems(verification)).singleElement().asString().contains("neither a manifest");
    assertThat(verification.files())
        .filteredOn(file -> file.path().equals(name))
        .singleElement()
        .satisfies(file -> assertThat(file.notes()).singleElement().asString().contains("not"));
  }

  @Test
  void emptyDirectoryIsNotIntact() throws IOException {
    assertThat(verify(Map.of()).isIntact()).isFalse();
  }

  @Test
  void missingDirectoryIsNotFound() {
    assertThatThrownBy(() -> CheckpointClient.verify(directory.resolve("none")))
        .isInstanceOfSatisfying(
            CheckpointException.class,
            e -> assertThat(e.kind()).isEqualTo(CheckpointException.Kind.NOT_FOUND));
  }

  @Test
  void interruptEndsTheCheck() throws IOException {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> verify(WeightFiles.adapter()))
          .isInstanceOf(CheckpointException.class);
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void sizesAndHashesOfTheManifestAreChecked() throws IOException {
    Map<String, byte[]> files = WeightFiles.adapter();
    files.put("manifest.json", manifest(files, "together:ft-1"));
    byte[] flipped = WeightFiles.bytes(files, "tokenizer.json").clone();
    flipped[3] ^= 1;
    assertThat(verify(files).isIntact()).isTrue();
    assertThat(verify(files).job()).isEqualTo("together:ft-1");

    files.put("tokenizer.json", flipped);
    files.put("tokenizer_config.json", "{}".getBytes(UTF_8));
    Files.delete(directory.resolve("adapter_config.json"));
    files.remove("adapter_config.json");

    assertThat(problems(verify(files)))
        .anyMatch(text -> text.startsWith("tokenizer.json: its SHA-256"))
        .anyMatch(text -> text.startsWith("tokenizer_config.json: has 2 bytes instead of 26"))
        .anyMatch(text -> text.equals("adapter_config.json: is missing"));
  }

  @Test
  void fileThatTheManifestDoesNotListIsNoted() throws IOException {
    Map<String, byte[]> files = WeightFiles.adapter();
    files.put("manifest.json", manifest(files, "together:ft-1"));
    files.put("extra.txt", new byte[1]);

    Verification verification = verify(files);

    assertThat(verification.isIntact()).isTrue();
    assertThat(verification.files())
        .filteredOn(file -> file.path().equals("extra.txt"))
        .singleElement()
        .satisfies(file -> assertThat(file.notes()).containsExactly("is not in any list of files"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../x", "/etc/passwd", "a/../../x", "C:x", "a\\\\..\\\\x", "con", "manifest.json"})
  void manifestThatNamesAFileElsewhereIsRefused(String path) throws IOException {
    String text =
        "{\"version\":1,\"job\":\"together:ft-1\",\"checkpoint\":{\"job\":\"together:ft-1\","
            + "\"id\":\"c\"},\"artifact\":\"as-is\",\"files\":[{\"path\":\"" + path
            + "\",\"size\":1}]}";

    assertThat(problems(verify(Map.of("manifest.json", text.getBytes(UTF_8)))))
        .anyMatch(problem -> problem.startsWith("manifest.json: "));
  }

  @Test
  void checksumsAreCheckedToo() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("job.json", "{}".getBytes(UTF_8));
    files.put(
        "SHA256SUMS",
        (sha256(WeightFiles.bytes(files, "job.json")) + "  job.json\n").getBytes(UTF_8));
    assertThat(verify(files).isIntact()).isTrue();

    files.put("job.json", "[]".getBytes(UTF_8));
    assertThat(problems(verify(files)))
        .singleElement()
        .asString()
        .contains("job.json: its SHA-256");
  }

  @Test
  void anotherCheckpointBelowIsSkipped() throws IOException {
    Map<String, byte[]> files = WeightFiles.adapter();
    files.put("below/manifest.json", "{}".getBytes(UTF_8));
    files.put("below/x.safetensors", new byte[3]);

    assertThat(verify(files).isIntact()).isTrue();
  }

  private static byte[] manifest(Map<String, byte[]> files, String job) {
    StringBuilder entries = new StringBuilder();
    files.forEach((name, bytes) -> entries
        .append(entries.isEmpty() ? "" : ",")
        .append("{\"path\":\"%s\",\"size\":%d,\"sha256\":\"%s\"}"
            .formatted(name, bytes.length, sha256(bytes))));
    return ("{\"version\":1,\"job\":\"%s\",\"checkpoint\":{\"job\":\"%s\",\"id\":\"c\"},"
            + "\"artifact\":\"as-is\",\"files\":[%s]}")
        .formatted(job, job, entries)
        .getBytes(UTF_8);
  }

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Digests.jdk(Digest.SHA_256).digest(bytes));
  }

  private static byte[] header(String json) {
    return WeightFiles.safetensors(json, new byte[0]);
  }

  private static byte[] tensor(
      String type, String shape, String offsets, int size, String... names) {
    StringBuilder json = new StringBuilder();
    for (String name : names) {
      json.append(json.isEmpty() ? "{" : ",")
          .append("\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}"
              .formatted(name, type, shape, offsets));
    }
    return WeightFiles.safetensors(json.append('}').toString(), new byte[size]);
  }

  private static Map<String, byte[]> with(Map<String, byte[]> files, String name, String text) {
    files.put(name, text.getBytes(UTF_8));
    return files;
  }

  private static Arguments damage(
      Map<String, byte[]> files, String name, byte @Nullable [] bytes, String problem) {
    Map<String, byte[]> damaged = new LinkedHashMap<>(files);
    if (bytes == null) {
      damaged.remove(name);
    } else {
      damaged.put(name, bytes);
    }
    return Arguments.of(name, damaged, problem);
  }
}
