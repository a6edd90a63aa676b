package io.github.ckpt4j.providers;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.Job.State;
import io.github.ckpt4j.JobPage;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.MalformedCheckpoint;
import io.github.ckpt4j.MalformedJob;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.UnaddressableJob;
import io.github.ckpt4j.spi.ProviderInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A provider's answer, read into its generated model.
 *
 * @param body the model
 * @param bad the items in it that could not be read; they are null in the model's list
 */
record ModelResponse<R>(R body, TolerantListAdapter bad) {

  /**
   * The page that the answer's list of items makes.
   *
   * @param name the list's name on the wire
   * @param items the list; null if the answer has none, which is an error and not an empty list
   * @param checkpoint translates one item
   */
  <I> Page page(
      JobRef job,
      String name,
      @Nullable List<@Nullable I> items,
      Function<I, Checkpoint> checkpoint,
      @Nullable String next) {
    if (items == null) {
      throw notAList("it has no '" + name + "'");
    }
    List<Checkpoint> good = new ArrayList<>(items.size());
    List<MalformedCheckpoint> unreadable = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      try {
        good.add(checkpoint.apply(item(items.get(i), i)));
      } catch (MissingFieldException e) {
        unreadable.add(new MalformedCheckpoint(job, i, e.field, e.problem));
      }
    }
    return new Page(good, unreadable, next);
  }

  /**
   * The page of jobs that the response's list of items makes.
   *
   * @param name the list's name on the wire
   * @param items the list; null if the response has none, which is an error and not an empty list
   * @param job translates one item
   */
  <I> JobPage jobs(
      ProviderInfo provider,
      String name,
      @Nullable List<@Nullable I> items,
      Function<I, Job> job,
      @Nullable String next) {
    if (items == null) {
      throw notAJobList("it has no '" + name + "'");
    }
    List<Job> good = new ArrayList<>(items.size());
    List<UnaddressableJob> unaddressable = new ArrayList<>();
    List<MalformedJob> malformed = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      try {
        good.add(job.apply(item(items.get(i), i)));
      } catch (MissingFieldException e) {
        malformed.add(new MalformedJob(provider.name(), i, e.field, e.problem));
      } catch (NoAddressException e) {
        unaddressable.add(e.job);
      } catch (CheckpointException e) {
        malformed.add(new MalformedJob(provider.name(), i, "the item itself", e.detail()));
      }
    }
    return new JobPage(good, unaddressable, malformed, next);
  }

  /** The items of a list, each translated; one that cannot be read is an error. */
  <I, T> List<T> items(String name, @Nullable List<@Nullable I> items, Function<I, T> translate) {
    if (items == null) {
      throw CheckpointException.builder(
              Kind.BAD_RESPONSE, "the response is not a list of events: it has no '" + name + "'")
          .build();
    }
    List<T> all = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      try {
        all.add(translate.apply(item(items.get(i), i)));
      } catch (MissingFieldException e) {
        throw CheckpointException.builder(
                Kind.BAD_RESPONSE, "event " + i + ": " + e.field + " " + e.problem)
            .build();
      }
    }
    return all;
  }

  /** The value as the members of an object; none if it is anything else. */
  @SuppressWarnings("unchecked") // Gson reads objects into maps with names as keys.
  static Map<String, Object> object(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  /** The text as an integer; null if it is none. */
  static @Nullable Long integer(@Nullable String text) {
    return text != null && text.matches("-?\\d{1,18}") ? Long.valueOf(text) : null;
  }

  /** The reference of a listed job, if it is one that the provider's own paths can hold. */
  static JobRef listed(ProviderInfo provider, String address, String id, @Nullable String name) {
    if (provider.jobIdPattern().matcher(address).matches()) {
      try {
        return new JobRef(provider.name(), address);
      } catch (IllegalArgumentException e) {
        throw noAddress(provider, id, name, e.getMessage());
      }
    }
    throw noAddress(provider, id, name, "its id is not of the form " + provider.jobIdExample());
  }

  /** Ends the translation of a listed job that no reference can name. */
  static RuntimeException noAddress(
      ProviderInfo provider, String id, @Nullable String name, @Nullable String reason) {
    return new NoAddressException(
        new UnaddressableJob(provider.name(), id, name, String.valueOf(reason)));
  }

  /** The error for a successful response that is not a list of jobs. */
  static CheckpointException notAJobList(String reason) {
    return CheckpointException.builder(
            Kind.BAD_RESPONSE, "the response is not a list of jobs: " + reason)
        .build();
  }

  /** The value of a field that a checkpoint cannot be told apart without. */
  static <V> V required(@Nullable V value, String field) {
    if (value == null || (value instanceof String text && text.isEmpty())) {
      throw new MissingFieldException(field, "is missing");
    }
    return value;
  }

  /** The error for a successful answer that is no list of checkpoints. */
  static CheckpointException notAList(String reason) {
    return CheckpointException.builder(
            Kind.BAD_RESPONSE, "the answer is no list of checkpoints: " + reason)
        .build();
  }

  /** The error for a successful answer that is no job. */
  static CheckpointException notAJob(String reason) {
    return CheckpointException.builder(Kind.BAD_RESPONSE, "the answer is no job: " + reason)
        .build();
  }

  /** The state that a provider's word stands for, unknown if it is new to us. */
  static State state(Map<String, State> states, @Nullable String word) {
    return states.getOrDefault(word(word), State.UNKNOWN);
  }

  /** A provider's word for a state; a job without one is no job. */
  static String word(@Nullable String word) {
    if (word == null || word.isEmpty()) {
      throw notAJob("it has no status");
    }
    return word;
  }

  /** What an error says, which is text or an object with a message; null if it says nothing. */
  static @Nullable String message(@Nullable Object error) {
    Object said = error instanceof Map<?, ?> object ? object.get("message") : error;
    return said instanceof String text && !text.isBlank() ? text : null;
  }

  private <I> I item(@Nullable I item, int index) {
    if (item != null) {
      return item;
    }
    TolerantListAdapter.Problem problem = bad.at(index);
    throw problem == null
        ? new MissingFieldException("the item itself", "is null")
        : new MissingFieldException(problem.field(), problem.complaint());
  }

  /** Leaves the translation of one item; never leaves this package. */
  private static final class MissingFieldException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String field;
    private final String problem;

    MissingFieldException(String field, String problem) {
      super(field + " " + problem, null, false, false);
      this.field = field;
      this.problem = problem;
    }
  }

  /** Leaves the translation of one job; never leaves this package. */
  private static final class NoAddressException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient UnaddressableJob job;

    NoAddressException(UnaddressableJob job) {
      super(job.toString(), null, false, false);
      this.job = job;
    }
  }
}
