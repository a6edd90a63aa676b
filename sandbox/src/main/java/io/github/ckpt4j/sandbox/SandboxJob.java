package io.github.ckpt4j.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A fine-tuning job for a {@link Sandbox} to serve. Immutable: each method that sets something
 * returns a changed copy.
 *
 * <pre>{@code
 * SandboxJob.of("openai:ftjob-mine")              // finished long ago with three checkpoints
 * SandboxJob.of("openai:ftjob-mine")
 *     .checkpoints(50).stepInterval(100)          // 50 checkpoints, 100 steps apart
 *     .startingAt(now)                            // follows the sandbox's clock:
 *     .queuedFor(Duration.ofMinutes(1))           // waits for a minute,
 *     .interval(Duration.ofMinutes(5))            // saves a checkpoint every five minutes,
 *     .finalState(SandboxJob.State.FAILED)        // and fails after the 50th
 * }</pre>
 */
public final class SandboxJob {

  /** The state of a job. Each provider has its own words for these. */
  public enum State {
    CREATED,
    QUEUED,
    RUNNING,
    /** Trained; the last checkpoint is being uploaded. */
    FINISHING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    /** Stopped by its owner, who may resume it. Only OpenAI's protocol has such a state. */
    PAUSED
  }

  private static final Instant LONG_AGO = Instant.parse("2026-02-11T09:30:00Z");

  private final String reference;
  private final String provider;
  private final String address;
  private final long seed;

  // Assigned only by the method that creates a copy, never afterwards.
  private @Nullable String model;
  private int count = 3;
  private int stepInterval = 100;
  private LossCurve curve = LossCurve.OVERFITTING;
  private @Nullable IntFunction<SandboxCheckpoint> formula;
  private Instant created = LONG_AGO;
  private boolean live;
  private Duration queuedFor = Duration.ofMinutes(2);
  private Duration interval = Duration.ofMinutes(5);
  private State end = State.SUCCEEDED;
  private @Nullable String word;
  private String error = "Training stopped: the loss is NaN.";
  private boolean lora = true;
  private @Nullable Instant expiresAt;
  private @Nullable Long checkpointSize;
  private @Nullable Integer weightFiles;
  private int revision;
  private Map<String, String> metadata = Map.of();
  private String shows = "";

  private SandboxJob(String reference) {
    int colon = reference.indexOf(':');
    if (colon < 1 || colon == reference.length() - 1) {
      throw new IllegalArgumentException("Invalid job reference: " + reference
          + "; expected provider:id, such as openai:ftjob-mine");
    }
    this.reference = reference;
    this.provider = reference.substring(0, colon);
    this.address = reference.substring(colon + 1);
    this.seed = reference.hashCode() * 0x9E3779B97F4A7C15L;
  }

  private SandboxJob copy() {
    SandboxJob copy = new SandboxJob(reference);
    copy.model = model;
    copy.count = count;
    copy.stepInterval = stepInterval;
    copy.curve = curve;
    copy.formula = formula;
    copy.created = created;
    copy.live = live;
    copy.queuedFor = queuedFor;
    copy.interval = interval;
    copy.end = end;
    copy.word = word;
    copy.error = error;
    copy.lora = lora;
    copy.expiresAt = expiresAt;
    copy.checkpointSize = checkpointSize;
    copy.weightFiles = weightFiles;
    copy.revision = revision;
    copy.metadata = metadata;
    copy.shows = shows;
    return copy;
  }

  /**
   * A LoRA job that succeeded long ago and has three checkpoints.
   *
   * @param reference {@code together:ft-…}, {@code oxen:namespace/repository/ft_…}, {@code
   *     baseten:project/job}, or {@code ftjob-…} at a provider that speaks OpenAI's protocol: {@code
   *     openai:ftjob-…}
   */
  public static SandboxJob of(String reference) {
    return new SandboxJob(reference);
  }

  /** The base model; by default a common one at that provider. */
  public SandboxJob model(String model) {
    SandboxJob copy = copy();
    copy.model = model;
    return copy;
  }

