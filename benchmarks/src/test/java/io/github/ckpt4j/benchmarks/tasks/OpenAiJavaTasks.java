package io.github.ckpt4j.benchmarks.tasks;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.finetuning.jobs.FineTuningJob;
import com.openai.models.finetuning.jobs.checkpoints.FineTuningJobCheckpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.jspecify.annotations.Nullable;

/** The same six tasks with OpenAI's official Java SDK. */
final class OpenAiJavaTasks implements EverydayTasks {
  private final OpenAIClient client;

  OpenAiJavaTasks(OpenAIClient client) {
    this.client = client;
  }

  @Override
  public String listAndChoose(String id) {
    // task: list all checkpoints, print them, choose the best
    List<FineTuningJobCheckpoint> all = new ArrayList<>();
    client.fineTuning().jobs().checkpoints().list(id).autoPager().forEach(all::add);
    all.sort(Comparator.comparingLong(FineTuningJobCheckpoint::stepNumber));
    for (FineTuningJobCheckpoint checkpoint : all) {
      System.out.println(checkpoint.stepNumber() + " " + checkpoint.metrics());
    }
    return all.stream()
        .filter(each -> each.metrics().validLoss().filter(Double::isFinite).isPresent())
        .min(Comparator.comparingDouble(each -> each.metrics().validLoss().orElseThrow()))
        .orElseThrow()
        .fineTunedModelCheckpoint();
    // end
  }

  @Override
  public @Nullable String waitForTheEnd(String id) throws InterruptedException {
    // task: wait until a job ends, return the name of its model
    Set<String> ended = Set.of("succeeded", "failed", "cancelled");
    long deadline = System.nanoTime() + TimeUnit.HOURS.toNanos(6);
    while (System.nanoTime() < deadline) {
      try {
        FineTuningJob job = client.fineTuning().jobs().retrieve(id);
        if (ended.contains(job.status().asString())) {
          return job.fineTunedModel()
              .orElseThrow(() -> new IllegalStateException("the job " + job.status()));
        }
      } catch (OpenAIServiceException e) {
        if (e.statusCode() != 429 && e.statusCode() < 500) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IllegalStateException("timed out");
    // end
  }

  @Override
  public String bestInTime(String id) {
    // task: choose the best asynchronously, within a time limit
    CompletableFuture<List<FineTuningJobCheckpoint>> all = CompletableFuture.supplyAsync(() -> {
      List<FineTuningJobCheckpoint> list = new ArrayList<>();
      client.fineTuning().jobs().checkpoints().list(id).autoPager().forEach(list::add);
      return list;
    });
    return all.orTimeout(5, TimeUnit.SECONDS).join().stream()
        .filter(each -> each.metrics().validLoss().filter(Double::isFinite).isPresent())
        .min(Comparator.comparingDouble(each -> each.metrics().validLoss().orElseThrow()))
        .orElseThrow()
        .fineTunedModelCheckpoint();
    // end
  }

  @Override
  public String manyJobs(List<String> ids) {
    // task: list several jobs at once, keep failures apart
    Map<String, CompletableFuture<String>> pending = new TreeMap<>();
    for (String id : ids) {
      pending.put(id, CompletableFuture.supplyAsync(() -> outcome(id)));
    }
    return pending.entrySet().stream()
        .map(each -> each.getKey() + "=" + each.getValue().join())
        .collect(Collectors.joining(" "));
    // end
  }

  // task: list several jobs at once, keep failures apart
  private String outcome(String id) {
    try {
      List<FineTuningJobCheckpoint> all = new ArrayList<>();
      client.fineTuning().jobs().checkpoints().list(id).autoPager().forEach(all::add);
      return String.valueOf(all.size());
    } catch (OpenAIServiceException e) {
      return e.statusCode() == 404 ? "NOT_FOUND" : "HTTP " + e.statusCode();
    } catch (OpenAIException e) {
      return "NETWORK";
    }
  }
  // end

  @Override
  @SuppressWarnings("NullAway") // Written as most programs are, without null analysis.
  public String compare(String left, String right) {
    // task: align two runs by step, name the best checkpoint of each
    Map<String, Map<Long, FineTuningJobCheckpoint>> runs = new TreeMap<>();
    Set<Long> steps = new TreeSet<>();
    for (String id : List.of(left, right)) {
      Map<Long, FineTuningJobCheckpoint> run = new TreeMap<>();
      client
          .fineTuning()
          .jobs()
          .checkpoints()
          .list(id)
          .autoPager()
          .forEach(each -> run.put(each.stepNumber(), each));
      runs.put(id, run);
      steps.addAll(run.keySet());
    }
    for (Long step : steps) {
      System.out.println(step + " "
          + runs.keySet().stream().filter(id -> runs.get(id).containsKey(step)).toList());
    }
    return best(runs.get(left)) + " " + best(runs.get(right));
    // end
  }

  // task: align two runs by step, name the best checkpoint of each
  private static long best(Map<Long, FineTuningJobCheckpoint> run) {
    Optional<FineTuningJobCheckpoint> best = run.values().stream()
        .filter(each -> each.metrics().validLoss().filter(Double::isFinite).isPresent())
        .min(Comparator.comparingDouble(each -> each.metrics().validLoss().orElseThrow()));
    return best.orElseThrow().stepNumber();
  }
  // end

  @Override
  public int offlineTest() throws Exception {
    // task: test without a network that a 503 is retried
    StringBuilder items = new StringBuilder();
    for (int i = 1; i <= 5; i++) {
      items.append(i == 1 ? "" : ",").append("""
          {"object": "fine_tuning.job.checkpoint", "id": "ftckpt_%d", "created_at": 1700000000,
           "fine_tuned_model_checkpoint": "ft:gpt-4o-mini:acme::%d", "fine_tuning_job_id": "ftjob-mine",
           "metrics": {"step": %d, "valid_loss": 0.5}, "step_number": %d}
          """.formatted(i, i, i, i));
    }
    String page = "{\"object\": \"list\", \"data\": [" + items + "], \"has_more\": false}";
    try (MockWebServer server = new MockWebServer()) {
      server.enqueue(new MockResponse.Builder().code(503).build());
      server.enqueue(new MockResponse.Builder()
          .addHeader("Content-Type", "application/json")
          .body(page)
          .build());
      server.enqueue(new MockResponse.Builder()
          .addHeader("Content-Type", "application/json")
          .body("{\"object\": \"list\", \"data\": [], \"has_more\": false}")
          .build());
      server.start();
      OpenAIClient tested = OpenAIOkHttpClient.builder()
          .baseUrl(server.url("/v1").toString())
          .apiKey("key")
          .build();
      List<FineTuningJobCheckpoint> all = new ArrayList<>();
      tested.fineTuning().jobs().checkpoints().list("ftjob-mine").autoPager().forEach(all::add);
      tested.close();
      return all.size();
    }
    // end
  }
}
