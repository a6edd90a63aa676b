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
import io.github.ckpt4j.http.Deadline;
import io.github.ckpt4j.spi.ApiRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists jobs and their events.
 *
 * @param deadline the deadline of one page
 */
record JobLists(
    ClientContext context,
    CancellationScope scope,
    Supplier<Deadline> deadline,
    CallOptions options) {

  /** The jobs of all pages that match the query, each once. */
  Stream<Job> jobs(JobQuery query) {
    SizedPages<JobPage> pages = pages(query);
    return ItemPages.stream(new ItemPages<>(
            request -> slice(pages.read(request, deadline.get())),
            context.limits().pages(),
            () -> warn(query.provider()
                + " repeats a page of its list of jobs and does not continue; jobs after"
                + " that page, if any, are missing")))
        .filter(query::matches);
  }

  /** One page, without the jobs that do not match the query. */
  JobPage matching(JobQuery query, PageRequest request) {
    JobPage page = pages(query).read(request, deadline.get());
    return new JobPage(
        page.jobs().stream().filter(query::matches).toList(),
        page.unaddressable(),
        page.malformed(),
        page.next());
  }

  Stream<JobEvent> events(JobRef job) {
    SizedPages<JobEventPage> pages = eventPages(job);
    return ItemPages.stream(new ItemPages<>(
        request -> {
          JobEventPage page = pages.read(request, deadline.get());
          return new ItemPages.Slice<>(
              page.events(), page.events().stream().map(JobEvent::id).toList(), page.next());
        },
        context.limits().pages(),
        () -> warn("the events of " + job + " repeat a page and do not continue")));
  }

  JobEventPage events(JobRef job, PageRequest request) {
    return eventPages(job).read(request, deadline.get());
  }

  private SizedPages<JobPage> pages(JobQuery query) {
    Requests requests = Requests.ofProvider(query.provider(), context, options, scope);
    return sized(
        requests, request -> requests.provider().jobs(query, request).map(this::refuseMalformed));
  }

  private SizedPages<JobEventPage> eventPages(JobRef job) {
    Requests requests = new Requests(job, context, options, scope);
    return sized(requests, request -> requests.provider().events(job, request));
  }

  private <P> SizedPages<P> sized(
      Requests requests, Function<PageRequest, ApiRequest<P>> describe) {
    return new SizedPages<>(requests, options.pageSize(), context.refusedSize(), describe);
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
    if (bad.isEmpty() || options.lenient() != null) {
      return page;
    }
    String more = bad.size() == 1 ? "" : ", and " + (bad.size() - 1) + " more are malformed";
    throw CheckpointException.builder(Kind.BAD_RESPONSE, bad.get(0) + more)
        .hint("CallOptions.lenient reads the others")
        .build();
  }

  private void warn(String what) {
    options
        .onWarning()
        .accept(CheckpointException.builder(Kind.BAD_RESPONSE, what).build());
  }
}
