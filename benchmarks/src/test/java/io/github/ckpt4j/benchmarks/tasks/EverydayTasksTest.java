package io.github.ckpt4j.benchmarks.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Checks that both clients give the same results and that the documentation has the right line
 * counts.
 */
class EverydayTasksTest {
  private static final Path SOURCES =
      Path.of("src/test/java/io/github/ckpt4j/benchmarks/tasks").toAbsolutePath();

  private final Sandbox sandbox = Sandbox.builder()
      .acceleration(3600)
      .job(SandboxJob.of("openai:ftjob-left").checkpoints(25))
      .job(SandboxJob.of("openai:ftjob-right").checkpoints(12))
      .job(SandboxJob.of("openai:ftjob-running").checkpoints(3).startingAt(Instant.now()))
      .start();
  private final CheckpointClient ours =
      CheckpointClient.builder().environment(sandbox.environment()).build();
  private final OpenAIClient official = OpenAIOkHttpClient.builder()
      .baseUrl(sandbox.baseUrl("openai"))
      .apiKey(sandbox.environment().getOrDefault("OPENAI_API_KEY", ""))
      .build();
  private final EverydayTasks withCkpt4j = new Ckpt4jTasks(ours);
  private final EverydayTasks withOpenAiJava = new OpenAiJavaTasks(official);

  @AfterEach
  void close() {
    ours.close();
    official.close();
    sandbox.close();
  }

  @Test
  void bothGiveTheSameResults() throws Exception {
    assertEquals(
        withOpenAiJava.listAndChoose("ftjob-left"), withCkpt4j.listAndChoose("ftjob-left"));
    assertEquals(
        withOpenAiJava.waitForTheEnd("ftjob-running"), withCkpt4j.waitForTheEnd("ftjob-running"));
    assertEquals(withOpenAiJava.bestInTime("ftjob-left"), withCkpt4j.bestInTime("ftjob-left"));
    List<String> jobs = List.of("ftjob-left", "ftjob-none", "ftjob-right");
    assertEquals("ftjob-left=25 ftjob-none=NOT_FOUND ftjob-right=12", withCkpt4j.manyJobs(jobs));
    assertEquals(withCkpt4j.manyJobs(jobs), withOpenAiJava.manyJobs(jobs));
    assertEquals(
        withOpenAiJava.compare("ftjob-left", "ftjob-right"),
        withCkpt4j.compare("ftjob-left", "ftjob-right"));
    assertEquals(5, withCkpt4j.offlineTest());
    assertEquals(5, withOpenAiJava.offlineTest());
  }

  @Test
  void theDocumentationHasTheirLineCounts() throws IOException {
    Map<String, Integer> left = lines("Ckpt4jTasks.java");
    Map<String, Integer> right = lines("OpenAiJavaTasks.java");
    assertEquals(6, left.size());
    assertEquals(left.keySet(), right.keySet());
    String page = Files.readString(Path.of("../docs/comparison.md"));
    left.forEach((task, lines) -> {
      String row = "| " + task + " | " + lines + " | " + right.get(task) + " |";
      assertTrue(page.contains(row), () -> "docs/comparison.md lacks: " + row);
    });
    String sum = "| together | " + sum(left) + " | " + sum(right) + " |";
    assertTrue(page.contains(sum), () -> "docs/comparison.md lacks: " + sum);
  }

  private static int sum(Map<String, Integer> lines) {
    return lines.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Lines of code by task, excluding blank lines. */
  private static Map<String, Integer> lines(String source) throws IOException {
    Map<String, Integer> lines = new LinkedHashMap<>();
    String task = "";
    for (String line : Files.readAllLines(SOURCES.resolve(source))) {
      String text = line.strip();
      if (text.startsWith("// task: ")) {
        task = text.substring("// task: ".length());
      } else if (text.equals("// end")) {
        task = "";
      } else if (!task.isEmpty() && !text.isEmpty()) {
        lines.merge(task, 1, Integer::sum);
      }
    }
    return lines;
  }
}
