package io.github.ckpt4j.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Verification;
import io.github.ckpt4j.client.CheckpointClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives are unpacked whole or not at all, and never outside their directory. */
final class UnpackerTest {
  private static final byte[] X = "x".getBytes(UTF_8);
  private static final Limits LIMITS = new Limits(100, 1 << 22, 10, 1 << 20);

  @TempDir
  private Path root;

  private Path directory;

  @BeforeEach
  void create() throws IOException {
    directory = Files.createDirectory(root.resolve("checkpoint"));
  }

  /** An archive that must not be unpacked. */
  private static final class Hostile {
    private final String name;
    private final String suffix;
    private final byte[] bytes;

    private Hostile(String name, String suffix, byte[] bytes) {
      this.name = name;
      this.suffix = suffix;
      this.bytes = bytes;
    }

    @Override
    public String toString() {
      return name + suffix;
    }
  }

  static Stream<Hostile> hostile() throws IOException {
    List<Hostile> all = new ArrayList<>();
    for (String path : paths()) {
      byte[] other = Archives.rawEntry("other.txt", X);
      byte[] tar = path.getBytes(UTF_8).length <= 100
          ? WeightFiles.concat(other, Archives.rawEntry(path, X), Archives.end())
          : WeightFiles.concat(other, Archives.tar(each -> Archives.file(each, path, X)));
      all.add(new Hostile("path " + path.replace('\0', '0'), ".tar", tar));
      all.add(new Hostile("path " + path.replace('\0', '0'), ".tar.zst", tar));
    }
    for (byte type : new byte[] {
      TarConstants.LF_SYMLINK,
      TarConstants.LF_LINK,
      TarConstants.LF_CHR,
      TarConstants.LF_BLK,
      TarConstants.LF_FIFO,
      'V',
      'M',
      'Z'
    }) {
      for (String target : List.of("/etc", "..", "../outside", "a", "/")) {
        all.add(
            new Hostile("type " + (char) type + " to " + target, ".tar.gz", Archives.tar(tar -> {
              Archives.file(tar, "a", X);
              Archives.special(tar, "link", type, target);
              Archives.file(tar, "link/x", X);
            })));
      }
    }
    for (String[] twins : new String[][] {
      {"a", "a"},
      {"a", "A"},
      {"a", "./a"},
      {"a/b", "A/c"},
      {"a", "a/b"},
      {"a/b", "a"},
      {"ß", "SS"},
      {"\u00e9", "e\u0301"},
      {"ﬁ", "fi"},
      {"K", "\u212a"},
      {"a//b", "a/b"},
      {"é/x", "É/y"}
    }) {
      all.add(new Hostile("twins " + twins[0] + " " + twins[1], ".tar.zst", Archives.tar(tar -> {
        Archives.file(tar, twins[0], X);
        Archives.file(tar, twins[1], X);
      })));
    }
    byte[] zeros = new byte[3 << 20];
    all.add(new Hostile("ratio", ".tar.zst", Archives.tar(Map.of("zeros", zeros))));
    all.add(new Hostile("ratio", ".tar.gz", Archives.tar(Map.of("zeros", zeros))));
    all.add(new Hostile("size", ".tar", Archives.tar(Map.of("a", zeros, "b", zeros))));
    all.add(new Hostile("entries", ".tar", Archives.tar(tar -> {
      for (int i = 0; i < 101; i++) {
        Archives.file(tar, "file" + i, X);
      }
    })));
    all.add(new Hostile("claimed size", ".tar", Archives.rawEntry("big", (1L << 33) - 1, X)));
    all.add(new Hostile("long header", ".tar.gz", Archives.tar(tar -> {
      TarArchiveEntry entry = new TarArchiveEntry("x");
      entry.addPaxHeader("comment", "c".repeat(2 << 20));
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
    })));
    return Stream.concat(all.stream(), damaged());
  }

