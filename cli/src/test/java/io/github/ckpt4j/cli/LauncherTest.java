package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher uses only its own, complete archives of classes, and also starts without one. */
final class LauncherTest {
  private static final Path LAUNCHER = Path.of("src", "dist", "bin", "ckpt").toAbsolutePath();

  /** Stands in for Java: creates an archive if requested, and prints how it was started. */
  private static final String JAVA = """
      #!/bin/sh
      for argument in "$@"; do
        case $argument in
          -XX:ArchiveClassesAtExit=* | -XX:AOTCacheOutput=*) echo "classes $RANDOM_TEXT" >"${argument#*=}"; exit ;;
          -XX:SharedArchiveFile=* | -XX:AOTCache=*) with=" with $(cat "${argument#*=}")" ;;
          --version) exit ${TRIAL:-0} ;;
        esac
      done
      echo "started${with:-}"
      """;

  @TempDir
  private Path home;

  @BeforeEach
  void install() throws IOException {
    assumeTrue(new File("/bin/sh").canExecute());
    script(home.resolve("jdk/bin/java"), JAVA);
    Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"17\"\n");
    Path jar = Files.writeString(home.resolve("ckpt.jar"), "jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
  }

  @Test
  void createsArchiveOfItsOwnOnce() throws Exception {
    assertThat(start("one")).isEqualTo("started with classes one\n");
    assertThat(start("two")).isEqualTo("started with classes one\n");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache())))
        .isEqualTo("rwx------");
  }

  /** Java also links the classes of an AOT cache, which exists since version 25. */
  @ParameterizedTest
  @CsvSource({
    "JAVA_VERSION=\"17.0.15\", .jsa",
    "JAVA_VERSION=\"24\", .jsa",
    "JAVA_VERSION=\"25\", .aot",
    "JAVA_VERSION=\"25.0.3\", .aot",
    "JAVA_VERSION=\"26-ea\", .aot",
    "JAVA_VERSION=\"?\", .jsa",
    "VERSION=25, .jsa"
  })
  void kindOfArchiveDependsOnTheVersionOfJava(String release, String kind) throws Exception {
    Files.writeString(home.resolve("jdk/release"), "IMPLEMENTOR=\"N/A\"\n" + release + "\n");

    assertThat(start("one")).isEqualTo("started with classes one\n");
    assertThat(start("two")).isEqualTo("started with classes one\n");
    assertThat(archive().toString()).endsWith(kind);
  }

  @Test
  void closesDirectoryThatOthersCouldEnter() throws Exception {
    Files.createDirectories(cache());
    chmod(cache(), "rwxr-xr-x");

    assertThat(start("one")).isEqualTo("started with classes one\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache())))
        .isEqualTo("rwx------");
  }

  @Test
  void refusesDirectoryThatOthersCanWrite() throws Exception {
    Files.createDirectories(cache());
    for (String mode : List.of("rwxrwxrwx", "rwxrwx---", "rwx---rwx")) {
      chmod(cache(), mode);
      assertThat(start("one")).as(mode).isEqualTo("started\n");
    }
    assertThat(cache()).isEmptyDirectory();
  }

  /** A user who can rename the directory can replace it between a check and its use. */
  @Test
  void refusesDirectoryThatOthersCanReplace() throws Exception {
    Files.createDirectories(cache());
    Path parent = home.resolve("cache");
    chmod(parent, "rwxrwxrwx");
    assertThat(start("one")).isEqualTo("started\n");
    assertThat(cache()).isEmptyDirectory();

    assertThat(new ProcessBuilder("chmod", "1777", parent.toString()).start().waitFor())
        .isZero();
    assertThat(start("two")).as("sticky").isEqualTo("started with classes two\n");
  }

  @Test
  void refusesDirectoryOfSomebodyElse() throws Exception {
    start("one");
    script(home.resolve("bin/id"), "#!/bin/sh\necho 4242\n"); // This user is now somebody else.

    assertThat(start("two", "PATH", home.resolve("bin") + ":" + System.getenv("PATH")))
        .isEqualTo("started\n");
  }

  @Test
  void refusesLinkInPlaceOfDirectory() throws Exception {
    Path other = Files.createDirectory(home.resolve("other"));
    Files.createDirectories(cache().getParent());
    Files.createSymbolicLink(cache(), other);

    assertThat(start("one")).isEqualTo("started\n");
    assertThat(other).isEmptyDirectory();
  }

  @Test
  void replacesLinkInPlaceOfArchive() throws Exception {
    start("one");
    Path planted = Files.writeString(home.resolve("planted"), "planted");
    Path archive = archive();
    Files.delete(archive);
    Files.createSymbolicLink(archive, planted);

    assertThat(start("two")).isEqualTo("started with classes two\n");
    assertThat(planted).hasContent("planted");
  }

  @Test
  void replacesArchiveThatOthersCanWrite() throws Exception {
    start("one");
    chmod(archive(), "rw-rw-rw-");

    assertThat(start("two")).isEqualTo("started with classes two\n");
  }

  @Test
  void replacesDamagedArchive() throws Exception {
    start("one");
    Files.writeString(archive(), "class"); // cut
    assertThat(start("two")).isEqualTo("started with classes two\n");

    Files.writeString(archive(), "Classes two\n"); // flipped
    assertThat(start("three")).isEqualTo("started with classes three\n");

    Files.delete(archive().resolveSibling(archive().getFileName() + ".sum"));
    assertThat(start("four")).isEqualTo("started with classes four\n");
  }

  @Test
  void startsWithoutArchiveThatJavaCannotUse() throws Exception {
    assertThat(start("one", "TRIAL", "134")).isEqualTo("started\n");
    assertThat(start("two")).as("not retried").isEqualTo("started\n");

    Files.setLastModifiedTime(
        home.resolve("ckpt.jar"), FileTime.from(Instant.now().plusSeconds(9)));
    start("three");
    assertThat(archive()).hasContent("classes three\n");
  }

  @Test
  void startsWithoutArchiveThatJavaCannotCreate() throws Exception {
    script(
        home.resolve("jdk/bin/java"),
        JAVA.replaceFirst("echo \"classes.*", "kill -ABRT \\$\\$ ;;"));

    assertThat(start("one")).isEqualTo("started\n");
    assertThat(start("two")).isEqualTo("started\n");
  }

  /** Java 17 aborts on classes that every other version archives. */
  @Test
  void thisJavaCreatesArchive() throws Exception {
    Path jar = home.resolve("real.jar");
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, Ckpt.class.getName());
    attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", jars()));
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();

    String out =
        start("", "JAVA_HOME", System.getProperty("java.home"), "CKPT_JAR", jar.toString());

    assertThat(out).matches("ckpt \\S+\n");
    assertThat(archive()).isNotEmptyFile();
  }

  /** The class path with all directories packed, as an archive needs jars. */
  private List<String> jars() throws IOException {
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      Path packed = Files.isDirectory(path) ? home.resolve(jars.size() + ".jar") : path;
      if (Files.isDirectory(path)) {
        pack(path, packed);
      }
      jars.add(packed.toUri().toString());
    }
    return jars;
  }

  private static void pack(Path directory, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(directory.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
  }

  @Test
  void startsWithoutPlaceForArchive() throws Exception {
    Path file = Files.writeString(home.resolve("file"), "");

    assertThat(start("one", "XDG_CACHE_HOME", file.toString())).isEqualTo("started\n");
    assertThat(start("one", "XDG_CACHE_HOME", "/proc/nowhere")).isEqualTo("started\n");
  }

  @Test
  void reportsThatJavaIsMissing() throws Exception {
    assertThat(start("one", "JAVA_HOME", "/nowhere"))
        .isEqualTo("ckpt: JAVA_HOME does not contain bin/java. Install a JDK, 17 or newer, or set"
            + " JAVA_HOME to one.\n");
  }

  @Test
  void addsJarsWithProvidersToTheClassPath() throws Exception {
    script(home.resolve("jdk/bin/java"), "#!/bin/sh\necho \"$@\"\n");
    String jar = home.resolve("ckpt.jar").toString();
    assertThat(start("one", "CKPT_CLASSPATH", "/a b/one.jar:/two.jar"))
        .endsWith(" -cp " + jar + ":/a b/one.jar:/two.jar io.github.ckpt4j.cli.Ckpt -V\n");
    assertThat(start("one", "CKPT_CLASSPATH", "")).endsWith(" -jar " + jar + " -V\n");
  }

  private String start(String text, String... variable) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(LAUNCHER.toString(), "-V").redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("JAVA_HOME", home.resolve("jdk").toString());
    environment.put("CKPT_JAR", home.resolve("ckpt.jar").toString());
    environment.put("XDG_CACHE_HOME", home.resolve("cache").toString());
    environment.put("RANDOM_TEXT", text);
    for (int i = 0; i < variable.length; i += 2) {
      environment.put(variable[i], variable[i + 1]);
    }
    Process process = builder.start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private Path cache() {
    return home.resolve("cache").resolve("ckpt");
  }

  private Path archive() throws IOException {
    try (Stream<Path> files = Files.list(cache())) {
      return files
          .filter(file -> file.toString().matches(".*[.](jsa|aot)"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void chmod(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static void script(Path path, String text) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    chmod(path, "rwxr-xr-x");
  }
}
