package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.PageRequest;
import java.time.Instant;
import java.util.List;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;

/** Requests for a list, and the mapping of each field in the response. */
interface ListingContract extends ProviderFixture {
  @Test
  default void aCheckpointThatAListRepeatsIsListedOnce() {
    Item other = atStep(9);
    server().enqueue(page(atStep(7), other, atStep(7), other, atStep(7)));
    assertThat(list()).extracting(Checkpoint::step).containsExactlyInAnyOrder(7L, 9L);
    server().enqueue(page(atStep(7), other, atStep(7)));
    assertThat(client().page(job(), PageRequest.first()).checkpoints()).hasSize(2);
  }

  @Test
  default void requestsTheDocumentedPathWithTheDocumentedHeaders() {
    server().enqueue(page());
    list();
    RecordedRequest request = server().onlyRequest();
    assertThat(request.getMethod()).isEqualTo("GET");
    assertThat(request.getTarget()).isEqualTo(listTarget());
    assertThat(request.getBodySize()).isZero();
    assertThat(request.getHeaders().get("Accept")).isEqualTo("application/json");
    headers()
        .forEach(
            (name, value) -> assertThat(request.getHeaders().values(name)).containsExactly(value));
    assertThat(request.getHeaders().names())
        .as("nothing else is sent")
        .filteredOn(name -> !headers().containsKey(name))
        .containsExactlyInAnyOrder("Accept", "Accept-Encoding", "Connection", "Host", "User-Agent");
  }

  @Test
  default void mapsTheDocumentedExample() {
    server().enqueue(resource("document.json"));
    assertThat(list()).containsExactlyElementsOf(documented());
  }

  @Test
  default void mapsRealResponses() {
    server().enqueue(resource("real.json"));
    assertThat(list()).containsExactlyElementsOf(real());
  }

  @Test
  default void aJobWithoutCheckpointsIsAnEmptyList() {
    server().enqueue(page());
    assertThat(list()).isEmpty();
  }

  @Test
  default void listsByStepAsANumber() {
    server().enqueue(page(atStep(9), atStep(1000), atStep(10), atStep(100)));
    assertThat(list()).extracting(Checkpoint::step).containsExactly(9L, 10L, 100L, 1000L);
  }

  @Test
  default void latestIsTheHighestStepAsANumber() {
    server().enqueue(page(atStep(900), atStep(1000), atStep(99)));
    assertThat(client().latest(job())).map(Checkpoint::step).hasValue(1000L);
  }

  @Test
  default void latestOfNothingIsNothing() {
    server().enqueue(page());
    assertThat(client().latest(job())).isEmpty();
  }

  @Test
  default void findsACheckpointByItsStep() {
    server().enqueue(page(atStep(9), atStep(10))).enqueue(page(atStep(9)));
    assertThat(client().atStep(job(), 10)).map(Checkpoint::step).hasValue(10L);
    assertThat(client().atStep(job(), 10)).isEmpty();
  }

  @Test
  default void aStepMayNeedMoreThan32Bits() {
    server().enqueue(page(atStep(5_000_000_000L)));
    assertThat(list()).extracting(Checkpoint::step).containsExactly(5_000_000_000L);
  }

  @Test
  default void aTimeMayBeAfter2038() {
    String time = items(page(item())).get(0).getAsJsonObject().get(timeField()).toString();
    String later = time.startsWith("\"") ? "\"2040-02-29T00:00:00Z\"" : "2214086400";
    server().enqueue(page(item().with(timeField(), later)));
    assertThat(list())
        .extracting(Checkpoint::createdAt)
        .containsExactly(Instant.parse("2040-02-29T00:00:00Z"));
  }

  @Test
  default void theListCannotBeChanged() {
    server().enqueue(page(item()));
    List<Checkpoint> list = list();
    assertThat(list).hasSize(1).isUnmodifiable();
    assertThat(list.get(0).metrics()).isUnmodifiable();
    assertThat(list.get(0).details()).isUnmodifiable();
  }

  @Test
  default void anImpossibleJobIsRejectedWithoutARequest() {
    JobRef other = new JobRef(job().provider(), "a/b/c/d");
    CheckpointClient client = client();
    assertThatThrownBy(() -> client.list(other))
        .isInstanceOfSatisfying(CheckpointException.class, refusal -> {
          assertThat(refusal.kind()).isEqualTo(Kind.INVALID_REQUEST);
          assertThat(refusal.job()).isEqualTo(other);
          assertThat(refusal.attempts()).isZero();
        })
        .hasMessageContaining(job().provider() + ":");
    assertThat(server().requests()).isEmpty();
  }
}