  private static List<String> paths() {
    List<String> paths = new ArrayList<>(List.of(
        "/",
        ".",
        "..",
        "/etc/passwd",
        "//x",
        "a/../../x",
        "C:x",
        "C:/x",
        "c:\\x",
        "\\\\host\\x",
        "a\\..\\..\\x",
        "a\0b/../../" + "x".repeat(120),
        "con",
        "NUL.txt",
        "aux",
        "com1",
        "LPT9.safetensors",
        "com¹",
        "CONIN$",
        "a.",
        "a ",
        " a",
        "a/ /b",
        "a./b",
        "a:stream",
        "file\nname",
        "tab\tname",
        "\u001b[2J",
        "a\u202eb",
        "\u200bx",
        "a*",
        "a?",
        "a<b",
        "a|b",
        "\"a\"",
        "manifest.json",
        "MANIFEST.JSON",
        ".ckpt4j/x",
        ".ckpt4j",
        ".CKPT4J/y",
        "x/".repeat(40) + "x",
        "n".repeat(256),
        "n".repeat(100) + "/" + "m".repeat(1000),
        "é".repeat(130)));
    for (String up : List.of("../x", "../../x", "a/../../x", "./../x", "a/b/../../../x", "..//x")) {
      for (String before : List.of("", "a/", "./", "a/./", "deep/er/")) {
        paths.add(before + "../".repeat(3) + up);
      }
    }
    for (char c = 1; c < 32; c++) {
      paths.add("c" + c + "x");
    }
    return paths;
  }

  private static Stream<Hostile> damaged() throws IOException {
    byte[] tar = Archives.tar(WeightFiles.adapter());
    List<Hostile> all = new ArrayList<>();
    for (String suffix : List.of(".tar", ".tar.gz", ".tar.zst")) {
      byte[] packed = Archives.packed(suffix, tar);
      int cuts = suffix.equals(".tar") ? lastContent(tar) : packed.length - 1;
      for (int i = 0; i <= 8; i++) {
        all.add(new Hostile("cut " + i, suffix + "!", Arrays.copyOf(packed, cuts * i / 8)));
      }
      all.add(new Hostile(
          "html", suffix + "!", "<!DOCTYPE html><title>Sign in</title>".getBytes(UTF_8)));
    }
    all.add(new Hostile(
        "something after the end", ".tar", WeightFiles.concat(tar, "tail".getBytes(UTF_8))));
    all.add(new Hostile("a second archive", ".tar", WeightFiles.concat(tar, tar)));
    all.add(new Hostile("empty", ".tar", Archives.end()));
    Map<String, byte[]> cutInside = WeightFiles.adapter();
    cutInside.replaceAll((name, bytes) -> Arrays.copyOf(bytes, bytes.length - 2));
    all.add(new Hostile("damaged weights", ".tar.zst", Archives.tar(cutInside)));
    return all.stream();
  }

  private static int lastContent(byte[] tar) {
    int end = tar.length;
    while (tar[end - 1] == 0) {
      end--;
    }
    return end;
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void hostileArchiveLeavesNothingBehind(Hostile hostile) throws IOException {
    boolean raw = hostile.suffix.endsWith("!");
    String suffix = hostile.suffix.replace("!", "");
    Path archive = root.resolve("archive" + suffix);
    Files.write(archive, raw ? hostile.bytes : Archives.packed(suffix, hostile.bytes));
    List<Path> before = tree();

    assertThatThrownBy(() -> Unpacker.unpack(archive, directory, staging(), LIMITS))
        .isInstanceOfAny(DamagedException.class, CheckpointException.class)
        .message()
        .isNotBlank();

    assertThat(tree()).isEqualTo(before);
  }

  @Test
  void hostileArchivesAreMany() throws IOException {
    assertThat(hostile()).hasSizeGreaterThanOrEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {".tar", ".tar.gz", ".tgz", ".tar.zst"})
  void archiveIsUnpackedAndProven(String suffix) throws IOException {
    Map<String, byte[]> files = WeightFiles.adapter();
    Path archive = root.resolve("archive" + suffix);
    Files.write(archive, Archives.packed(suffix, Archives.tar(files)));

    List<Manifest.Entry> unpacked = Unpacker.unpack(archive, directory, staging());

    assertThat(unpacked).hasSameSizeAs(files.keySet());
    for (Manifest.Entry each : unpacked) {
      byte[] expected = WeightFiles.bytes(files, each.path());
      assertThat(Files.readAllBytes(directory.resolve(each.path()))).isEqualTo(expected);
      assertThat(each.size()).isEqualTo(expected.length);
      assertThat(each.sha256()).isEqualTo(VerifierTest.sha256(expected));
    }
    assertThat(CheckpointClient.verify(directory).isIntact()).isTrue();
    assertThat(staging()).doesNotExist();
  }

  @Test
  void oneTopFolderIsLeftOut() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    WeightFiles.adapter().forEach((name, bytes) -> files.put("./ft-model/" + name, bytes));
    Path archive = Files.write(root.resolve("a.tar"), Archives.tar(files));

    Unpacker.unpack(archive, directory, staging());

    assertThat(directory.resolve("adapter_config.json")).exists();
    assertThat(directory.resolve("ft-model")).doesNotExist();
  }

