package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Installs the Debian package into a separate directory, runs it and removes it. Does not check
 * whether Java is installed as a package.
 */
final class DebIT {
  private static final Path DEB = Path.of("target", "ckpt_all.deb").toAbsolutePath();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path root;

  @BeforeEach
  void createDatabase() throws Exception {
    assumeThat(Files.isExecutable(Path.of("/usr/bin/dpkg")))
        .as("dpkg is installed")
        .isTrue();
    assumeThat(System.getProperty("user.name")).as("dpkg needs root").isEqualTo("root");
    Files.createDirectories(root.resolve("var/lib/dpkg/info"));
    Files.createDirectories(root.resolve("var/lib/dpkg/updates"));
    Files.createFile(root.resolve("var/lib/dpkg/status"));
  }

  @Test
  void installsRunsAndRemoves() throws Exception {
    run("dpkg", "--root=" + root, "--force-depends", "--install", DEB.toString());

    String ckpt = root.resolve("usr/bin/ckpt").toString();
    assertThat(run(ckpt, "--version")).startsWith("ckpt ");
    assertThat(run(ckpt, "sandbox", "ckpt", "best", "openai:ftjob-overfitted"))
        .contains("ckpt-step-200");
    assertThat(Files.readString(root.resolve("usr/share/man/man1/ckpt.1"))).contains(".TH");
    run("bash", "-n", root.resolve("usr/share/bash-completion/completions/ckpt").toString());
    assertThat(root.resolve("usr/share/fish/vendor_completions.d/ckpt.fish")).isNotEmptyFile();
    assertThat(root.resolve("usr/share/doc/ckpt/copyright")).isNotEmptyFile();

    run("dpkg", "--root=" + root, "--purge", "ckpt");

    try (Stream<Path> left = Files.walk(root)) {
      assertThat(left.filter(path -> path.startsWith(root.resolve("usr")))
              .filter(Files::isRegularFile))
          .isEmpty();
    }
  }

  @Test
  void filesBelongToRootAndNobodyElseCanWriteToThem() throws Exception {
    List<String> files = run("dpkg-deb", "--contents", DEB.toString()).lines().toList();

    assertThat(files)
        .hasSizeGreaterThan(6)
        .allMatch(
            line -> line.matches("(-rwxr-xr-x|-rw-r--r--|drwxr-xr-x|l[rwx-]{9}) root/root .*"));
    assertThat(files).anyMatch(line -> line.endsWith("./usr/bin/ckpt -> ../share/ckpt/bin/ckpt"));
    assertThat(run("dpkg-deb", "--field", DEB.toString(), "Version").strip())
        .matches("\\d+\\.\\d+\\.\\d+(~snapshot)?");
  }

  private String run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("XDG_CACHE_HOME", root.resolve("cache").toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Arrays.toString(command) + "\n" + out).isZero();
    return out;
  }
}
