package io.github.ckpt4j.providers;

import io.github.ckpt4j.Job.State;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Understands words for the state of a job. A provider may introduce a word at any time, and a gateway
 * may pass on those of another provider; these mean the same everywhere.
 */
final class StateWords {
  private static final Map<String, State> COMMON = common();

  private StateWords() {}

  /** The state by the provider's own words, in lower case, or else by the common ones. */
  static State of(Map<String, State> own, String word) {
    String lower = word.strip().toLowerCase(Locale.ROOT);
    State state = own.get(lower);
    return state == null ? COMMON.getOrDefault(bare(lower), State.UNKNOWN) : state;
  }

  /** {@code training_job_timed_out} and {@code timed-out} as {@code timedout}. */
  private static String bare(String word) {
    return word.replaceFirst("^(training_job|job_state|job|state|status)_", "")
        .replaceAll("[\\s_-]", "");
  }

  private static Map<String, State> common() {
    Map<State, List<String>> words = Map.of(
        State.QUEUED,
        List.of("queued", "pending", "created", "submitted", "scheduled", "notstarted"),
        State.RUNNING,
        List.of("running", "inprogress", "training", "stopping", "cancelling", "canceling"),
        State.PAUSED,
        List.of("paused"),
        State.SUCCEEDED,
        List.of("succeeded", "success", "completed", "complete"),
        State.FAILED,
        List.of("failed", "failure", "error", "errored", "expired", "timedout", "rejected"),
        State.CANCELLED,
        List.of("cancelled", "canceled", "stopped", "aborted", "terminated"));
    Map<String, State> states = new HashMap<>();
    words.forEach((state, all) -> all.forEach(word -> states.put(word, state)));
    return Map.copyOf(states);
  }
}
