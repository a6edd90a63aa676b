package io.github.ckpt4j.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobPage;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.client.EachProvider;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.sandbox.ProviderJson;
import io.github.ckpt4j.sandbox.SandboxJob;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.Provider;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Every member of a checkpoint or a job is returned unchanged, documented or not. */
class ExtraMembersTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> NUMBERS = List.of(
      "0",
      "-1",
      "16",
      "16.0",
      "0.05",
      "1e-7",
      "9007199254740993",
      "9007199254740993.0",
      "9223372036854775807",
      "9223372036854775808",
      "-123456789012345678901234567890",
      "0.1234567890123456789",
      "1e400",
      "5e-324",
      "1.7976931348623157e308",
      "NaN",
      "Infinity",
      "-Infinity");

  @Property(tries = 500)
  void membersOfEveryTypeAreReadUnchanged(
      @ForAll("jobs") JobRef job, @ForAll("names") List<String> names, @ForAll Random random) {
    JsonNode page = Objects.requireNonNull(StrictJudge.read(SweptPage.of(job)));
    JsonNode items = page.get(EachProvider.listField(job));
    for (JsonNode item : items) {
      names.forEach(name -> ((ObjectNode) item).set("x" + name, value(random, 3)));
      item.forEach(each -> addWithin(each, names, random));
    }
    Page read = decode(job, page.toString());
    assertThat(read.malformed()).isEmpty();
    for (int i = 0; i < items.size(); i++) {
      Checkpoint checkpoint = read.checkpoints().get(i);
      assertThat(Kept.lost(items.get(i), checkpoint)).as(page.toString()).isNull();
      for (Map.Entry<String, JsonNode> member : items.get(i).properties()) {
        if (member.getKey().startsWith("x")) {
          assertThat(Kept.same(member.getValue(), checkpoint.details().get(member.getKey())))
              .as(member + " of " + checkpoint.details())
              .isTrue();
        }
      }
    }
  }

  /** Servers write numbers for times and names; what has no field stays a number. */
  @Property(tries = 500)
  void aNumberInPlaceOfATextIsKeptAsANumber(@ForAll("jobs") JobRef job, @ForAll Random random) {
    JsonNode page = Objects.requireNonNull(StrictJudge.read(SweptPage.of(job)));
    JsonNode items = page.get(EachProvider.listField(job));
    items.forEach(item -> putNumbers((ObjectNode) item, random));
    if (page.has("branch")) {
      ((ObjectNode) page).set("branch", number("17"));
    }
    Page read = decode(job, page.toString());
    assertThat(read.malformed()).isEmpty();
    for (int i = 0; i < items.size(); i++) {
      Checkpoint checkpoint = read.checkpoints().get(i);
      assertThat(Kept.lost(items.get(i), checkpoint)).as(page.toString()).isNull();
      if (page.has("branch")) {
        assertThat(checkpoint.details()).containsEntry("branch", 17L);
      }
    }
  }

  @Property(tries = 300)
  void everyMemberOfAJobIsKept(
      @ForAll("jobs") JobRef job, @ForAll("names") List<String> names, @ForAll Random random) {
    ObjectNode body = (ObjectNode) Objects.requireNonNull(
        StrictJudge.read(ProviderJson.of(SandboxJob.of(job.toString())).job()));
    JsonNode object = jobIn(body);
    names.forEach(name -> ((ObjectNode) object).set("x" + name, value(random, 3)));
    putNumbers((ObjectNode) object, random);
    Job read = decode(provider(job).job(job), body.toString());
    assertThat(Kept.lost(object, read)).as(body + " as " + read).isNull();
  }

  @Property(tries = 300)
  void everyMemberOfAListedJobIsKept(
      @ForAll("jobs") JobRef job, @ForAll("names") List<String> names, @ForAll Random random) {
    JsonNode body = Objects.requireNonNull(
        StrictJudge.read(ProviderJson.of(SandboxJob.of(job.toString())).jobs()));
    JsonNode items = body.properties().stream()
        .map(Map.Entry::getValue)
        .filter(JsonNode::isArray)
        .findFirst()
        .orElseThrow();
    for (JsonNode item : items) {
      names.forEach(name -> ((ObjectNode) item).set("x" + name, value(random, 3)));
      putNumbers((ObjectNode) item, random);
    }
    List<String> parts = job.segments();
    JobQuery query = JobQuery.of(job.provider())
        .within(parts.size() == 3 ? parts.get(0) + "/" + parts.get(1) : null);
    JobPage read = decode(provider(job).jobs(query, PageRequest.first()), body.toString());
    assertThat(read.jobs()).as(read.toString()).hasSize(items.size());
    for (int i = 0; i < items.size(); i++) {
      assertThat(Kept.lost(items.get(i), read.jobs().get(i)))
          .as(body.toString())
          .isNull();
    }
  }

  private static JsonNode jobIn(JsonNode body) {
    return Stream.of("training_job", "fine_tune")
        .filter(body::has)
        .map(body::get)
        .findFirst()
        .orElse(body);
  }

  /** Puts numbers in place of some texts, except those that must be what was requested. */
  private static void putNumbers(ObjectNode object, Random random) {
    for (Map.Entry<String, JsonNode> member : object.deepCopy().properties()) {
      boolean isId = member.getKey().matches("(.*_)?(id|repository|namespace|repo_name)");
      if (member.getValue().isTextual() && !isId && random.nextBoolean()) {
        object.set(member.getKey(), number(NUMBERS.get(random.nextInt(NUMBERS.size() - 3))));
      } else if (member.getKey().endsWith("_at") && random.nextBoolean()) {
        object.set(member.getKey(), number(random.nextBoolean() ? "0" : "0.0"));
      }
    }
  }

  /** Adds members to open objects, including those in lists. */
  private static void addWithin(JsonNode at, List<String> names, Random random) {
    if (at instanceof ObjectNode object) {
      names.forEach(name -> object.set("y" + name, value(random, 2)));
    }
    if (at.isArray()) {
      at.forEach(each -> addWithin(each, names, random));
    }
  }

  private static JsonNode value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 4 : 6)) {
      case 0 -> JSON.textNode("t\u00fc\n\"" + random.nextInt());
      case 1 -> JSON.booleanNode(random.nextBoolean());
      case 2, 3 -> number(NUMBERS.get(random.nextInt(NUMBERS.size())));
      case 4 -> {
        ObjectNode object = JSON.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set("k" + random.nextInt(100), value(random, depth - 1));
        }
        yield object.set("none", JSON.nullNode());
      }
      default ->
        JSON.arrayNode().add(value(random, depth - 1)).add(JSON.nullNode()).add(value(random, 0));
    };
  }

  private static JsonNode number(String text) {
    return Objects.requireNonNull(StrictJudge.read(text));
  }

  @Provide
  Arbitrary<JobRef> jobs() {
    return Arbitraries.of(EachProvider.jobs());
  }

  @Provide
  Arbitrary<List<String>> names() {
    return Arbitraries.strings()
        .withChars('a', 'B', '_', '.', '$', '\u00fc', '"', '\\', ' ')
        .ofMaxLength(8)
        .list()
        .uniqueElements()
        .ofMaxSize(20);
  }

  private static Page decode(JobRef job, String body) {
    return decode(provider(job).checkpoints(job, PageRequest.first()), body);
  }

  private static Provider provider(JobRef job) {
    return Providers.all().stream()
        .filter(each -> each.info().name().equals(job.provider()))
        .findFirst()
        .orElseThrow();
  }

  private static <T> T decode(ApiRequest<T> request, String body) {
    return request
        .decoder()
        .decode(() -> new StringReader(body.replaceAll("\"(NaN|-?Infinity)\"", "$1")));
  }
}
