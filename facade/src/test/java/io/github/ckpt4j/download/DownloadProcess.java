package io.github.ckpt4j.download;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.DownloadOptions;
import io.github.ckpt4j.robustness.ChildJvm;
import io.github.ckpt4j.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A process that downloads the first checkpoint of a Baseten job from a sandbox. */
final class DownloadProcess {
  static final String COMPLETE = "complete";

  private DownloadProcess() {}

  /** Prints repeatedly how many bytes are on disk, and finally how the download ended. */
  public static void main(String[] args) {
    Map<String, String> environment =
        Map.of("BASETEN_API_KEY", args[0], "BASETEN_BASE_URL", args[1]);
    try (CheckpointClient client =
        CheckpointClient.builder().environment(environment).allowPlainHttp().build()) {
      Checkpoint checkpoint = client.list(JobRef.parse(args[2])).get(0);
      DownloadOptions options = options(Integer.parseInt(args[4]))
          .bytesPerSecond(Long.parseLong(args[5]))
          .onProgress(progress -> System.out.println(progress.bytes()));
      client.download(checkpoint, Path.of(args[3]), options);
      System.out.println(COMPLETE);
    } catch (CheckpointException e) {
      System.err.println(e.getMessage());
      System.out.println(e.kind());
    }
  }

  static DownloadOptions options(int connections) {
    return DownloadOptions.defaults().connections(connections).partBytes(1 << 20);
  }

  static ProcessBuilder of(
      Sandbox sandbox, String job, Path directory, int connections, long bytesPerSecond) {
    return ChildJvm.of(
        DownloadProcess.class,
        List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
        setting(sandbox, "BASETEN_API_KEY"),
        setting(sandbox, "BASETEN_BASE_URL"),
        job,
        directory.toString(),
        Integer.toString(connections),
        Long.toString(bytesPerSecond));
  }

  private static String setting(Sandbox sandbox, String variable) {
    return Objects.requireNonNull(sandbox.environment().get(variable), variable);
  }
}