  /** Saves this many checkpoints in total. They are computed on demand. */
  public SandboxJob checkpoints(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("Negative number of checkpoints: " + count);
    }
    SandboxJob copy = copy();
    copy.count = count;
    return copy;
  }

  /** Saves exactly these checkpoints, in this order. */
  public SandboxJob checkpoints(List<SandboxCheckpoint> checkpoints) {
    List<SandboxCheckpoint> all = List.copyOf(checkpoints);
    return checkpoints(all.size(), all::get);
  }

  /**
   * Computes checkpoints on demand: the function receives the index, starting at 0 for the first
   * one saved.
   */
  public SandboxJob checkpoints(int count, IntFunction<SandboxCheckpoint> formula) {
    SandboxJob copy = checkpoints(count);
    copy.formula = formula;
    return copy;
  }

  /** The number of steps from one checkpoint to the next. */
  public SandboxJob stepInterval(int steps) {
    SandboxJob copy = copy();
    copy.stepInterval = steps;
    return copy;
  }

  /** How the losses change. */
  public SandboxJob curve(LossCurve curve) {
    SandboxJob copy = copy();
    copy.curve = curve;
    return copy;
  }

  /** Sets when a finished job was created. */
  public SandboxJob createdAt(Instant created) {
    SandboxJob copy = copy();
    copy.created = created;
    return copy;
  }

  /** Makes this a running job that follows the sandbox's clock, created at this time. */
  public SandboxJob startingAt(Instant created) {
    SandboxJob copy = createdAt(created);
    copy.live = true;
    return copy;
  }

  /** The time from creation until training starts. */
  public SandboxJob queuedFor(Duration queuedFor) {
    SandboxJob copy = copy();
    copy.queuedFor = queuedFor;
    return copy;
  }

  /** The time from one checkpoint to the next. */
  public SandboxJob interval(Duration interval) {
    SandboxJob copy = copy();
    copy.interval = interval;
    return copy;
  }

  /** The state that the job reaches with its last checkpoint. */
  public SandboxJob finalState(State end) {
    SandboxJob copy = copy();
    copy.end = end;
    return copy;
  }

  /**
   * The provider's word for the final state, if it has several: {@code user_error} at Together,
   * {@code deployed} at Oxen, {@code TRAINING_JOB_DEPLOY_FAILED} at Baseten, or a word unknown to all
   * clients.
   */
  public SandboxJob rawStatus(String word) {
    SandboxJob copy = copy();
    copy.word = word;
    return copy;
  }

  /** The error message of a failed job. */
  public SandboxJob error(String error) {
    SandboxJob copy = copy();
    copy.error = error;
    return copy;
  }

  /** Trains all weights instead of an adapter. */
  public SandboxJob fullFineTune() {
    SandboxJob copy = copy();
    copy.lora = false;
    return copy;
  }

  /**
   * The time at which the job's checkpoints expire, as precisely as the provider reports it: Baseten to
   * the second, OpenAI to the day.
   */
  public SandboxJob expiresAt(Instant expiresAt) {
    SandboxJob copy = copy();
    copy.expiresAt = expiresAt;
    return copy;
  }

  /**
   * The size of each checkpoint in bytes, even of those given one by one. Files of any size are
   * computed as they are sent. The default is about 1 MiB for an adapter and 4 MiB for a model; the
   * minimum is a few kilobytes.
   */
  public SandboxJob checkpointSize(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("Negative size: " + bytes);
    }
    SandboxJob copy = copy();
    copy.checkpointSize = bytes;
    return copy;
  }

  /**
   * The number of large files of each checkpoint: the shards of a model, or an adapter and the files of
   * its optimizer. The default is one for an adapter and two for a model.
   */
  public SandboxJob weightFiles(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("Not a number of files: " + count);
    }
    SandboxJob copy = copy();
    copy.weightFiles = count;
    return copy;
  }

  /**
   * Changes the contents of all files, but not their names and sizes, as if the job had been trained
   * again. {@link Sandbox#add} such a copy while a client downloads to change the files during the download.
   */
  public SandboxJob revision(int revision) {
    SandboxJob copy = copy();
    copy.revision = revision;
    return copy;
  }

  /** A copy with this size and number of files, unless this job sets its own. */
  SandboxJob orElse(@Nullable Long size, @Nullable Integer files) {
    SandboxJob copy = copy();
    copy.checkpointSize = checkpointSize == null ? size : checkpointSize;
    copy.weightFiles = weightFiles == null ? files : weightFiles;
    return copy;
  }

  /** Describes in a few words what the job demonstrates; empty by default. */
  public SandboxJob shows(String text) {
    SandboxJob copy = copy();
    copy.shows = Objects.requireNonNull(text, "text");
    return copy;
  }

  String shows() {
    return shows;
  }

  /** Adds metadata from the job's owner; OpenAI filters its list by it. */
  public SandboxJob metadata(String key, String value) {
    SandboxJob copy = copy();
    Map<String, String> more = new TreeMap<>(metadata);
    more.put(key, value);
    copy.metadata = Collections.unmodifiableMap(more);
    return copy;
  }

  /** The job's reference, {@code provider:id}. */
  public String reference() {
    return reference;
  }

  /** The number of checkpoints that the job saves in total. */
  public int count() {
    return count;
  }

  /**
   * The checkpoint at this index, from 0 and in the order they are saved, even if not yet saved.
   */
  public SandboxCheckpoint checkpoint(int index) {
    SandboxCheckpoint checkpoint = formula == null ? computed(index) : formula.apply(index);
    return checkpointSize == null
        ? checkpoint
        : new SandboxCheckpoint(
            checkpoint.name(), checkpoint.step(), checkpointSize, checkpoint.metrics());
  }

  private SandboxCheckpoint computed(int index) {
    long step = (index + 1L) * stepInterval;
    return new SandboxCheckpoint(
        "checkpoint-" + step,
        step,
        (lora ? 1 << 20 : 1 << 22) + Math.floorMod(seed + index, 4096),
        curve.at((index + 1.0) / count, seed));
  }

  String provider() {
    return provider;
  }

  String id() {
    return address;
  }

  @Nullable
  String model() {
    return model;
  }

  String error() {
    return error;
  }

  @Nullable
  Instant expiresAt() {
    return expiresAt;
  }

  /** Sorted by key. */
  Map<String, String> metadata() {
    return metadata;
  }

  boolean lora() {
    return lora;
  }

  long seed() {
    return seed;
  }

  /** Differs between jobs and between revisions. */
  long fileSeed() {
    return Ids.mix(seed, revision, 1);
  }

  /** The number of large files of an adapter or a model. */
  int files(boolean adapter) {
    return weightFiles != null ? weightFiles : adapter ? 1 : 2;
  }

  Instant created() {
    return created;
  }

  Instant started() {
    return created.plus(queuedFor);
  }

  Instant savedAt(int index) {
    return started().plus(interval.multipliedBy(index + 1L));
  }

  Instant ended() {
    return savedAt(Math.max(count, 1) - 1);
  }

  Run atEnd() {
    return new Run(this, end, count, ended(), word);
  }

  /** The state of the job at this time. */
  Run at(Instant now) {
    if (!live || !now.isBefore(ended())) {
      return atEnd();
    }
    if (now.isBefore(started())) {
      boolean first = now.isBefore(created.plus(queuedFor.dividedBy(2)));
      return new Run(this, first ? State.CREATED : State.QUEUED, 0, now, null);
    }
    Duration trained = Duration.between(started(), now);
    boolean finishing = !now.isBefore(ended().minus(interval.dividedBy(4)));
    return new Run(
        this,
        finishing ? State.FINISHING : State.RUNNING,
        (int) Math.min(trained.dividedBy(interval), count),
        now,
        null);
  }

  @Override
  public String toString() {
    return reference;
  }
}
