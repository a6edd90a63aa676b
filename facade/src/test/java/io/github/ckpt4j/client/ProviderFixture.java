package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonArray;
import com.google.gson.JsonPrimitive;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.sandbox.ProviderJson;
import io.github.ckpt4j.sandbox.SandboxJob;
import io.github.ckpt4j.spi.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import mockwebserver3.RecordedRequest;

/**
 * A provider under test: its documented facts, a server that emulates it, and a client of that
 * server. Each part of the contract extends this interface.
 *
 * <p>The vendor's own examples are files. All other JSON comes from the sandbox.
 */
interface ProviderFixture {
  String KEY = "key-canary-4711";

  JobRef job();

  /** The path of the base URL. */
  String basePath();

  String listPath();

  /** The path and query of the request for the first page. */
  default String listTarget() {
    return basePath() + listPath();
  }

  /** Options with which a list takes one request per page. */
  default CallOptions options() {
    return CallOptions.defaults().withoutMetrics();
  }

  String jobPath();

  /** The settings by name. */
  Map<String, String> settings();

  /** The environment variable of a setting. */
  default String variable(String setting) {
    return Providers.all().stream()
        .map(Provider::info)
        .filter(info -> info.name().equals(job().provider()))
        .map(info -> info.setting(setting).variable())
        .findFirst()
        .orElseThrow();
  }

  /** The headers that contain the credentials. */
  Map<String, String> headers();

  /** The response member that contains the checkpoints. */
  String listField();

  /** The field required to identify a checkpoint. */
  String identity();

  /** The field with the time of a checkpoint. */
  default String timeField() {
    return "created_at";
  }

  /** A checkpoint at this step. */
  Item atStep(long step);

  /** Fields whose values may be unknown to this version. */
  List<String> openWords();

  /** The checkpoints of {@code document.json}, the vendor's own example, as listed. */
  List<Checkpoint> documented();

  /** The checkpoints of {@code real.json}, shaped like responses seen in the wild, as listed. */
  List<Checkpoint> real();

  /** The path of the status in a job response. */
  String jobStatus();

  /** Every status word that the provider is known to use. */
  Map<String, Job.State> states();

  Server server();

  ManualTime time();

  /** A client of the server, closed after the test. */
  CheckpointClient client(UnaryOperator<ClientBuilder> setUp);

  default CheckpointClient client() {
    return client(builder -> builder);
  }

  default List<Checkpoint> list() {
    return client().list(job());
  }

  /** The error that listing ends with. */
  default CheckpointException failure() {
    return failure(client());
  }

  default CheckpointException failure(CheckpointClient client) {
    return Objects.requireNonNull(
        catchThrowableOfType(CheckpointException.class, () -> client.list(job())), "no failure");
  }

  /** The first checkpoint of the vendor's own example. */
  default Item item() {
    return new Item(items(resource("document.json")).get(0).getAsJsonObject());
  }

  /** A complete response that contains these checkpoints. */
  default String page(Object... checkpoints) {
    // A checkpoint count would contradict the inserted checkpoints.
    Item empty = Item.of(emptyList(job())).without("total_checkpoints");
    String items =
        String.join(",", Arrays.stream(checkpoints).map(Object::toString).toList());
    return empty.with(listField(), "[\"@\"]").toString().replace("\"@\"", items);
  }

  /** The same for a job other than {@link #job}, because a response names its job. */
  default String pageOf(JobRef other, Object... checkpoints) {
    return page(checkpoints).replace(lastSegment(job()), lastSegment(other));
  }

  /** The job that a request is for. */
  default JobRef requested(RecordedRequest request, List<JobRef> jobs) {
    List<String> segments = request.getUrl().pathSegments();
    return jobs.stream()
        .filter(job -> segments.contains(job.segments().get(job.segments().size() - 1)))
        .findFirst()
        .orElseThrow();
  }

  private static String lastSegment(JobRef job) {
    return new JsonPrimitive(job.segments().get(job.segments().size() - 1)).toString();
  }

  /** The list of a job without checkpoints, as the sandbox writes it. */
  static String emptyList(JobRef job) {
    return ProviderJson.of(SandboxJob.of(job.toString()).checkpoints(0)).checkpoints();
  }

  /** The items of a response. */
  default JsonArray items(String response) {
    return Item.of(response).get(listField()).getAsJsonArray();
  }

  default String jobResponse(String status) {
    return ProviderJson.of(SandboxJob.of(job().toString()).rawStatus(status)).job();
  }

  default String resource(String name) {
    return resource(job().provider(), name);
  }

  /** A response of the provider, from a file. */
  static String resource(String provider, String name) {
    String path = "/" + provider + "/" + name;
    try (InputStream in =
        Objects.requireNonNull(ProviderFixture.class.getResourceAsStream(path), path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
