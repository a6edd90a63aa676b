package io.github.ckpt4j.client;

import static io.github.ckpt4j.CheckpointException.Kind.BAD_RESPONSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonParser;
import io.github.ckpt4j.CheckpointException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A list is the complete list of the requested job, or an error. */
interface IdentityContract extends ProviderFixture {
  /**
   * The paths at which a list names the job or its project ({@code item.} inside a checkpoint),
   * with their values.
   */
  Map<String, String> namedInList();

  /** The paths at which a job's response names the job or its project. */
  Map<String, String> namedInJob();

  @Test
  default void theListOfAnotherJobIsABadResponse() {
    namedInList().forEach((path, right) -> {
      server().enqueue(naming(path, right)).enqueue(naming(path, "another"));
      assertThat(list()).as(path).hasSize(1);
      CheckpointException failure = failure();
      assertThat(failure.kind()).as(path).isEqualTo(BAD_RESPONSE);
      assertThat(failure.detail()).contains("'another'").contains("'" + right + "'");
    });
  }

  private String naming(String path, String value) {
    String json = "\"" + value + "\"";
    String inItem = path.startsWith("item.") ? path.substring("item.".length()) : "";
    return inItem.isEmpty()
        ? Item.of(page(item())).with(path, json).toString()
        : page(item().with(inItem, json));
  }

  @Test
  default void anotherJobIsABadResponse() {
    namedInJob().forEach((path, right) -> {
      Item job = Item.of(resource("job.json"));
      server().enqueue(job.with(path, "\"" + right + "\"").toString());
      CheckpointClient client = client();
      assertThat(client.job(job()).ref()).isEqualTo(job());
      server().enqueue(job.with(path, "\"another\"").toString());
      assertThatThrownBy(() -> client.job(job()))
          .isInstanceOfSatisfying(CheckpointException.class, failure -> {
            assertThat(failure.kind()).as(path).isEqualTo(BAD_RESPONSE);
            assertThat(failure.detail()).contains("'another'").contains("'" + right + "'");
          });
    });
  }

  /** The members in which the provider's own pages name the next one. */
  default Set<String> pagingFields() {
    return Set.of();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
          next_page_token    | "abc"
          nextPageToken      | "abc"
          next_cursor        | "abc"
          next               | "https://example.com/page/2"
          next               | 2
          next_page          | 2
          hasMore            | true
          has_next_page      | true
          truncated          | true
          total_pages        | 7
          totalPages         | "7"
          pagination         | {"page":1,"total_pages":7}
          pagination         | {"next_cursor":"abc"}
          meta               | {"page":{"has_more":true}}
          links              | {"next":"https://example.com/page/2","prev":null}
          _links             | {"next":{"href":"https://example.com/page/2"}}
          @odata.nextLink    | "https://example.com/page/2"
          """)
  default void unknownPagingIsABadResponse(String name, String value) {
    assumeThat(pagingFields()).doesNotContain(name);
    Item page = Item.of(page(item()));
    page.json().add(name, JsonParser.parseString(value));
    server().enqueue(page.toString());
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(BAD_RESPONSE);
    assertThat(failure.detail()).startsWith("the list has more pages than this version can read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"next_page_token\":\"\",\"next\":null,\"hasMore\":false,\"total_pages\":1}",
        "{\"pagination\":{\"next_cursor\":null,\"total_pages\":1,\"page\":1},\"truncated\":false}",
        "{\"links\":{\"self\":\"https://example.com\",\"next\":null},\"total\":1,\"count\":1}",
        "{\"meta\":{\"next_steps\":\"deploy\"},\"nextel\":\"x\"}"
      })
  default void aListMarkedAsCompleteIsRead(String members) {
    Item page = Item.of(page(item()));
    Item.of(members)
        .json()
        .entrySet()
        .forEach(each -> page.json().add(each.getKey(), each.getValue()));
    server().enqueue(page.toString());
    assertThat(list()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"message\":\"no such branch\"}}",
        "{\"error\":\"no such branch\"}",
        "{\"errors\":[{\"message\":\"no such branch\"}]}",
        "{\"detail\":\"no such branch\"}",
        "{\"detail\":[{\"loc\":[\"query\"],\"msg\":\"no such branch\"}]}",
        "{\"message\":\"no such branch\"}"
      })
  default void anErrorInASuccessIsReportedWithItsMessage(String body) {
    server().enqueue(body);
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(BAD_RESPONSE);
    assertThat(failure.detail()).contains("no such branch");
  }

  @Test
  default void anErrorNextToAnEmptyListIsAnError() {
    Item page = Item.of(page());
    page.json().add("error", Item.of("{\"message\":\"no such branch\"}").json());
    server().enqueue(page.toString());
    assertThat(failure().detail()).contains("no such branch");
  }
}
