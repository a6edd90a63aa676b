package io.github.ckpt4j.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.EachProvider;
import io.github.ckpt4j.client.JobResult;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Lists many jobs, or large ones. */
final class Load {
  private static final int EVERY = 10;

  private Load() {}

  static SandboxJob served(int number) {
    return SandboxJob.of(EachProvider.job(number).toString()).checkpoints(1 + number % 12);
  }

  /** Lists this many jobs of all providers at once; each must arrive exactly once and complete. */
  static void listAll(int count) {
    Sandbox.Builder builder = Sandbox.builder();
    IntStream.range(0, count).forEach(number -> builder.job(served(number)));
    List<JobRef> jobs = IntStream.range(0, count).mapToObj(EachProvider::job).toList();
    try (Sandbox sandbox = builder.start();
        CheckpointClient client =
            CheckpointClient.builder().environment(sandbox.environment()).build();
        Stream<JobResult> results = client.listAll(jobs)) {
      Set<JobRef> listed = new HashSet<>();
      results.forEach(result -> {
        assertThat(listed.add(result.job())).isTrue();
        int number = Integer.parseInt(result.job().id().replaceAll("\\D", ""));
        assertThat(result.checkpoints().stream().map(Checkpoint::step).distinct())
            .hasSize(1 + number % 12);
      });
      assertThat(listed).hasSize(count);
    }
  }

  /** Streams a job with this many checkpoints in a heap of this many megabytes. */
  static String stream(int checkpoints, int megabytes) throws IOException, InterruptedException {
    String job = "openai:ftjob-large";
    try (Sandbox sandbox = Sandbox.builder()
        .job(SandboxJob.of(job).checkpoints(checkpoints).stepInterval(EVERY))
        .start()) {
      ProcessBuilder process = ChildJvm.of(
          CountStream.class, List.of("-Xmx" + megabytes + "m"), job, String.valueOf(EVERY));
      process.environment().putAll(sandbox.environment());
      return ChildJvm.output(process);
    }
  }

  /** The outcome of a response of one gigabyte with all limits at their defaults. */
  static String gigabyte(int megabytes) throws IOException, InterruptedException {
    try (FaultServer server = new FaultServer(connection -> {
      connection.readRequest();
      connection.write(WireSample.head("200 OK", "Content-Length: 1073741824"));
      byte[] some = WireSample.bytes("[\"checkpoint\"],".repeat(1000));
      for (long written = 0; written < 1L << 30; written += some.length) {
        connection.write(some);
      }
    })) {
      ProcessBuilder process = ChildJvm.of(
          CountStream.class,
          List.of("-Xmx" + megabytes + "m"),
          "openai:ftjob-1",
          String.valueOf(EVERY));
      process
          .environment()
          .putAll(Map.of("OPENAI_API_KEY", Canary.KEY, "OPENAI_BASE_URL", server.origin() + "/v1"));
      return ChildJvm.output(process);
    }
  }
}
