package io.github.ckpt4j.providers;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Job.State;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.spi.ProviderInfo;
import java.util.List;
import java.util.Map;

/** What a query for jobs may narrow down at a provider. */
final class JobScope {
  private JobScope() {}

  /** Refuses any scope: the provider lists all jobs of the key. */
  static void none(JobQuery query, ProviderInfo provider) {
    if (query.scope() != null) {
      throw CheckpointException.builder(
              Kind.INVALID_REQUEST,
              "'" + query.reference() + "' names neither a job nor many: a job at "
                  + provider.title() + " is written " + provider.name() + ":"
                  + provider.jobIdExample() + ", all jobs " + provider.name() + ":")
          .build();
    }
  }

  /** Refuses a filter by metadata, which a provider would silently ignore. */
  static void noMetadata(JobQuery query, ProviderInfo provider) {
    if (!query.metadata().isEmpty()) {
      throw CheckpointException.builder(
              Kind.UNSUPPORTED, "jobs at " + provider.title() + " have no metadata to filter by")
          .build();
    }
  }

  static CheckpointException unknown(JobQuery query, ProviderInfo provider, String forms) {
    return CheckpointException.builder(
            Kind.INVALID_REQUEST,
            "'" + query.reference() + "' names no jobs at " + provider.title() + ": write "
                + provider.name() + ":, " + forms)
        .build();
  }

  /** The provider's words for the states of a query; empty where all jobs must be requested. */
  static List<String> words(JobQuery query, Map<String, State> states) {
    return query.states().contains(State.UNKNOWN)
        ? List.of()
        : states.entrySet().stream()
            .filter(each -> query.states().contains(each.getValue()))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
  }
}
