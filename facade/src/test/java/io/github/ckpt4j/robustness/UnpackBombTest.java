package io.github.ckpt4j.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.sandbox.ProviderJson;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A small response never takes much memory, however much it unpacks to. */
class UnpackBombTest {
  @ParameterizedTest
  @EnumSource(UnpackBomb.class)
  void isRejectedInASmallHeap(UnpackBomb bomb) throws Exception {
    Buffer packed = bomb.packed();
    try (MockWebServer server = new MockWebServer()) {
      server.setDispatcher(new Dispatcher() {
        @Override
        public MockResponse dispatch(RecordedRequest request) {
          return new MockResponse.Builder()
              .addHeader("Content-Encoding", "gzip")
              .body(packed.clone())
              .build();
        }
      });
      server.start();
      String output = ChildJvm.output(ChildJvm.of(
          UnpackBomb.class,
          List.of("-Xmx64m", "-XX:+UseSerialGC"),
          bomb.name(),
          server.url("/").toString()));
      assertThat(output).startsWith("BAD_RESPONSE: the response ");
    }
  }

  /** The bound on growth is far above what a list of checkpoints needs. */
  @ParameterizedTest
  @ValueSource(strings = {"openai:ftjob-1", "together:ft-1", "oxen:ox/repo/ft_1", "baseten:p/j"})
  void aListOfTenThousandCheckpointsGrowsFarLess(String job) throws Exception {
    byte[] list = ProviderJson.of(SandboxJob.of(job).checkpoints(10_000))
        .checkpoints()
        .getBytes(StandardCharsets.UTF_8);
    Buffer packed = new Buffer();
    try (var sink = Okio.buffer(new GzipSink(packed))) {
      sink.write(list);
    }
    assertThat(list.length / packed.size()).isLessThan(50);
  }
}
