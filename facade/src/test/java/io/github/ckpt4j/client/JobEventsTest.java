package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobEvent;
import io.github.ckpt4j.JobEvent.Level;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The events of a job, at every provider. */
final class JobEventsTest {
  private static final JobRef BASETEN = JobRef.parse("baseten:abc/3y8");
  private static final String LOGS = "/v1/training_projects/abc/jobs/3y8/logs";

  private final Server server = new Server();
  private final CheckpointClient client = JobListCase.client(server).build();

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private List<JobEvent> events(JobRef job) {
    try (Stream<JobEvent> events = client.events(job)) {
      return events.toList();
    }
  }

  @Test
  void readsTheEventsOfTogether() {
    server.enqueue("""
        {"data":[
          {"object":"fine-tune-event","created_at":"2026-04-15T21:03:23Z","level":"info",
           "message":"Checkpoint saved","type":"checkpoint_save","step":20,"param_count":0,
           "token_count":0,"total_steps":60,"training_offset":0,"wandb_url":"","hash":"123"},
          {"object":"fine-tune-event","created_at":"2026-04-15T21:00:00Z","level":null,
           "message":"Job started","type":"job_start","step":0}]}""");
    assertThat(events(JobRef.parse("together:ft-1")))
        .containsExactly(
            new JobEvent(
                null,
                Instant.parse("2026-04-15T21:03:23Z"),
                Level.INFO,
                "checkpoint_save",
                "Checkpoint saved",
                20L,
                Map.of()),
            new JobEvent(
                null,
                Instant.parse("2026-04-15T21:00:00Z"),
                Level.UNKNOWN,
                "job_start",
                "Job started",
                null,
                Map.of()));
    assertThat(server.targets()).containsExactly("/v1/fine-tunes/ft-1/events");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "portkey"})
  void readsTheEventsOfOpenAisProtocolPageByPage(String provider) {
    server.enqueue("""
        {"object":"list","data":[
          {"object":"fine_tuning.job.event","id":"ftevent-2","created_at":1693582679,"level":"info",
           "message":"Step 300/300","data":{"step":300,"train_loss":0.15,"total_steps":300,
           "valid_loss":0.27,"train_mean_token_accuracy":0.94},"type":"metrics"}],
         "has_more":true}""");
    server.enqueue("""
        {"object":"list","data":[
          {"object":"fine_tuning.job.event","id":"ftevent-1","created_at":1693582600,"level":"warn",
           "message":"Slow","data":null,"type":"message"}],"has_more":false}""");
    List<JobEvent> events = events(new JobRef(provider, "ftjob-1"));
    assertThat(events).hasSize(2);
    assertThat(events.get(0))
        .isEqualTo(new JobEvent(
            "ftevent-2",
            Instant.ofEpochSecond(1693582679),
            Level.INFO,
            "metrics",
            "Step 300/300",
            300L,
            Map.of(
                Metric.TRAIN_LOSS, 0.15,
                Metric.VALID_LOSS, 0.27,
                Metric.TRAIN_MEAN_TOKEN_ACCURACY, 0.94)));
    assertThat(events.get(1).level()).isEqualTo(Level.WARNING);
    assertThat(events.get(1).metrics()).isEmpty();
    assertThat(server.targets())
        .containsExactly(
            "/v1/fine_tuning/jobs/ftjob-1/events?limit=100",
            "/v1/fine_tuning/jobs/ftjob-1/events?after=ftevent-2&limit=100");
  }

  @Test
  void endsWhereTheFirstPageIsRepeatedForever() {
    server.route(request -> Server.response(
        200,
        "{\"object\":\"list\",\"data\":[{\"id\":\"e1\",\"message\":\"m\"}],\"has_more\":true}"));
    assertThat(events(JobRef.parse("portkey:ftjob-1"))).hasSize(1);
    assertThat(server.requests()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "info, INFO",
    "INFO, INFO",
    "warn, WARNING",
    "warning, WARNING",
    "legacy_warning, WARNING",
    "legacy_info, INFO",
    "error, ERROR",
    "debug, DEBUG",
    "loud, UNKNOWN"
  })
  void readsEveryWordForALevel(String word, Level level) {
    server.enqueue("{\"data\":[{\"level\":\"" + word + "\",\"message\":\"m\"}]}");
    assertThat(events(JobRef.parse("together:ft-1")).get(0).level()).isEqualTo(level);
  }

  @Test
  void oxenDoesNotSupportEvents() {
    assertThatThrownBy(() -> events(JobRef.parse("oxen:ox/farm/ft_1")))
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED));
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aGatewayThatReturnsTheJobDoesNotSupportEvents() {
    server.enqueue("{\"object\":\"fine_tuning.job\",\"id\":\"ftjob-1\",\"status\":\"running\"}");
    assertThatThrownBy(() -> events(JobRef.parse("portkey:ftjob-1")))
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED));
  }

  @Test
  void readsEveryLineOfALongLogOnce() {
    Instant created = Instant.parse("2026-01-02T03:04:05Z");
    // Several lines per millisecond and per nanosecond, and a gap of more than a week.
    List<Long> times = new ArrayList<>();
    long nanos = created.getEpochSecond() * 1_000_000_000L;
    for (int i = 0; i < 4321; i++) {
      if (i == 2600) {
        nanos += 9L * 24 * 3600 * 1_000_000_000L;
      }
      nanos += i % 3 == 0 ? 0 : i % 3 == 1 ? 40_000 : 7_000_123;
      times.add(nanos);
    }
    Instant ended = Instant.ofEpochSecond(0, nanos);
    server.route(request -> request.getTarget().startsWith(LOGS)
        ? logs(request, times)
        : job("TRAINING_JOB_COMPLETED", created, ended));

    List<JobEvent> events = events(BASETEN);

    assertThat(events)
        .extracting(JobEvent::message)
        .containsExactlyElementsOf(
            IntStream.range(0, times.size()).mapToObj(i -> "line " + i).toList());
    assertThat(events.get(0).time()).isEqualTo(Instant.ofEpochSecond(0, times.get(0)));
    assertThat(events.get(0).level()).isEqualTo(Level.INFO);
    assertThat(server.requests())
        .allSatisfy(
            request -> assertThat(window(request)).isLessThanOrEqualTo(7L * 24 * 3600 * 1000));
  }

  @Test
  void theLogOfARunningJobIsReadUpToNow() {
    Instant created = Instant.parse("2026-01-02T03:04:05Z");
    List<Long> times = List.of(created.getEpochSecond() * 1_000_000_000L + 5);
    server.route(request -> request.getTarget().startsWith(LOGS)
        ? logs(request, times)
        : job("TRAINING_JOB_RUNNING", created, created));
    assertThat(events(BASETEN)).hasSize(1);
    assertThat(server.targets())
        .containsExactly(
            "/v1/training_projects/abc/jobs/3y8",
            LOGS + "?start_epoch_millis=" + created.toEpochMilli() + "&direction=asc&limit=1000");
  }

  @Test
  void moreLinesInAMillisecondThanBasetenReturnsAreAnError() {
    Instant created = Instant.parse("2026-01-02T03:04:05Z");
    List<Long> times = Collections.nCopies(1500, created.getEpochSecond() * 1_000_000_000L);
    server.route(request -> request.getTarget().startsWith(LOGS)
        ? logs(request, times)
        : job("TRAINING_JOB_RUNNING", created, created));
    assertThatThrownBy(() -> events(BASETEN)).isInstanceOf(CheckpointException.class);
  }

  private static MockResponse job(String status, Instant created, Instant updated) {
    return Server.response(
        200,
        "{\"training_job\":{\"id\":\"3y8\",\"training_project_id\":\"abc\",\"current_status\":\""
            + status + "\",\"created_at\":\"" + created + "\",\"updated_at\":\"" + updated
            + "\"}}");
  }

  /** Baseten's response: at most a thousand lines of the window, oldest first. */
  private static MockResponse logs(RecordedRequest request, List<Long> times) {
    long from = millis(request, "start_epoch_millis", 0);
    long to = millis(request, "end_epoch_millis", Long.MAX_VALUE);
    List<String> lines = IntStream.range(0, times.size())
        .filter(i -> times.get(i) / 1_000_000 >= from && times.get(i) / 1_000_000 <= to)
        .limit(1000)
        .mapToObj(i -> "{\"timestamp\":\"" + times.get(i) + "\",\"message\":\"line " + i
            + "\",\"replica\":\"r0\",\"level\":\"INFO\"}")
        .toList();
    return Server.response(200, "{\"logs\":[" + String.join(",", lines) + "]}");
  }

  private static long window(RecordedRequest request) {
    long to = millis(request, "end_epoch_millis", -1);
    return to < 0 ? 0 : to - millis(request, "start_epoch_millis", 0);
  }

  private static long millis(RecordedRequest request, String parameter, long otherwise) {
    String value = Objects.requireNonNull(request.getUrl()).queryParameter(parameter);
    return value == null ? otherwise : Long.parseLong(value);
  }
}
