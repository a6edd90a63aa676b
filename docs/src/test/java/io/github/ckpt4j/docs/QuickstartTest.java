package io.github.ckpt4j.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class QuickstartTest {
  /** Runs in a separate process, because the program reads its environment. */
  @Test
  void firstProgramListsAndChooses() throws IOException, InterruptedException {
    SandboxJob job = SandboxJob.of("openai:ftjob-abc123").checkpoints(4);
    try (Sandbox sandbox = Sandbox.builder().job(job).start()) {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      ProcessBuilder program = new ProcessBuilder(
          java, "-cp", System.getProperty("java.class.path"), Quickstart.class.getName());
      program.environment().putAll(sandbox.environment());
      program.redirectErrorStream(true);
      Process process = program.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(process.waitFor()).as(output).isZero();
      assertThat(output.lines()).hasSize(5);
      assertThat(output.lines().toList().get(0)).startsWith("100 {").contains("valid_loss=");
      assertThat(output.lines().toList().get(4)).startsWith("ft:gpt-4o-mini");
    }
  }
}
