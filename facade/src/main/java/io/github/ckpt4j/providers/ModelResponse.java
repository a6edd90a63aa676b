package io.github.ckpt4j.providers;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Job.State;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.MalformedCheckpoint;
import io.github.ckpt4j.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  /** The state that a provider's word stands for, in any case; the words given are in lower case. */
  static State state(Map<String, State> states, @Nullable String word) {
    return states.getOrDefault(word(word).strip().toLowerCase(Locale.ROOT), State.UNKNOWN);
  }

  /** A provider's word for a state; a job without one is no job. */
  static String word(@Nullable String word) {
    if (word == null || word.isEmpty()) {
      throw notAJob("it has no status");
    }
    return word;
  }

  /** What an error says, which is text or an object with a message or a code; null if it says nothing. */
  static @Nullable String message(@Nullable Object error) {
    if (error instanceof Map<?, ?> object) {
      String message = message(object.get("message"));
      return message == null ? message(object.get("code")) : message;
    }
    return error instanceof String text && !text.isBlank() ? text : null;
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
}
