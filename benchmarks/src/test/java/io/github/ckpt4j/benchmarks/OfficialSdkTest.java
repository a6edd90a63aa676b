package io.github.ckpt4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.finetuning.jobs.checkpoints.CheckpointListParams;
import com.openai.models.finetuning.jobs.checkpoints.FineTuningJobCheckpoint;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.spi.Setting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * One server, two clients: what OpenAI's own SDK reads in a list is what ckpt4j reads in it, field by
 * field, for thousands of generated pages and for the examples of the documents.
 */
class OfficialSdkTest {
  private static final int JOBS = 1500;
  private static final int PAGES_PER_JOB = 3;

  private static final Map<String, String> ANSWERS = new ConcurrentHashMap<>();
  private static HttpServer server;
  private static OpenAIClient official;
  private static CheckpointClient ours;

  @BeforeAll
  static void start() throws IOException {
    // Or each answer waits 40 ms for the acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/", OfficialSdkTest::answer);
    server.start();
    String baseUrl = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    official = OpenAIOkHttpClient.builder().baseUrl(baseUrl).apiKey("key").build();
    ours = CheckpointClient.builder()
        .set("openai", Setting.API_KEY, "key")
        .set("openai", Setting.BASE_URL, baseUrl)
        .set("portkey", Setting.BASE_URL, baseUrl)
        .set("portkey", "virtual-key", "key")
        .build();
  }

  @AfterAll
  static void end() {
    ours.close();
    official.close();
    server.stop(0);
  }

  @Test
  void generatedPages() {
    int checkpoints = 0;
    for (int seed = 0; seed < JOBS; seed++) {
      String job = "ftjob-" + seed;
      ANSWERS.putAll(new GeneratedPages(seed, job, PAGES_PER_JOB).answers());
      checkpoints += compare(job);
      ANSWERS.clear();
    }
    assertTrue(checkpoints > 10 * JOBS, () -> "too few to be of use");
  }

  @Test
  void documentedExamples() throws IOException {
    // Without portkey/real, whose step 90.0 the SDK refuses.
    for (String example : List.of(
        "openai/document", "openai/real", "openai/empty", "portkey/document", "portkey/empty")) {
      Path file = Path.of("../facade/src/test/resources", example + ".json");
      String job = "ftjob-" + example.replace('/', '-');
      ANSWERS.put(GeneratedPages.key(job, null), Files.readString(file));
      compare(job);
    }
  }

  private static int compare(String job) {
    List<FineTuningJobCheckpoint> expected = official
        .fineTuning()
        .jobs()
        .checkpoints()
        .list(CheckpointListParams.builder().fineTuningJobId(job).build())
        .autoPager()
        .stream()
        .toList();
    for (String provider : List.of("openai", "portkey")) {
      try (Stream<Checkpoint> stream = ours.stream(JobRef.parse(provider + ":" + job))) {
        List<Checkpoint> actual = stream.toList();
        assertEquals(expected.size(), actual.size(), job);
        for (int i = 0; i < actual.size(); i++) {
          compare(expected.get(i), actual.get(i));
        }
      }
    }
    return expected.size();
  }

  private static void compare(FineTuningJobCheckpoint expected, Checkpoint actual) {
    assertEquals(expected.id(), actual.id());
    assertEquals(Long.valueOf(expected.stepNumber()), actual.step());
    assertEquals(
        expected.createdAt(),
        actual.createdAt() == null ? -1 : actual.createdAt().getEpochSecond());
    assertEquals(expected.fineTunedModelCheckpoint(), actual.modelName());
    FineTuningJobCheckpoint.Metrics metrics = expected.metrics();
    Map<Metric, Double> known = new HashMap<>();
    put(known, Metric.TRAIN_LOSS, metrics.trainLoss());
    put(known, Metric.TRAIN_MEAN_TOKEN_ACCURACY, metrics.trainMeanTokenAccuracy());
    put(known, Metric.VALID_LOSS, metrics.validLoss());
    put(known, Metric.VALID_MEAN_TOKEN_ACCURACY, metrics.validMeanTokenAccuracy());
    put(known, Metric.FULL_VALID_LOSS, metrics.fullValidLoss());
    put(known, Metric.FULL_VALID_MEAN_TOKEN_ACCURACY, metrics.fullValidMeanTokenAccuracy());
    Map<Metric, Double> read = new HashMap<>(actual.metrics());
    read.keySet().removeIf(metric -> metric.name().startsWith("extra"));
    assertEquals(known, read);
  }

  private static void put(Map<Metric, Double> into, Metric metric, Optional<Double> value) {
    value.ifPresent(number -> into.put(metric, number));
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    String query = exchange.getRequestURI().getQuery();
    String after = query == null ? null : query.replaceFirst("^after=([^&]*).*", "$1");
    String body = ANSWERS.getOrDefault(
        GeneratedPages.key(path[path.length - 2], after),
        "{\"object\":\"list\",\"data\":[],\"has_more\":false}");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
