package io.github.ckpt4j.client;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobEvent;
import io.github.ckpt4j.JobEventPage;
import io.github.ckpt4j.JobPage;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.MalformedJob;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.UnaddressableJob;
import io.github.ckpt4j.http.CancellationScope;
import io.github.ckpt4j.http.Connection;
import io.github.ckpt4j.http.Deadline;
import io.github.ckpt4j.http.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists jobs and their events.
 *
 * @param deadline the time that one page has
 * @param lenient whether a job that cannot be read is a warning instead of an error
 * @param warnings receives what the list leaves out
 */
record JobLists(
    ClientContext context,
    Transport transport,
    CancellationScope scope,
    Supplier<Deadline> deadline,
    @Nullable Integer pageSize,
    boolean lenient,
    Consumer<CheckpointException> warnings) {

  /** The jobs of all pages that match the query, each once. */
  Stream<Job> jobs(JobQuery query) {
    return ItemPages.stream(new ItemPages<>(
            page -> slice(page(query, page)),
            first(),
            context.maxPages(),
            () -> warn(query.provider() + " repeats its list of jobs and does not go on; jobs after"
                + " the repeated page are missing, if there are any")))
        .filter(query::matches);
  }

  /** One page, without the jobs that do not match the query. */
  JobPage matching(JobQuery query, PageRequest request) {
    JobPage page = page(query, request);
    return new JobPage(
        page.jobs().stream().filter(query::matches).toList(),
        page.unaddressable(),
        page.malformed(),
        page.next());
  }

  Stream<JobEvent> events(JobRef job) {
    return ItemPages.stream(new ItemPages<>(
        request -> {
          JobEventPage page = events(job, request);
          return new ItemPages.Slice<>(
              page.events(), page.events().stream().map(JobEvent::id).toList(), page.next());
        },
        first(),
        context.maxPages(),
        () -> warn("the events of " + job + " repeat and do not go on")));
  }

  JobEventPage events(JobRef job, PageRequest request) {
    Connection connection = context.connection(job);
    return transport.send(
        connection, job, connection.provider().events(job, request), deadline.get(), scope);
  }

  private JobPage page(JobQuery query, PageRequest request) {
    Connection connection = context.connection(query.provider());
    return transport.send(
        connection,
        null,
        connection.provider().jobs(query, request).map(this::refuseMalformed),
        deadline.get(),
        scope);
  }

  private PageRequest first() {
    return pageSize == null ? PageRequest.first() : PageRequest.first().size(pageSize);
  }

  private ItemPages.Slice<Job> slice(JobPage page) {
    List<@Nullable String> ids = new ArrayList<>();
    page.jobs().forEach(each -> ids.add(each.ref().id()));
    for (UnaddressableJob each : page.unaddressable()) {
      warn("no reference can name " + each);
      ids.add("unaddressable:" + each.id());
    }
    page.malformed().forEach(each -> warn(each.toString()));
    return new ItemPages.Slice<>(page.jobs(), ids, page.next());
  }

  private JobPage refuseMalformed(JobPage page) {
    List<MalformedJob> bad = page.malformed();
    if (bad.isEmpty() || lenient) {
      return page;
    }
    String more = bad.size() == 1 ? "" : ", and " + (bad.size() - 1) + " more are malformed";
    throw CheckpointException.builder(
            Kind.BAD_RESPONSE, bad.get(0) + more + "; read leniently to get the others")
        .build();
  }

  private void warn(String what) {
    warnings.accept(CheckpointException.builder(Kind.BAD_RESPONSE, what).build());
  }
}
