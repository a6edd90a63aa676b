package io.github.ckpt4j.client;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OpenAiTest extends ProviderContract implements OpenAiProtocolContract {
  private static final JobRef JOB = JobRef.parse("openai:ftjob-abc123");

  @Override
  public JobRef job() {
    return JOB;
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("api-key", KEY, "organization", "org-1", "project", "proj_1");
  }

  @Override
  public Map<String, String> headers() {
    return Map.of(
        "Authorization",
        "Bearer " + KEY,
        "OpenAI-Organization",
        "org-1",
        "OpenAI-Project",
        "proj_1");
  }

  @Override
  public Map<String, String> variables() {
    return Map.of("OPENAI_API_KEY", KEY, "OPENAI_ORG_ID", "org-1", "OPENAI_PROJECT_ID", "proj_1");
  }

  @Test
  void organizationAndProjectAreOptional() {
    server().enqueue(page());
    CheckpointClient bare = client(builder ->
        builder.set("openai", "organization", () -> null).set("openai", "project", () -> null));
    assertThat(bare.list(JOB)).isEmpty();
    assertThat(server().onlyRequest().getHeaders().names())
        .doesNotContain("OpenAI-Organization", "OpenAI-Project");
  }

  @Test
  void resultFilesAreReadAsTheyAre() {
    String csv = "step,train_loss\r\n1,0.5\r\n";
    server()
        .enqueue("{\"id\":\"ftjob-abc123\",\"object\":\"fine_tuning.job\",\"status\":\"succeeded\","
            + "\"result_files\":[\"file-abc\",null,7,\"../x\",\"file-1/content?\"]}")
        .enqueue(csv);
    Job job = client().job(JOB);

    assertThat(client().resultFiles(job)).containsExactly("file-abc");
    assertThat(client().resultFile(job, "file-abc")).isEqualTo(csv);
    assertThat(server().requests().get(1).getTarget()).isEqualTo("/v1/files/file-abc/content");
    assertThatThrownBy(() -> client().resultFile(job, "file-other"))
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
  }

  @Test
  void theBestByOneMetricIsNotTheBestByAnother() {
    server().enqueue(resource("real.json")).enqueue(resource("real.json"));
    assertThat(client().best(JOB, Metric.VALID_LOSS)).map(Checkpoint::step).hasValue(300L);
    assertThat(client().best(JOB, Metric.TRAIN_LOSS)).map(Checkpoint::step).hasValue(200L);
    assertThat(server().requests()).as("no request for metrics").hasSize(2);
  }

  @Test
  void aFailedJobReportsItsError() {
    server()
        .enqueue(Item.of(resource("job.json"))
            .with("error", "{\"code\":\"invalid\",\"message\":\"bad file\",\"param\":null}")
            .with("finished_at", "null")
            .toString());
    var job = client().job(JOB);
    assertThat(job.error()).isEqualTo("bad file");
    assertThat(job.finishedAt()).isNull();
  }

  @Test
  void metricsKeepTheOrderOfTheResponse() {
    server().enqueue(resource("real.json"));
    assertThat(list().get(0).metrics())
        .containsExactly(
            entry(Metric.TRAIN_LOSS, 7.321757493627956e-06),
            entry(Metric.TRAIN_MEAN_TOKEN_ACCURACY, 1.0),
            entry(Metric.VALID_LOSS, 0.0057771366494924915),
            entry(Metric.VALID_MEAN_TOKEN_ACCURACY, 0.9974093264248705));
  }
}
