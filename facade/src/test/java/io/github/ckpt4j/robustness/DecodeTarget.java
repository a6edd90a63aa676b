package io.github.ckpt4j.robustness;

import static io.github.ckpt4j.fuzz.Fuzzed.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.MetricHistory;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.client.EachProvider;
import io.github.ckpt4j.fuzz.FuzzTarget;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.sandbox.ProviderJson;
import io.github.ckpt4j.sandbox.SandboxJob;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives any bytes to every adapter as the response to each of its requests. The first byte of an
 * input chooses the request, the others are the body.
 */
final class DecodeTarget {
  private static final List<String> PIECES = List.of(
      "{",
      "}",
      "[",
      "]",
      "\"",
      ":",
      ",",
      "\\",
      "null",
      "true",
      "false",
      "NaN",
      "Infinity",
      "-Infinity",
      "0",
      "-0",
      "1e999",
      "9007199254740993",
      "1.5",
      "\\u0000",
      "\\ud800",
      " ",
      "\n",
      "\t",
      "\ufeff",
      "\"data\":",
      "\"checkpoints\":",
      "\"id\":",
      "\"step\":",
      "\"metrics\":",
      "\"created_at\":",
      "\"has_more\":true",
      "\"error\":",
      "{}",
      "[]",
      "\"\"",
      "\"a\":1,",
      "0001-01-01T00:00:00Z");

  private static final Checkpoint CHECKPOINT =
      Checkpoint.builder(EachProvider.job(1), "step-1").step(1L).build();

  /** Bodies that failed once. */
  private static final List<byte[]> FAILED_ONCE = Stream.of(
          "cursor-that-cannot-be-sent",
          "deep",
          "empty-id",
          "list-twice",
          "metric-without-a-name",
          "negative-zero",
          "not-utf-8",
          "null-among-metrics")
      .map(name -> resource("decode/" + name))
      .toList();

  /** Requests whose responses are read, over all providers. */
  private static final List<Reading> READINGS =
      Providers.all().stream().flatMap(DecodeTarget::readings).toList();

  private DecodeTarget() {}

  /**
   * One decoder and what must hold for what it returns.
   *
   * @param list where the provider's list is in a page
   */
  private record Reading(String list, ApiRequest<?> request, List<byte[]> bodies) {}

  static FuzzTarget of() {
    List<byte[]> corpus = new ArrayList<>();
    for (int i = 0; i < READINGS.size(); i++) {
      List<byte[]> bodies = new ArrayList<>(READINGS.get(i).bodies());
      bodies.addAll(FAILED_ONCE);
      for (byte[] body : bodies) {
        byte[] input = new byte[body.length + 1];
        input[0] = (byte) i;
        System.arraycopy(body, 0, input, 1, body.length);
        corpus.add(input);
      }
    }
    return new FuzzTarget("decode", corpus, FuzzTarget.bytes(PIECES), DecodeTarget::attempt);
  }

  private static Stream<Reading> readings(Provider provider) {
    JobRef job = EachProvider.job(provider, 1);
    String list = EachProvider.listField(job);
    ProviderJson sandbox = ProviderJson.of(SandboxJob.of(job.toString()));
    List<byte[]> pages = new ArrayList<>(FuzzTarget.bytes(List.of(SweptPage.of(job))));
    pages.add(WireSample.bytes(sandbox.checkpoints()));
    pages.addAll(examples(job, "document.json", "real.json"));
    List<byte[]> jobs = new ArrayList<>(examples(job, "job.json"));
    jobs.add(WireSample.bytes(sandbox.job()));
    List<byte[]> metrics = new ArrayList<>(examples(job, "metrics.json"));
    metrics.add("{}".getBytes(StandardCharsets.UTF_8));
    Stream<Reading> series = Stream.of(provider.metrics(job), provider.hardwareMetrics(job))
        .flatMap(request -> request.stream().map(each -> new Reading(list, each, metrics)));
    return Stream.concat(
        Stream.of(
            new Reading(list, provider.checkpoints(job, PageRequest.first()), pages),
            new Reading(list, provider.job(job), jobs)),
        series);
  }

  private static List<byte[]> examples(JobRef job, String... names) {
    return Stream.of(names)
        .map(name -> "/" + job.provider() + "/" + name)
        .filter(path -> DecodeTarget.class.getResource(path) != null)
        .map(DecodeTarget::resource)
        .toList();
  }

  private static void attempt(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Reading reading = READINGS.get(Math.floorMod(input[0], READINGS.size()));
    byte[] body = Arrays.copyOfRange(input, 1, input.length);
    Object read = read(reading.request(), body);
    if (read != null) {
      JsonNode said = StrictJudge.read(text(body).replaceFirst("^\ufeff", ""));
      check(said != null, "what is read is JSON");
      if (read instanceof Page page && said != null) {
        judge(page, said, reading.list());
      } else if (read instanceof MetricHistory history) {
        Object unused = history.join(CHECKPOINT);
      }
    }
  }

  private static @Nullable Object read(ApiRequest<?> request, byte[] body) {
    try {
      return request
          .decoder()
          .decode(() -> new InputStreamReader(
              new ByteArrayInputStream(body), StandardCharsets.UTF_8.newDecoder()));
    } catch (CheckpointException | IllegalArgumentException e) {
      return null; // Refused, as most are.
    }
  }

  private static void judge(Page page, JsonNode said, String list) {
    List<Checkpoint> checkpoints = page.checkpoints();
    JsonNode items = said.get(list);
    int listed = items == null || !items.isArray() ? 0 : items.size();
    check(checkpoints.size() + page.malformed().size() <= listed, "no checkpoint is invented");
    check(
        !said.path("has_more").asBoolean() || page.next() != null || !list.equals("data"),
        "the next page is not lost");
    if (page.next() != null) {
      Object unused = PageRequest.after(page.next());
    }
    long ids = checkpoints.stream().map(Checkpoint::id).distinct().count();
    check(ids == checkpoints.size(), "an id names one checkpoint");
    for (Checkpoint checkpoint : checkpoints) {
      check(!checkpoint.id().isEmpty(), "a checkpoint has an id");
      check(!checkpoint.toString().isEmpty(), "a checkpoint can be shown");
    }
    check(
        Checkpoints.latest(checkpoints).isPresent() != checkpoints.isEmpty(),
        "a list has a latest checkpoint");
    if (page.malformed().isEmpty() && items != null && items.isArray()) {
      items.forEach(item -> check(isKept(item, checkpoints), "every item is in a checkpoint"));
    }
  }

  /** In any of them, as a list may repeat a checkpoint, which is then read once. */
  private static boolean isKept(JsonNode item, List<Checkpoint> checkpoints) {
    return checkpoints.stream().anyMatch(checkpoint -> Kept.lost(item, checkpoint) == null);
  }

  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError("broken: what is read is UTF-8", e);
    }
  }

  private static byte[] resource(String path) {
    try (InputStream in = Objects.requireNonNull(DecodeTarget.class.getResourceAsStream(path))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
