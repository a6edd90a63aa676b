package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.JobRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program that lists asynchronously exits when its main method returns. */
final class ExitTest {
  private final Server server = new Server();

  @AfterEach
  void close() {
    server.close();
  }

  /** OkHttp's own threads would keep the JVM alive for 60 seconds. */
  @ParameterizedTest
  @CsvSource({"close", "leave", "in-flight"})
  void noThreadKeepsTheJvmAlive(String how, @TempDir Path dir) throws Exception {
    Path output = dir.resolve("output");
    server.enqueue("{\"object\":\"list\",\"data\":[],\"has_more\":false}").silence();
    Process program = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            server.url("/v1"),
            how)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
    boolean ended = program.waitFor(30, TimeUnit.SECONDS);
    long end = System.currentTimeMillis();
    program.destroyForcibly();
    String said = Files.readString(output);
    assertThat(ended).as(said).isTrue();
    assertThat(program.exitValue()).as(said).isZero();
    assertThat(said).startsWith("listed 0, end of main at ");
    long endOfMain = Long.parseLong(said.replaceAll("(?s).* at (\\d+).*", "$1"));
    assertThat(Duration.ofMillis(end - endOfMain)).isLessThan(Duration.ofSeconds(5));
  }

  /** The program. */
  static final class Main {
    private Main() {}

    public static void main(String[] args) {
      CheckpointClient client = CheckpointClient.builder()
          .apiKey("openai", "sk-1")
          .baseUrl("openai", args[0])
          .build();
      JobRef job = JobRef.parse("openai:ftjob-1");
      int listed = client.listAsync(job).join().size();
      if (args[1].equals("in-flight")) {
        var unused = client.listAsync(job);
      }
      if (args[1].equals("close")) {
        client.close();
      }
      System.out.println("listed " + listed + ", end of main at " + System.currentTimeMillis());
    }
  }
}