  @Test
  void linkInTheDirectoryIsNotFollowed() throws IOException {
    Path outside = Files.createDirectory(root.resolve("outside"));
    Files.createSymbolicLink(directory.resolve("sub"), outside);
    Path archive = Files.write(root.resolve("a.tar"), Archives.tar(Map.of("sub/x", X, "y", X)));

    assertThatThrownBy(() -> Unpacker.unpack(archive, directory, staging()))
        .isInstanceOf(CheckpointException.class);

    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void leftoversOfAnEarlierRunAreRemoved() throws IOException {
    Files.createDirectories(staging().resolve("adapter_config.json"));
    Files.write(staging().resolve("old"), X);
    Path archive = Files.write(root.resolve("a.tar"), Archives.tar(WeightFiles.adapter()));

    Unpacker.unpack(archive, directory, staging());

    assertThat(directory.resolve("old")).doesNotExist();
    assertThat(directory.resolve("adapter_config.json")).isRegularFile();
  }

  @Test
  void errorOfADamagedArchiveIsTyped() throws IOException {
    Path archive = Files.write(root.resolve("a.tar.zst"), X);

    assertThatThrownBy(() -> Unpacker.unpack(archive, directory, staging()))
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_RESPONSE));
  }

  @ParameterizedTest
  @ValueSource(strings = {".tar", ".tar.gz", ".tar.zst"})
  void verifyReadsArchives(String suffix) throws IOException {
    byte[] whole = Archives.packed(suffix, Archives.tar(WeightFiles.adapter()));
    Path archive = Files.write(directory.resolve("model" + suffix), whole);
    assertThat(CheckpointClient.verify(directory).isIntact()).isTrue();

    Map<String, byte[]> files = WeightFiles.adapter();
    files.put("adapter_config.json", WeightFiles.adapterConfig(8, "q_proj", "v_proj"));
    files.remove("tokenizer.json");
    Files.write(archive, Archives.packed(suffix, Archives.tar(files)));

    Verification verification = CheckpointClient.verify(directory);
    assertThat(verification.damaged().flatMap(file -> file.problems().stream()))
        .anyMatch(text -> text.startsWith("adapter_config.json: ") && text.endsWith("states 8"))
        .anyMatch(text -> text.startsWith("tokenizer_config.json: "));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void verifyReportsHostileArchives(Hostile hostile) throws IOException {
    boolean raw = hostile.suffix.endsWith("!");
    String suffix = hostile.suffix.replace("!", "");
    if (hostile.name.matches("(?i)(path .*(manifest|ckpt4j).*|size|entries|ratio)")) {
      return; // Harmless unless unpacked.
    }
    Files.write(
        directory.resolve("archive" + suffix),
        raw ? hostile.bytes : Archives.packed(suffix, hostile.bytes));

    assertThat(CheckpointClient.verify(directory).isIntact()).isFalse();
  }

  private Path staging() {
    return directory.resolve(".ckpt4j").resolve("unpacking");
  }

  private List<Path> tree() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> !path.endsWith(".ckpt4j")).sorted().toList();
    }
  }
}
