package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.Comparison;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobEvent;
import io.github.ckpt4j.JobEventPage;
import io.github.ckpt4j.JobPage;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.http.CancellationScope;
import io.github.ckpt4j.http.Connection;
import io.github.ckpt4j.http.Deadline;
import io.github.ckpt4j.http.Transport;
import io.github.ckpt4j.spi.ProviderInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads the checkpoints of fine-tuning jobs, the same way at every provider.
 *
 * <pre>{@code
 * try (CheckpointClient client = CheckpointClient.fromEnvironment()) {
 *   JobRef job = JobRef.parse("openai:ftjob-abc123");
 *   Checkpoint best = client.best(job, Metric.VALID_LOSS).orElseThrow();
 *   System.out.println(best.modelName());
 * }
 * }</pre>
 *
 * <p>Every method that asks a provider throws {@link io.github.ckpt4j.CheckpointException}, and
 * nothing else, when the answer does not come or is not what was asked for; a future is completed
 * with it. A reference that cannot be right is refused before anything is sent.
 *
 * <p>A client is immutable and safe for use by any number of threads; make one and keep it. Its own
 * threads are daemons. {@link #close} ends what is under way and releases threads and connections.
 */
public final class CheckpointClient implements AutoCloseable {
  private final ClientContext core;
  private final CallOptions options;
  private final CancellationScope scope;
  private final Transport transport;

  CheckpointClient(ClientContext core, CallOptions options) {
    this(core, options, new CancellationScope(), core.transport(options));
  }

  private CheckpointClient(
      ClientContext core, CallOptions options, CancellationScope scope, Transport transport) {
    this.core = core;
    this.options = options;
    this.scope = scope;
    this.transport = transport;
  }

  /** A client with keys from the environment and defaults for the rest. */
  public static CheckpointClient fromEnvironment() {
    return builder().environment(System.getenv()).build();
  }

  /** Starts a client that is set up in another way; it reads no environment unless told to. */
  public static ClientBuilder builder() {
    return new ClientBuilder();
  }

  /**
   * This client with other options, for one call or many. It shares this one's connections and
   * threads, and ends with it; it need not be closed.
   */
  public CheckpointClient with(CallOptions other) {
    return new CheckpointClient(core, other, scope, core.transport(other));
  }

  /** The options that this client works by, to start others from. */
  public CallOptions options() {
    return options;
  }

  /** The providers that this client knows, those of the caller included. */
  public List<ProviderInfo> providers() {
    return core.connections().values().stream()
        .map(each -> each.provider().info())
        .toList();
  }

  /**
   * All checkpoints of a job, every page, in the order of {@link Checkpoints#BY_STEP}. A job that
   * exists and has none gives an empty list; the list cannot be changed.
   */
  public List<Checkpoint> list(JobRef job) {
    Deadline deadline = deadline();
    Pages pages = new Pages(reader(job, scope), () -> deadline, core.maxPages());
    List<Checkpoint> all = new ArrayList<>();
    pages.forEachRemaining(page -> all.addAll(page.checkpoints()));
    all.sort(Checkpoints.BY_STEP);
    return Collections.unmodifiableList(all);
  }

  /**
   * The checkpoints of a job page by page, in the provider's order: nothing is asked before the
   * first is wanted, and at most two pages are in memory. The next page is asked for while one is
   * read. Closing the stream ends what is under way.
   */
  public Stream<Checkpoint> stream(JobRef job) {
    CancellationScope ofStream = scope.child();
    Pages pages = new Pages(reader(job, ofStream), this::deadline, core.maxPages());
    return CheckpointStream.of(pages, core.executor(), ofStream);
  }

  /** One page of a job's checkpoints, in the provider's order, and the cursor of the next. */
  public Page page(JobRef job, PageRequest request) {
    return reader(job, scope).read(request, deadline());
  }

  /** How far the job is. */
  public Job job(JobRef job) {
    Connection connection = core.connection(job);
    return transport.send(connection, job, connection.provider().job(job), deadline(), scope);
  }

  /** The checkpoint of the highest step, as {@link Checkpoints#latest} has it. */
  public Optional<Checkpoint> latest(JobRef job) {
    return Checkpoints.latest(list(job));
  }

  /** The checkpoint of exactly this step, as {@link Checkpoints#atStep} has it. */
  public Optional<Checkpoint> atStep(JobRef job, long step) {
    return Checkpoints.atStep(list(job), step);
  }

  /**
   * The checkpoint with the best value of a metric, as {@link Checkpoints#best} has it. Where the
   * provider reports metrics apart from checkpoints, they are asked for and joined, as {@link
   * io.github.ckpt4j.MetricHistory} has it.
   *
   * @throws IllegalArgumentException if the job has checkpoints and none has the metric
   */
  public Optional<Checkpoint> best(JobRef job, Metric metric) {
    return Checkpoints.best(withMetrics().list(job), metric);
  }

  /**
   * The {@code n} best checkpoints by a metric, best first, chosen as {@link #best} chooses.
   *
   * @throws IllegalArgumentException if {@code n} is negative, or as {@link #best}
   */
  public List<Checkpoint> top(JobRef job, int n, Metric metric) {
    return Checkpoints.top(withMetrics().list(job), n, metric);
  }

  /**
   * Lists many jobs of any providers, several at once, and hands over each result as it comes. One
   * job's failure is its own result and does not touch the others. How many of a provider's jobs are
   * under way at once is set in the builder. Closing the stream ends what is under way.
   */
  public Stream<JobResult> listAll(Collection<JobRef> jobs) {
    CheckpointClient within = within(scope.child());
    return ManyJobs.of(jobs, within::list, core.executor(), core.maxConcurrentJobs(), within.scope);
  }

  /**
   * Several jobs of any providers side by side, aligned by step.
   *
   * @throws IllegalArgumentException if there are checkpoints and none of any job has the metric
   */
  public Comparison compare(Collection<JobRef> jobs, Metric metric) {
    Map<JobRef, List<Checkpoint>> lists = new LinkedHashMap<>();
    jobs.forEach(job -> lists.put(job, List.of()));
    try (Stream<JobResult> results = withMetrics().listAll(lists.keySet())) {
      results.forEach(result -> lists.put(result.job(), result.checkpoints()));
    }
    return Comparison.of(metric, lists);
  }

  /**
   * Follows a job: each new checkpoint is handed over once, until the job ends or the options say
   * stop. Nothing is asked before the watch is read. With {@link CallOptions#withMetrics} the
   * checkpoints carry metrics at every provider.
   */
  public Watch watch(JobRef job, WatchOptions watchOptions) {
    core.connection(job);
    CancellationScope ofWatch = scope.child();
    return new Watch(job, within(ofWatch), watchOptions, ofWatch, core.time());
  }

  /**
   * Waits until the job has succeeded.
   *
   * @throws io.github.ckpt4j.CheckpointException of kind {@code JOB_FAILED}, with the job's own
   *     error text, if it fails or is cancelled; of kind {@code TIMEOUT} if it takes longer
   */
  public CompletedJob awaitFinal(JobRef job, Duration timeout) {
    try (Watch watch = watch(job, WatchOptions.defaults().timeout(timeout))) {
      Checkpoint last = null;
      for (Checkpoint checkpoint : watch) {
        last = last == null
            ? checkpoint
            : BinaryOperator.maxBy(Checkpoints.BY_STEP).apply(last, checkpoint);
      }
      return new CompletedJob(succeeded(job, watch.end().orElseThrow()), last);
    }
  }

  /**
   * The jobs that a query names, each once, in the provider's order, which is mostly newest first.
   * Pages are requested one by one as the stream is read; closing it ends what is under way. It ends
   * at every provider, also where a list does not say that it has ended.
   *
   * <p>States and time of the query are sent to the provider where it can filter, and applied here in
   * any case.
   *
   * @throws io.github.ckpt4j.CheckpointException while the stream is read; of kind {@code
   *     UNSUPPORTED} if the provider lists no jobs
   */
  public Stream<Job> jobs(JobQuery query) {
    CancellationScope ofStream = scope.child();
    return jobLists(ofStream).jobs(query).onClose(ofStream::cancel);
  }

  /**
   * One page of the jobs that a query names, in the provider's order, with the jobs that no reference
   * can name and the cursor of the next page.
   */
  public JobPage jobs(JobQuery query, PageRequest request) {
    return jobLists(scope).matching(query, request);
  }

  /** All of {@link #jobs} in another thread. Cancelling the future ends the request in flight. */
  public CompletableFuture<List<Job>> jobsAsync(JobQuery query) {
    return async(client -> {
      try (Stream<Job> jobs = client.jobs(query)) {
        return jobs.toList();
      }
    });
  }

  /**
   * What happened to a job, in the provider's order: newest first where OpenAI's protocol is spoken,
   * oldest first at Baseten, whose events are the lines of the job's log. Pages are requested one by
   * one as the stream is read; closing it ends what is under way.
   *
   * @throws io.github.ckpt4j.CheckpointException while the stream is read; of kind {@code
   *     UNSUPPORTED} if the provider reports no events
   */
  public Stream<JobEvent> events(JobRef job) {
    core.connection(job);
    CancellationScope ofStream = scope.child();
    return jobLists(ofStream).events(job).onClose(ofStream::cancel);
  }

  /** One page of what happened to a job, in the provider's order. */
  public JobEventPage events(JobRef job, PageRequest request) {
    return jobLists(scope).events(job, request);
  }

  /** {@link #list} in another thread. Cancelling the future ends the request in flight. */
  public CompletableFuture<List<Checkpoint>> listAsync(JobRef job) {
    return async(client -> client.list(job));
  }

  /** {@link #page} in another thread. Cancelling the future ends the request in flight. */
  public CompletableFuture<Page> pageAsync(JobRef job, PageRequest request) {
    return async(client -> client.page(job, request));
  }

  /** {@link #job} in another thread. Cancelling the future ends the request in flight. */
  public CompletableFuture<Job> jobAsync(JobRef job) {
    return async(client -> client.job(job));
  }

  /**
   * Whatever a function does with this client, in another thread: {@code client.async(c ->
   * c.best(job, Metric.VALID_LOSS))}. However the future is completed, by cancelling it or by its
   * {@code orTimeout}, that ends what the function has under way with the client it is given.
   */
  public <T> CompletableFuture<T> async(Function<CheckpointClient, T> work) {
    CheckpointClient within = within(scope.child());
    CompletableFuture<T> future = new CompletableFuture<>();
    var unused = future.whenComplete((result, failure) -> within.scope.cancel());
    core.executor().execute(() -> complete(future, within, work));
    return future;
  }

  /** Ends what is under way and releases the threads and connections that this client made. */
  @Override
  public void close() {
    scope.cancel();
    core.close();
  }

  /** The providers' names; never a key. */
  @Override
  public String toString() {
    return "CheckpointClient" + core.connections().keySet();
  }

  private static Job succeeded(JobRef ref, WatchEnd end) {
    Job job = end.job();
    if (end.reason() == WatchEnd.Reason.JOB_ENDED && job != null) {
      if (job.state() == Job.State.SUCCEEDED) {
        return job;
      }
      String said = job.error() == null ? "" : ": " + job.error();
      throw CheckpointException.builder(
              Kind.JOB_FAILED, "the job ended as '" + job.providerState() + "'" + said)
          .job(ref)
          .build();
    }
    if (end.reason() == WatchEnd.Reason.CLOSED) {
      throw CancellationScope.cancellation(null);
    }
    String state = job == null ? "not seen" : "'" + job.providerState() + "'";
    throw CheckpointException.builder(Kind.TIMEOUT, "the job did not end in time; it is " + state)
        .job(ref)
        .build();
  }

  private static <T> void complete(
      CompletableFuture<T> future, CheckpointClient client, Function<CheckpointClient, T> work) {
    if (future.isDone()) {
      return;
    }
    try {
      future.complete(work.apply(client));
    } catch (Throwable e) { // Whatever it is, whoever waits for the future must learn of it.
      future.completeExceptionally(e);
    }
  }

  private CheckpointClient within(CancellationScope inner) {
    return new CheckpointClient(core, options, inner, transport);
  }

  private CheckpointClient withMetrics() {
    return options.joinMetrics()
        ? this
        : new CheckpointClient(core, options.withMetrics(), scope, transport);
  }

  private PageReader reader(JobRef job, CancellationScope inner) {
    return new PageReader(job, core, transport, options, inner);
  }

  private JobLists jobLists(CancellationScope inner) {
    return new JobLists(
        core,
        transport,
        inner,
        this::deadline,
        options.pageSize(),
        options.badCheckpoints() != null,
        warning -> {});
  }

  private Deadline deadline() {
    return Deadline.in(options.timeout(), core.time());
  }
}
