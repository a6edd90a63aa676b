package io.github.ckpt4j.benchmarks;

import java.io.IOException;
import java.util.List;

/** A running {@link PageServer}. */
final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final String baseUrl;

  private ServerProcess(Process process, String baseUrl) {
    this.process = process;
    this.baseUrl = baseUrl;
  }

  static ServerProcess start(long latencyMillis) throws IOException {
    Process process = Jvm.tool(
            List.of("-XX:+UseParallelGC"), PageServer.class, String.valueOf(latencyMillis))
        .start();
    return new ServerProcess(
        process, "http://127.0.0.1:" + process.inputReader().readLine() + "/v1/");
  }

  String baseUrl() {
    return baseUrl;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
