package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.provider.ProviderInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
  private final Core core;
  private final CallOptions options;
  private final Scope scope;
  private final Transport transport;

  CheckpointClient(Core core, CallOptions options) {
    this(core, options, new Scope(), new Transport(core, options));
  }

  private CheckpointClient(Core core, CallOptions options, Scope scope, Transport transport) {
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
    return new CheckpointClient(core, other, scope, new Transport(core, other));
  }

  /** The options that this client works by, to start others from. */
  public CallOptions options() {
    return options;
  }

  /** The providers that this client knows, those of the caller included. */
  public List<ProviderInfo> providers() {
    return core.connections().values().stream().map(each -> each.provider().info()).toList();
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
    Scope ofStream = scope.child();
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

  /** The checkpoint of exactly this step, as {@link Checkpoints#at} has it. */
  public Optional<Checkpoint> at(JobRef job, long step) {
    return Checkpoints.at(list(job), step);
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
    return ManyJobs.of(
        jobs, within::list, core.executor(), core.maxConcurrentJobs(), within.scope);
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
    future.whenComplete((result, failure) -> within.scope.cancel());
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

  private static <T> void complete(
      CompletableFuture<T> future,
      CheckpointClient client,
      Function<CheckpointClient, T> work) {
    if (future.isDone()) {
      return;
    }
    try {
      future.complete(work.apply(client));
    } catch (Throwable e) { // Whatever it is, whoever waits for the future must learn of it.
      future.completeExceptionally(e);
    }
  }

  private CheckpointClient within(Scope inner) {
    return new CheckpointClient(core, options, inner, transport);
  }

  private CheckpointClient withMetrics() {
    return options.joinMetrics()
        ? this
        : new CheckpointClient(core, options.withMetrics(), scope, transport);
  }

  private PageReader reader(JobRef job, Scope inner) {
    return new PageReader(job, core, transport, options, inner);
  }

  private Deadline deadline() {
    return Deadline.in(options.timeout(), core.time());
  }
}
