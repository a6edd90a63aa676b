package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonArray;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * One provider on trial: what its documents say of it, a server that plays it, and a client to ask.
 * Each part of the contract is an interface over this.
 */
interface ProviderFixture {
  String KEY = "key-canary-4711";

  JobRef job();

  /** The path of its base URL. */
  String basePath();

  String listPath();

  /** Path and query of the request for the first page. */
  default String listTarget() {
    return basePath() + listPath();
  }

  /** Options with which a list costs one request for each page. */
  default CallOptions options() {
    return CallOptions.defaults().withoutMetrics();
  }

  String jobPath();

  /** What is set for it, by setting name. */
  Map<String, String> settings();

  /** The headers that its credentials make. */
  Map<String, String> headers();

  /** Where the checkpoints are in the answer. */
  String listField();

  /** The field without which a checkpoint is nobody. */
  String identity();

  /** A checkpoint at this step. */
  Item atStep(long step);

  /** Fields whose words may be new to us. */
  List<String> openWords();

  /** The checkpoints of {@code document.json}, the example of the vendor's own document, as listed. */
  List<Checkpoint> documented();

  /** The checkpoints of {@code real.json}, shaped like answers met in the wild, as listed. */
  List<Checkpoint> real();

  /** Where a job's answer has its status. */
  String jobStatus();

  /** Every word for a status that the provider is known to use. */
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

  /** The failure that listing ends with. */
  default CheckpointException failure() {
    return failure(client());
  }

  default CheckpointException failure(CheckpointClient client) {
    return Objects.requireNonNull(
        catchThrowableOfType(CheckpointException.class, () -> client.list(job())), "no failure");
  }

  /** One whole checkpoint. */
  default Item item() {
    return Item.of(resource("checkpoint.json"));
  }

  /** The whole answer with these checkpoints in it. */
  default String page(Object... checkpoints) {
    Item empty = Item.of(resource("empty.json"));
    String items =
        String.join(",", Arrays.stream(checkpoints).map(Object::toString).toList());
    return empty.with(listField(), "[\"@\"]").toString().replace("\"@\"", items);
  }

  /** The items of an answer. */
  default JsonArray items(String answer) {
    return Item.of(answer).get(listField()).getAsJsonArray();
  }

  default String jobAnswer(String status) {
    return Item.of(resource("job.json")).with(jobStatus(), "\"" + status + "\"").toString();
  }

  default String resource(String name) {
    return resource(job().provider(), name);
  }

  /** An answer of the provider, kept as a file. */
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
