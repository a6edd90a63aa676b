package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.SafeText;
import io.github.ckpt4j.spi.ProviderInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Names a checkpoint as people do: by its job and a step, an id, a model name, {@code best} or {@code
 * latest}; or by its model name alone, where that says the job or was shown before.
 *
 * @param which what to look for in the job
 */
record CheckpointReference(JobRef job, String which) {
  static final String BEST = "best";
  static final String LATEST = "latest";
  private static final Pattern STEP = Pattern.compile("(?:step-?)?(\\d{1,18})");

  /**
   * Reads what names a checkpoint.
   *
   * @param first a job, or a model name
   * @param which the checkpoint of a job; null for the latest, or if a model name says it
   */
  static CheckpointReference read(Ckpt ckpt, String first, @Nullable String which) {
    BareReference bare = ckpt.configuration().bareReferences();
    String text = PastedReference.unwrapped(first, bare.providers());
    Optional<ProviderInfo> named = bare.named(text);
    String model = named
        .map(info -> text.substring(info.name().length() + 1))
        .filter(id -> named.filter(info -> bare.begins(info, id)).isEmpty())
        .orElse(text);
    Optional<JobRef> job = isJob(bare, text, model) ? Optional.empty() : ofModel(ckpt, bare, model);
    if (job.isEmpty()) {
      return new CheckpointReference(
          readJob(ckpt, first, model), which == null ? LATEST : unquoted(which));
    }
    if (which != null) {
      throw new IllegalArgumentException("'" + SafeText.oneLine(model)
          + "' names a checkpoint already, so '" + SafeText.oneLine(which) + "' is too much");
    }
    return new CheckpointReference(job.get(), model);
  }

  /** Whether a text is certainly a job, so that it need not be looked up among the models. */
  private static boolean isJob(BareReference bare, String text, String model) {
    return bare.providers().stream().anyMatch(info -> bare.begins(info, model))
        || (bare.named(text).isPresent() && model.equals(text));
  }

  private static Optional<JobRef> ofModel(Ckpt ckpt, BareReference bare, String model) {
    Optional<JobRef> said = bare.jobOfModel(model);
    if (said.isPresent()) {
      return said;
    }
    List<JobRef> shown = ListedModels.jobs(ckpt, model);
    if (shown.size() > 1) {
      throw new IllegalArgumentException("several jobs have a checkpoint '"
          + SafeText.oneLine(model) + "': "
          + shown.stream().map(JobRef::toString).collect(Collectors.joining(", "))
          + ". Hint: name the job before it");
    }
    return shown.stream().findFirst();
  }

  private static JobRef readJob(Ckpt ckpt, String first, String model) {
    Configuration configuration = ckpt.configuration();
    try {
      JobRef job = PastedReference.read(first, configuration);
      var unused = configuration.provider(job.provider());
      return job;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "neither a job reference nor the model name of a checkpoint that was shown lately: '"
              + SafeText.oneLine(model) + "' (" + e.getMessage()
              + "). Hint: name the job before it, or list its job first",
          e);
    }
  }

  /** A checkpoint as it may be pasted, with quotes and white space around it. */
  private static String unquoted(String text) {
    return text.strip().replaceAll("^[\"'`]+|[\"'`]+$", "");
  }

  boolean isBest() {
    return which.equals(BEST);
  }

  /** Those of a job's checkpoints that {@link #find} may choose, which are few. */
  List<Checkpoint> candidates(Stream<Checkpoint> all, @Nullable Metric metric) {
    return switch (which) {
      case LATEST -> all.collect(Checkpoints.toLatest()).stream().toList();
      case BEST -> {
        BestGathering best = new BestGathering(1, metric);
        all.forEach(best::add);
        yield best.bestByAny();
      }
      default -> {
        Long step = step().orElse(null);
        yield all.filter(each -> each.id().equals(which)
                || which.equals(each.modelName())
                || (step != null && step.equals(each.step())))
            .sorted(Checkpoints.BY_STEP)
            .toList();
      }
    };
  }

  /**
   * The checkpoint among all of its job, or among the {@link #candidates}.
   *
   * @param reported the metrics of the whole job
   * @param metric what the best is judged by; null for a loss
   * @throws NotFoundException if there is none such
   */
  Checkpoint find(
      List<Checkpoint> some, Set<Metric> reported, @Nullable Metric metric, Messages messages) {
    Optional<Checkpoint> found = switch (which) {
      case LATEST -> Checkpoints.latest(some);
      case BEST -> Checkpoints.best(some, MetricSelection.judging(metric, job, reported));
      default -> byName(some).or(() -> byStep(some, messages));
    };
    return found.orElseThrow(() -> new NotFoundException(job + " has no checkpoint '"
        + SafeText.oneLine(which) + "'. Hint: 'ckpt list " + job + " -o wide' lists them"));
  }

  /** By id or model name; of several with one name, the one that the latest would be, too. */
  private Optional<Checkpoint> byName(List<Checkpoint> all) {
    return all.stream()
        .filter(each -> each.id().equals(which))
        .findFirst()
        .or(() -> Checkpoints.latest(
            all.stream().filter(each -> which.equals(each.modelName())).toList()));
  }

  private Optional<Checkpoint> byStep(List<Checkpoint> all, Messages messages) {
    return step().flatMap(step -> byStep(all, step, messages));
  }

  private Optional<Long> step() {
    Matcher matcher = STEP.matcher(which);
    return matcher.matches() ? Optional.of(Long.valueOf(matcher.group(1))) : Optional.empty();
  }

  private static Optional<Checkpoint> byStep(List<Checkpoint> all, long step, Messages messages) {
    Optional<Checkpoint> found = Checkpoints.atStep(all, step);
    List<String> others = all.stream()
        .filter(each -> each.step() != null && each.step() == step)
        .filter(each -> !each.equals(found.orElse(null)))
        .map(Checkpoint::id)
        .toList();
    if (!others.isEmpty()) {
      messages.note("Other checkpoints at step " + step + ": " + String.join(", ", others) + ".");
    }
    return found;
  }
}
