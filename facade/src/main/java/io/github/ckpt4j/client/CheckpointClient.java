package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.CheckpointFile;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.Comparison;
import io.github.ckpt4j.Download;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobEvent;
import io.github.ckpt4j.JobEventPage;
import io.github.ckpt4j.JobPage;
import io.github.ckpt4j.JobProgress;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.Usage;
import io.github.ckpt4j.Verification;
import io.github.ckpt4j.http.CancellationScope;
import io.github.ckpt4j.http.Connection;
import io.github.ckpt4j.http.Deadline;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.transfer.Verifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collector;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

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
 * <p>Every method that sends a request throws {@link CheckpointException} and nothing else when it
 * fails; a future is completed with it. An invalid reference is refused before anything is sent.
 *
 * <p>Where a provider reports training metrics apart from checkpoints (Together), they are
 * requested too and joined, as {@link io.github.ckpt4j.MetricHistory} describes; {@link
 * CallOptions#withoutMetrics} saves that request. If it fails, the checkpoints are returned without
 * metrics, and {@link CallOptions#onWarning} receives the failure.
 *
 * <p>No call waits forever, whatever executor the client has: each ends within {@link
 * CallOptions#timeout}, and with kind {@code CANCELLED} when its client, stream, watch or future is
 * closed or cancelled, or its thread is interrupted. The client looks for interrupts every 20 ms, so
 * an interrupted call usually ends within 100 ms; the thread stays interrupted.
 *
 * <table>
 *   <caption>Defaults</caption>
 *   <tr><th>Default</th><th>Changed by</th></tr>
 *   <tr><td>10 s to connect</td><td>{@link CallOptions#connectTimeout(Duration)}</td></tr>
 *   <tr><td>60 s for one attempt</td><td>{@link CallOptions#attemptTimeout(Duration)}</td></tr>
 *   <tr><td>5 min for one call with all pages, retries and waits; for each page of a stream</td>
 *       <td>{@link CallOptions#timeout(Duration)}</td></tr>
 *   <tr><td>2 retries of a temporary failure, after 0.5 s and 1 s</td>
 *       <td>{@link ClientBuilder#maxRetries}</td></tr>
 *   <tr><td>100 checkpoints to a page</td><td>{@link CallOptions#pageSize(int)}</td></tr>
 *   <tr><td>16 requests to one provider at once</td>
 *       <td>{@link ClientBuilder#maxConcurrentJobs}</td></tr>
 *   <tr><td>Metrics with all calls but {@code latest} and {@code atStep}</td>
 *       <td>{@link CallOptions#withMetrics}, {@link CallOptions#withoutMetrics}</td></tr>
 *   <tr><td>No hardware metrics</td><td>{@link CallOptions#withHardwareMetrics}</td></tr>
 *   <tr><td>Only an expiry that a checkpoint itself carries</td>
 *       <td>{@link CallOptions#withExpiry}</td></tr>
 *   <tr><td>A malformed checkpoint fails the call</td>
 *       <td>{@link CallOptions#lenient(java.util.function.Consumer)}</td></tr>
 *   <tr><td>Warnings are dropped</td>
 *       <td>{@link CallOptions#onWarning(java.util.function.Consumer)}</td></tr>
 *   <tr><td>Asynchronous calls in a virtual thread each on Java 21 and later, else in a daemon</td>
 *       <td>{@link ClientBuilder#executor}</td></tr>
 *   <tr><td>https only, except to this machine</td>
 *       <td>{@link ClientBuilder#allowPlainHttp}</td></tr>
 *   <tr><td>The proxies of the Java system properties</td>
 *       <td>{@link ClientBuilder#proxyFromEnvironment}</td></tr>
 *   <tr><td>Responses of up to 64 MiB, lists of up to 100,000 items, jobs of up to 100,000 pages and
 *       1,000,000 checkpoints</td>
 *       <td>{@link ClientBuilder#maxBodyBytes}, {@link ClientBuilder#maxItems}, {@link
 *       ClientBuilder#maxPages}, {@link ClientBuilder#maxCheckpoints}</td></tr>
 * </table>
 *
 * <p>A client is immutable and safe for use by any number of threads; create one and keep it. Its
 * own threads are daemons. {@link #close} ends all work in progress and releases threads and
 * connections.
 */
public final class CheckpointClient implements AutoCloseable {
  private final ClientContext context;
  private final CallOptions options;
  private final CancellationScope scope;

  CheckpointClient(ClientContext context, CallOptions options) {
    this(context, options, new CancellationScope());
  }

  private CheckpointClient(ClientContext context, CallOptions options, CancellationScope scope) {
    this.context = context;
    this.options = options;
    this.scope = scope;
  }

  /** A client with keys from the environment and defaults for the rest. */
  public static CheckpointClient fromEnvironment() {
    return builder().environment(System.getenv()).build();
  }

  /** Starts a client with other settings; it reads no environment by itself. */
  public static ClientBuilder builder() {
    return new ClientBuilder();
  }

  /**
   * Checks the files of a downloaded checkpoint, without a network: sizes and SHA-256 against the
   * manifest, the structure of safetensors files and their index, an adapter against its
   * configuration, and the contents of archives. It reads every byte, and reports all that is wrong,
   * not only the first.
   *
   * <p>It works without a manifest too, as far as the files prove themselves. A directory below that
   * has a manifest of its own is another checkpoint, which is skipped. To look into archives, {@code
   * commons-compress} must be on the class path, and {@code aircompressor} 2 for {@code .tar.zst}.
   *
   * @throws CheckpointException of kind {@code NOT_FOUND} if the directory does not exist, {@code
   *     STORAGE} if it cannot be listed, {@code CANCELLED} if the thread is interrupted
   */
  public static Verification verify(Path directory) {
    return Verifier.verify(directory);
  }

  /**
   * This client with other options, for one call or many. It shares this one's connections and
   * threads, and ends with it; it need not be closed.
   */
  public CheckpointClient with(CallOptions other) {
    return new CheckpointClient(context, other, scope);
  }

  /** The options of this client, to start others from. */
  public CallOptions options() {
    return options;
  }

  /** The providers that this client knows, those of the caller included. */
  public List<ProviderInfo> providers() {
    return context.connections().values().stream()
        .map(each -> each.provider().info())
        .toList();
  }

  /**
   * All checkpoints of a job, every page, in the order of {@link Checkpoints#BY_STEP}. Empty for a
   * job that exists and has none; the list cannot be changed. A checkpoint on
   * several pages is listed once.
   */
  public List<Checkpoint> list(JobRef job) {
    return list(job, options);
  }

  /**
   * The checkpoints of a job page by page, in the provider's order. Nothing is requested before the
   * first is wanted, and at most two pages are in memory; the next page is requested while one is
   * read. A checkpoint on several pages is returned once, unless 100,000 others lie between.
   * Closing the stream ends all work in progress.
   */
  public Stream<Checkpoint> stream(JobRef job) {
    CancellationScope ofStream = scope.child();
    Requests requests = requests(job, ofStream);
    PageReader reader = reader(requests, options, MetricJoin.optional(requests, options));
    Pages pages = new Pages(reader, this::deadline, context.limits().pages());
    return new CheckpointStream(pages, context.tasks(), ofStream, options.timeout()).stream();
  }

  /** One page of a job's checkpoints, in the provider's order, and the cursor of the next. */
  public Page page(JobRef job, PageRequest request) {
    Requests requests = requests(job, scope);
    return reader(requests, options, MetricJoin.optional(requests, options))
        .read(request, deadline());
  }

  /** The job and its state. */
  public Job job(JobRef job) {
    return job(job, deadline());
  }

  /**
   * The checkpoint of the highest step, as {@link Checkpoints#latest} defines it. Its metrics are
   * requested only with {@link CallOptions#withMetrics}.
   */
  public Optional<Checkpoint> latest(JobRef job) {
    return selectByStep(job, Checkpoints.toLatest());
  }

  /**
   * The checkpoint of exactly this step, as {@link Checkpoints#atStep} defines it. Its metrics are
   * requested only with {@link CallOptions#withMetrics}.
   */
  public Optional<Checkpoint> atStep(JobRef job, long step) {
    return selectByStep(job, Checkpoints.toStep(step));
  }

  /**
   * The checkpoint with the best value of a metric, as {@link Checkpoints#best} defines it. Fails
   * if
   * metrics that are reported apart from checkpoints cannot be read.
   *
   * @return empty if no checkpoint has a value
   * @throws CheckpointException also if the metric's direction is unknown
   */
  public Optional<Checkpoint> best(JobRef job, Metric metric) {
    return selectByMetric(job, Checkpoints.toBest(metric));
  }

  /**
   * The best checkpoint of several jobs of any providers, as {@link #best(JobRef, Metric)} finds it in
   * each. Fails if one of them does. Values of a loss are only comparable if the jobs were validated on the same data.
   *
   * @return empty if no checkpoint has a value
   * @throws CheckpointException also if the metric's direction is unknown
   */
  public Optional<Checkpoint> best(Collection<JobRef> jobs, Metric metric) {
    return compare(jobs, metric).overall();
  }

  /**
   * The {@code n} best checkpoints by a metric, best first, by the rules of {@link #best}.
   *
   * @throws CheckpointException also if {@code n} is negative or the metric's direction is unknown
   */
  public List<Checkpoint> top(JobRef job, int n, Metric metric) {
    return selectByMetric(job, Checkpoints.toTop(n, metric));
  }

  /**
   * How to use a checkpoint, by the provider's documentation and this client's settings. Sends
   * nothing, and needs no key.
   *
   * @throws CheckpointException of kind {@code UNSUPPORTED} if the provider does not describe this
   */
  public Usage usage(Checkpoint checkpoint) {
    Connection connection = context.connection(checkpoint.job());
    return connection
        .provider()
        .usage(checkpoint, connection.baseUrl())
        .headers(connection.headersWithoutSecrets())
        .build();
  }

  /**
   * How far a job is: what its provider reports with the job and, at OpenAI and those that speak its
   * protocol, among the latest events, which takes a second request while the job runs. If that one
   * fails, {@link CallOptions#onWarning} receives the failure.
   */
  public JobProgress progress(JobRef job) {
    Deadline deadline = deadline();
    Requests requests = requests(job, scope);
    Job read = requests.send(requests.provider().job(job), deadline);
    JobProgress known = requests.provider().progress(read, context.time().now());
    Optional<ApiRequest<JobProgress>> apart = requests.provider().progress(job);
    if (read.hasEnded() || apart.isEmpty() || known.fraction().isPresent()) {
      return known;
    }
    try {
      return known.or(requests.send(apart.get(), deadline));
    } catch (CheckpointException e) {
      if (e.kind() == Kind.CANCELLED) {
        throw e;
      }
      options.onWarning().accept(e);
      return known;
    }
  }

  /**
   * Lists many jobs of any providers concurrently and returns each result as it comes. A job that
   * fails is a result of its own and does not affect the others. {@link
   * ClientBuilder#maxConcurrentJobs} limits the jobs of one provider that are read at once. Closing
   * the stream ends all work in progress.
   */
  public Stream<JobResult> listAll(Collection<JobRef> jobs) {
    CheckpointClient within = within(scope.child());
    return within.manyJobs(jobs, within::list);
  }

  /**
   * Several jobs of any providers side by side, aligned by step. Fails if one of them does.
   *
   * @throws CheckpointException also if the metric's direction is unknown
   */
  public Comparison compare(Collection<JobRef> jobs, Metric metric) {
    Map<JobRef, List<Checkpoint>> lists = new LinkedHashMap<>();
    jobs.forEach(job -> lists.put(job, List.of()));
    CheckpointClient within = within(scope.child());
    try (Stream<JobResult> results =
        within.manyJobs(lists.keySet(), job -> listWithMetrics(job, within.scope))) {
      results.forEach(result -> lists.put(result.job(), result.checkpoints()));
    }
    return Comparison.of(metric, lists);
  }

  /**
   * Follows a job: reports each new checkpoint once, until the job ends or a condition of the
   * options is met.
   * Nothing is requested before the watch is read.
   */
  public Watch watch(JobRef job, WatchOptions watchOptions) {
    context.connection(job);
    CheckpointClient within = within(scope.child());
    WatchSource source = new WatchSource(
        deadline -> within.job(job, deadline),
        (deadline, once, last) -> within.list(job, once, deadline, last),
        options);
    WatchLoop loop =
        new WatchLoop(source, watchOptions, options.timeout(), within.scope, context.time());
    return new Watch(
        loop, context.tasks(), context.looks(job.provider()), within.scope, context.time());
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
      for (WatchEvent event : watch) {
        Checkpoint checkpoint = event.checkpoint();
        if (last == null || Checkpoints.BY_STEP.compare(checkpoint, last) >= 0) {
          last = checkpoint;
        }
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
    context.connection(job);
    CancellationScope ofStream = scope.child();
    return jobLists(ofStream).events(job).onClose(ofStream::cancel);
  }

  /** One page of what happened to a job, in the provider's order. */
  public JobEventPage events(JobRef job, PageRequest request) {
    return jobLists(scope).events(job, request);
  }

  /**
   * The names of the text files that the provider made of a job, such as OpenAI's tables of what was
   * measured; none for most providers. Sends nothing.
   *
   * @param job as {@link #job(JobRef)} returned it
   */
  public List<String> resultFiles(Job job) {
    return List.copyOf(context.connection(job.ref()).provider().resultFiles(job).keySet());
  }

  /**
   * The content of one of a job's {@link #resultFiles}, exactly as the provider sends it, which at
   * OpenAI is CSV, sometimes in Base64.
   *
   * @throws io.github.ckpt4j.CheckpointException of kind {@code NOT_FOUND} if the job has no such
   *     file
   */
  public String resultFile(Job job, String name) {
    Requests requests = new Requests(job.ref(), context, options, scope);
    ApiRequest<String> request = requests.provider().resultFiles(job).get(name);
    if (request == null) {
      throw CheckpointException.builder(Kind.NOT_FOUND, "the job has no result file '" + name + "'")
          .job(job.ref())
          .build();
    }
    return requests.send(request, deadline());
  }

  /**
   * The files of a checkpoint, in the provider's order, without links to them. A provider that hands
   * out one archive (Together) has one file.
   *
   * @throws io.github.ckpt4j.CheckpointException of kind {@code UNSUPPORTED}, before anything is
   *     sent, if the provider offers no download ({@code Ability.FILES})
   */
  public List<CheckpointFile> files(Checkpoint checkpoint) {
    return downloads(scope).files(checkpoint, DownloadOptions.defaults());
  }

  /** {@link #download(Checkpoint, Path, DownloadOptions)} with the default options. */
  public Download download(Checkpoint checkpoint, Path directory) {
    return download(checkpoint, directory, DownloadOptions.defaults());
  }

  /**
   * Fetches the files of a checkpoint into a directory of their own, which is made if it is missing.
   * The same call again resumes after any interruption, also of the process, and returns at once if
   * everything is there. Each file has the name {@code NAME.part} until its size and every known
   * digest are right; the last file is {@code manifest.json}.
   *
   * <p>{@link CallOptions#attemptTimeout} bounds the time without news from the server, {@link
   * CallOptions#timeout} each request for a list of files; nothing bounds the whole download.
   * Cancelling it ends the requests in flight. A second download into the directory at the same time
   * is refused, also from another process.
   *
   * @throws io.github.ckpt4j.CheckpointException of kind {@code UNSUPPORTED}, before anything is
   *     sent, if the provider offers no download ({@code Ability.FILES}) or not of this artifact; of kind
   *     {@code STORAGE} if the disk is full or may not be written; of kind {@code CONFLICT} if another
   *     download uses the directory; of kind {@code INVALID_REQUEST} if the directory has files of
   *     something else; of kind {@code BAD_RESPONSE} if the files are not as announced
   */
  public Download download(Checkpoint checkpoint, Path directory, DownloadOptions how) {
    return downloads(scope).download(checkpoint, directory, how);
  }

  /** {@link #files} in another thread. Cancelling the future ends the request in flight. */
  public CompletableFuture<List<CheckpointFile>> filesAsync(Checkpoint checkpoint) {
    return async(client -> client.files(checkpoint));
  }

  /**
   * {@link #download} in another thread. Cancelling the future ends the requests in flight; the same
   * download resumes later.
   */
  public CompletableFuture<Download> downloadAsync(
      Checkpoint checkpoint, Path directory, DownloadOptions how) {
    return async(client -> client.download(checkpoint, directory, how));
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
   * Any work with this client, in another thread: {@code client.async(c -> c.best(job,
   * Metric.VALID_LOSS))}. However the future is completed, by cancelling it or by its {@code
   * orTimeout}, that ends the work of the function with its client.
   */
  public <T> CompletableFuture<T> async(Function<CheckpointClient, T> work) {
    CheckpointClient within = within(scope.child());
    return AsyncCall.start(
        () -> work.apply(within), context.tasks(), within.scope, options.timeout());
  }

  /** Ends all work in progress and releases the threads and connections that this client made. */
  @Override
  public void close() {
    scope.cancel();
    context.close();
  }

  /** The providers' names; never a key. */
  @Override
  public String toString() {
    return "CheckpointClient" + context.connections().keySet();
  }

  private static Job succeeded(JobRef ref, WatchEnd end) {
    Job job = end.job();
    if (end.reason() == WatchEnd.Reason.JOB_ENDED && job != null) {
      if (job.state() == Job.State.SUCCEEDED) {
        return job;
      }
      String reason = job.error() == null ? "" : ": " + job.error();
      throw CheckpointException.builder(
              Kind.JOB_FAILED, "the job ended as '" + job.providerState() + "'" + reason)
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

  private CheckpointClient within(CancellationScope inner) {
    return new CheckpointClient(context, options, inner);
  }

  private Stream<JobResult> manyJobs(
      Collection<JobRef> jobs, Function<JobRef, List<Checkpoint>> list) {
    return new ManyJobs(jobs, list, context.tasks(), scope, options.timeout())
        .stream(context.limits().concurrency());
  }

  private List<Checkpoint> list(JobRef job, CallOptions given) {
    return list(job, given, deadline(), page -> false);
  }

  private List<Checkpoint> list(
      JobRef job, CallOptions given, Deadline deadline, Predicate<Page> last) {
    Requests requests = requests(job, scope);
    return list(reader(requests, given, MetricJoin.optional(requests, given)), deadline, last);
  }

  private List<Checkpoint> listWithMetrics(JobRef job, CancellationScope inner) {
    Requests requests = requests(job, inner);
    return list(
        reader(requests, options, MetricJoin.required(requests, options)),
        deadline(),
        page -> false);
  }

  private <R> R selectByStep(JobRef job, Collector<Checkpoint, ?, R> selection) {
    Requests requests = requests(job, scope);
    CallOptions chosen = onlyChosenMetrics();
    return select(reader(requests, chosen, MetricJoin.optional(requests, chosen)), selection);
  }

  private <R> R selectByMetric(JobRef job, Collector<Checkpoint, ?, R> selection) {
    Requests requests = requests(job, scope);
    return select(reader(requests, options, MetricJoin.required(requests, options)), selection);
  }

  /** Keeps one page at a time, and what is selected. */
  private <R> R select(PageReader reader, Collector<Checkpoint, ?, R> selection) {
    Deadline deadline = deadline();
    Pages pages = new Pages(reader, () -> deadline, context.limits().pages());
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(pages, 0), false)
        .flatMap(page -> page.checkpoints().stream())
        .collect(selection);
  }

  /** The list up to the page of which {@code last} is true. */
  private List<Checkpoint> list(PageReader reader, Deadline deadline, Predicate<Page> last) {
    Pages pages = new Pages(reader, () -> deadline, context.limits().pages());
    int most = context.limits().checkpoints();
    List<Checkpoint> all = new ArrayList<>();
    for (boolean more = true; more && pages.hasNext(); ) {
      Page page = pages.next();
      more = !last.test(page);
      all.addAll(page.checkpoints());
      if (all.size() > most) {
        throw CheckpointException.builder(
                Kind.BAD_RESPONSE, "the list has more than " + most + " checkpoints")
            .job(reader.job())
            .build();
      }
    }
    all.sort(Checkpoints.BY_STEP);
    return Collections.unmodifiableList(all);
  }

  private Job job(JobRef job, Deadline deadline) {
    Requests requests = requests(job, scope);
    return requests.send(requests.provider().job(job), deadline);
  }

  /** A choice by step alone needs no metrics, unless the caller requested them. */
  private CallOptions onlyChosenMetrics() {
    return options.metrics() == CallOptions.Metrics.ALWAYS || options.hardwareMetrics()
        ? options
        : options.withoutMetrics();
  }

  private Requests requests(JobRef job, CancellationScope inner) {
    return new Requests(job, context, options, inner);
  }

  private PageReader reader(Requests requests, CallOptions given, MetricJoin metrics) {
    return new PageReader(requests, given, metrics, context.refusedSize());
  }

  private JobLists jobLists(CancellationScope inner) {
    return new JobLists(context, inner, this::deadline, options);
  }

  private Downloads downloads(CancellationScope inner) {
    return new Downloads(context, options, inner, this::deadline);
  }

  private Deadline deadline() {
    return Deadline.in(options.timeout(), context.time());
  }
}
