package io.github.ckpt4j.providers;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Job.State;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.spi.ProviderInfo;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Checks which scopes and filters a provider supports in a query for jobs. */
final class JobScope {
  private JobScope() {}

  /** Rejects any scope: the provider lists all jobs of the key. */
  static void none(JobQuery query, ProviderInfo provider) {
    if (query.scope() != null) {
      throw unknown(query, provider);
    }
  }

  /** Rejects a filter by metadata, which the provider would silently ignore. */
  static void noMetadata(JobQuery query, ProviderInfo provider) {
    if (!query.metadata().isEmpty()) {
      throw CheckpointException.builder(
              Kind.UNSUPPORTED, "jobs at " + provider.title() + " have no metadata to filter by")
          .build();
    }
  }

  /** The error for a reference that is neither to one job nor to many. */
  static CheckpointException unknown(JobQuery query, ProviderInfo provider) {
    String many = provider.jobScopes().stream()
        .map(form -> provider.name() + ":" + form)
        .collect(Collectors.joining(", "));
    return CheckpointException.builder(
            Kind.INVALID_REQUEST,
            "'" + query.reference() + "' is not a reference of " + provider.title()
                + "; a job is " + provider.name() + ":" + provider.jobIdExample()
                + ", many jobs are " + many)
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
