package io.github.ckpt4j.client;

import static io.github.ckpt4j.CheckpointException.Kind.BAD_RESPONSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.MalformedCheckpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Variations of a response that must neither lose nor invent a checkpoint. */
interface ToleranceContract extends ProviderFixture {
  @Test
  default void unknownFieldsAreKeptUnchanged() {
    server()
        .enqueue(page(item()))
        .enqueue(Item.of(page(item().with("brand_new", "{\"a\":[1]}")))
            .with("brand_new", "[null]")
            .toString());
    List<Checkpoint> known = list();
    List<Checkpoint> more = list();
    assertThat(more).hasSize(1);
    assertThat(more.get(0).details()).contains(entry("brand_new", Map.of("a", List.of(1L))));
    assertThat(more)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("details")
        .isEqualTo(known);
  }

  @Test
  default void unknownWordsAreAccepted() {
    for (String field : openWords()) {
      server().enqueue(page(item().with(field, "\"word_of_tomorrow\"")));
      assertThat(list()).as(field).hasSize(1);
    }
  }

  @Test
  default void everyFieldButTheIdentityMayBeAbsent() {
    for (String field : item().fields()) {
      if (!field.equals(identity())) {
        server().enqueue(page(item().without(field)));
        assertThat(list()).as(field).hasSize(1);
      }
    }
  }

  @Test
  default void everyFieldButTheIdentityMayBeNull() {
    for (String field : item().fields()) {
      if (!field.equals(identity())) {
        server().enqueue(page(item().with(field, "null"))).enqueue(page(item().without(field)));
        assertThat(list()).as(field).hasSize(1).isEqualTo(list());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          2024-06-01T10:00:00Z                | 2024-06-01T10:00:00Z
          2024-06-01T10:00:00.123Z            | 2024-06-01T10:00:00.123Z
          2024-06-01T10:00:00.123456Z         | 2024-06-01T10:00:00.123456Z
          2024-06-01T10:00:00.123456789Z      | 2024-06-01T10:00:00.123456789Z
          2024-06-01T10:00Z                   | 2024-06-01T10:00:00Z
          2024-06-01t10:00:00z                | 2024-06-01T10:00:00Z
          2024-06-01T10:00:00                 | 2024-06-01T10:00:00Z
          2024-06-01T10:00:00.5               | 2024-06-01T10:00:00.5Z
          2024-06-01 10:00:00                 | 2024-06-01T10:00:00Z
          2024-06-01 10:00:00 UTC             | 2024-06-01T10:00:00Z
          2024-06-01 10:00:00 GMT             | 2024-06-01T10:00:00Z
          2024-06-01T10:00:00+05:30           | 2024-06-01T04:30:00Z
          2024-06-01T10:00:00+0530            | 2024-06-01T04:30:00Z
          2024-06-01T10:00:00-07              | 2024-06-01T17:00:00Z
          2025-11-17 05:05:06.000000000 +0000 | 2025-11-17T05:05:06Z
          2025-11-17 05:05:06.250000000 +0200 | 2025-11-17T03:05:06.25Z
          1723207952                          | 2024-08-09T12:52:32Z
          1723207952.5                        | 2024-08-09T12:52:32.5Z
          1.723207952e9                       | 2024-08-09T12:52:32Z
          1723207952123                       | 2024-08-09T12:52:32.123Z
          99999999999                         | 5138-11-16T09:46:39Z
          100000000000                        | 1973-03-03T09:46:40Z
          1e15                                | +33658-09-27T01:46:40Z
          1                                   | 1970-01-01T00:00:01Z
          -1                                  | 1969-12-31T23:59:59Z
          """)
  default void readsATimeInAnyKnownFormat(String written, Instant meant) {
    server().enqueue(page(item().with(timeField(), "\"" + written + "\"")));
    Checkpoint checkpoint = list().get(0);
    assertThat(checkpoint.createdAt()).isEqualTo(meant);
    assertThat(checkpoint.details()).doesNotContainKey("created_at");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1723207952", "1723207952.0", "1.723207952E9", "1723207952000"})
  default void readsATimeThatIsANumber(String written) {
    server().enqueue(page(item().with(timeField(), written)));
    assertThat(list().get(0).createdAt()).isEqualTo("2024-08-09T12:52:32Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"  \"", "null"})
  default void anEmptyTimeIsAbsent(String written) {
    server().enqueue(page(item().with(timeField(), written)));
    Checkpoint checkpoint = list().get(0);
    assertThat(checkpoint.createdAt()).isNull();
    assertThat(checkpoint.details()).doesNotContainKey("created_at");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "2024-13-45T10:00:00Z",
        "2024-06-01",
        "2024-06-01T10:00:00+99:00",
        "2024-06-01T10:00:00Z and more",
        "999999999999999999e99"
      })
  default void anUnreadableTimeIsKeptInTheDetails(String written) {
    server().enqueue(page(item().with(timeField(), "\"" + written + "\"")));
    Checkpoint checkpoint = list().get(0);
    assertThat(checkpoint.createdAt()).isNull();
    assertThat(checkpoint.details()).contains(entry("created_at", written));
  }

  @Test
  default void aCheckpointWithoutIdentityIsReportedByIndexAndField() {
    server().enqueue(page(item(), item().without(identity()), item()));
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(BAD_RESPONSE);
    assertThat(failure.job()).isEqualTo(job());
    assertThat(failure.detail())
        .startsWith("checkpoint 1 of " + job() + ": " + identity() + " is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "7", "\"checkpoint\"", "[]"})
  default void anItemThatIsNotACheckpointIsReportedByIndex(String written) {
    server().enqueue(page(item(), written));
    assertThat(failure().detail()).startsWith("checkpoint 1 of " + job() + ": the item itself is ");
  }

  @Test
  default void theNumberOfFurtherMalformedCheckpointsIsReported() {
    server().enqueue(page("null", item().without(identity()), "null"));
    assertThat(failure().detail()).contains("checkpoint 0 of ").contains("and 2 more are bad");
  }

  @Test
  default void lenientReadingReportsTheMalformedAndReturnsTheRest() {
    server()
        .enqueue(page("null", item(), item().without(identity()), item().with(timeField(), "{}")));
    List<MalformedCheckpoint> bad = new ArrayList<>();
    CheckpointClient lenient = client().with(options().lenient(bad::add));
    assertThat(lenient.list(job())).hasSize(1);
    assertThat(bad)
        .containsExactly(
            new MalformedCheckpoint(job(), 0, "the item itself", "is null"),
            new MalformedCheckpoint(job(), 2, identity(), "is missing"),
            new MalformedCheckpoint(job(), 3, timeField(), "is not a string"));
    assertThat(bad.get(1))
        .hasToString("checkpoint 2 of " + job() + ": " + identity() + " is missing");
  }
}
