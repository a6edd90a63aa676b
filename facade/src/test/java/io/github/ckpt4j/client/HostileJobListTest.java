package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Job;
import io.github.ckpt4j.Job.State;
import io.github.ckpt4j.JobQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Any list of jobs is read to its end: pages that repeat, are empty or never end; items without an
 * id; states and times in every format; errors that are not errors.
 */
class HostileJobListTest {
  private static final String CREATED = "2026-03-01T00:00:00Z";

  /** Formats of a time, and the meaning of each; null if it is not a real time. */
  private static final Map<String, @Nullable Instant> TIMES = times();

  /** The provider's JSON for one job; an empty id is omitted. */
  private record Wire(String id, String status, String time, String error) {}

  private static Map<String, @Nullable Instant> times() {
    Map<String, @Nullable Instant> times = new LinkedHashMap<>();
    for (String text : List.of(
        "\"2026-03-01T00:00:00Z\"",
        "\"2026-03-01T02:00:00+02:00\"",
        "\"2026-03-01 00:00:00\"",
        "\"20260301T000000Z\"",
        "\"Sun, 1 Mar 2026 00:00:00 GMT\"",
        "\"2026-03-01 00:00:00 +0000 UTC\"",
        "\"1772323200\"",
        "1772323200",
        "1772323200000",
        "1772323200.0",
        "1.7723232E9")) {
      times.put(text, Instant.parse(CREATED));
    }
    for (String text :
        List.of("null", "\"\"", "0", "\"0001-01-01T00:00:00Z\"", "\"soon\"", "-1e99")) {
      times.put(text, null);
    }
    return times;
  }

  @Provide
  Arbitrary<JobListCase> providers() {
    return Arbitraries.of(JobListCase.all().toList());
  }

  @Provide
  Arbitrary<List<List<Wire>>> pages() {
    Arbitrary<String> ids = Arbitraries.integers()
        .between(-1, 12)
        .map(number -> number < 0 ? "" : JobListCase.id(number));
    Arbitrary<String> statuses =
        Arbitraries.of("running", "RUNNING", " Running ", "SUCCEEDED", "succeeded ", "levitating");
    Arbitrary<String> errors = Arbitraries.of(
        "{}",
        "null",
        "\"\"",
        "\" \"",
        "[]",
        "{\"code\":null,\"message\":null}",
        "{\"message\":\"\"}");
    return Combinators.combine(ids, statuses, Arbitraries.of(TIMES.keySet()), errors)
        .as(Wire::new)
        .list()
        .ofMaxSize(5)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  @Property(tries = 200)
  void everyListIsReadToItsEnd(
      @ForAll("providers") JobListCase provider, @ForAll("pages") List<List<Wire>> pages) {
    try (Server server = new Server();
        CheckpointClient client = JobListCase.client(server)
            .maxRetries(0)
            .options(CallOptions.defaults().lenient(bad -> {}))
            .build()) {
      AtomicInteger requests = new AtomicInteger();
      server.route(request -> Server.response(
          200, page(provider, pages.get(Math.min(requests.getAndIncrement(), pages.size() - 1)))));

      Map<String, Job> found = new LinkedHashMap<>();
      try (Stream<Job> jobs = client.jobs(JobQuery.parse(provider.reference()))) {
        jobs.forEach(job -> assertThat(found.put(job.ref().toString(), job)).isNull());
      }

      assertThat(requests.get()).isLessThanOrEqualTo(pages.size() + 11);
      List<Wire> read = pages.subList(0, Math.min(requests.get(), pages.size())).stream()
          .flatMap(List::stream)
          .filter(wire -> !wire.id().isEmpty())
          .toList();
      assertThat(found.keySet())
          .containsExactlyElementsOf(
              read.stream().map(wire -> provider.job(wire.id())).distinct().toList());
      for (Wire wire : read) {
        Job job = found.remove(provider.job(wire.id()));
        if (job != null) { // If two items describe one job, the first counts.
          assertMeans(wire, provider, job);
        }
      }
    }
  }

  private static void assertMeans(Wire wire, JobListCase provider, Job job) {
    String word = wire.status().strip().toLowerCase(Locale.ROOT);
    assertThat(job.state())
        .isEqualTo(
            word.equals("running")
                ? State.RUNNING
                : word.equals("succeeded") ? State.SUCCEEDED : State.UNKNOWN);
    assertThat(job.createdAt()).as(wire.time()).isEqualTo(TIMES.get(wire.time()));
    if (wire.time().equals("\"soon\"")) {
      assertThat(job.details()).containsEntry("created_at", "soon");
    }
    assertThat(job.error()).as(provider + " " + wire.error()).isNull();
  }

  private static String page(JobListCase provider, List<Wire> items) {
    List<String> texts = new ArrayList<>();
    items.forEach(each -> texts.add(item(provider, each)));
    return provider.page(texts.toArray(new String[0]));
  }

  private static String item(JobListCase provider, Wire wire) {
    String text = provider.item("?", status(provider, wire.status()));
    Item item = Item.of(text).with("created_at", wire.time());
    Item named =
        wire.id().isEmpty() ? item.without("id") : item.with("id", "\"" + wire.id() + "\"");
    return switch (provider.name()) {
      case "baseten" ->
        wire.error().startsWith("\"") || wire.error().equals("null")
            ? named.with("error_message", wire.error()).toString()
            : named.toString();
      case "together" -> named.toString(); // It reports errors only as events.
      default -> named.with("error", wire.error()).toString();
    };
  }

  /** The provider's own word, with the case and the spaces of this one. */
  private static String status(JobListCase provider, String form) {
    String own = switch (form.strip().toLowerCase(Locale.ROOT)) {
      case "running" -> provider.running();
      case "succeeded" -> provider.succeeded();
      default -> form;
    };
    boolean shouted = form.strip().equals(form.strip().toUpperCase(Locale.ROOT));
    String cased = shouted ? own.toUpperCase(Locale.ROOT) : own.toLowerCase(Locale.ROOT);
    return form.replace(form.strip(), cased);
  }
}
