package io.github.ckpt4j.robustness;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.MetricHistory;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.client.EachProvider;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.sandbox.ProviderJson;
import io.github.ckpt4j.sandbox.SandboxJob;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ResponseBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/** Gives any bytes to every adapter as the response to each of its requests. */
class DecodeFuzz {
  private static final List<String> EXAMPLES =
      List.of("document.json", "real.json", "job.json", "metrics.json");

  private static final long LONGEST_NANOS = 10_000_000_000L;

  /** Where the fuzzer starts from: the vendors' own examples, and the sandbox's responses. */
  static Stream<byte[]> examples() {
    return EachProvider.jobs().stream()
        .flatMap(job -> Stream.concat(
            EXAMPLES.stream()
                .map(name -> "/" + job.provider() + "/" + name)
                .filter(path -> DecodeFuzz.class.getResource(path) != null)
                .map(DecodeFuzz::read),
            written(job)));
  }

  private static Stream<byte[]> written(JobRef job) {
    ProviderJson json = ProviderJson.of(SandboxJob.of(job.toString()));
    return Stream.of(json.checkpoints(), json.job()).map(WireSample::bytes);
  }

  @MethodSource("examples")
  @FuzzTest(maxDuration = "5s")
  void decode(byte[] body) {
    long start = System.nanoTime();
    for (Provider provider : Providers.all()) {
      JobRef job = EachProvider.job(provider, 1);
      Page page = decode(provider.checkpoints(job, PageRequest.first()), body);
      if (page != null) {
        check(page, body.length);
        MetricHistory history =
            provider.metrics(job).map(each -> decode(each, body)).orElse(null);
        if (history != null) {
          page.checkpoints().forEach(history::join);
        }
      }
      Object unused = decode(provider.job(job), body);
    }
    if (System.nanoTime() - start > LONGEST_NANOS) {
      throw new AssertionError("took too long");
    }
  }

  private static <T> @Nullable T decode(ApiRequest<T> exchange, byte[] body) {
    ResponseBody bytes = () ->
        new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8.newDecoder());
    try {
      return exchange.decoder().decode(bytes);
    } catch (CheckpointException | IllegalArgumentException e) {
      return null; // The errors that an adapter may report for an invalid response.
    }
  }

  private static void check(Page page, int length) {
    List<Checkpoint> checkpoints = page.checkpoints();
    if (checkpoints.size() + page.malformed().size() > length) {
      throw new AssertionError("more checkpoints than bytes");
    }
    if (page.next() != null) {
      Object unused = PageRequest.after(page.next());
    }
    for (Checkpoint checkpoint : checkpoints) {
      if (checkpoint.id().isEmpty() || checkpoint.toString().isEmpty()) {
        throw new AssertionError("no identity: " + checkpoint);
      }
      for (Metric metric : checkpoint.metrics().keySet()) {
        Object unused = Checkpoints.best(checkpoints, metric);
      }
    }
    if (Checkpoints.latest(checkpoints).isEmpty() != checkpoints.isEmpty()) {
      throw new AssertionError("no latest of " + checkpoints);
    }
  }

  private static byte[] read(String path) {
    try (InputStream in = Objects.requireNonNull(DecodeFuzz.class.getResourceAsStream(path))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
