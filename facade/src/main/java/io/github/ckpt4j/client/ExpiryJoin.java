package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.Retirement;
import io.github.ckpt4j.http.Deadline;
import io.github.ckpt4j.spi.Provider;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives checkpoints their expiry: the one listed with the checkpoint, else the one that the
 * provider reports for its model, else the one that the vendor has published for its base model.
 * Without any of these, the expiry stays unknown. Not safe for use by several threads.
 */
final class ExpiryJoin {
  private final Requests requests;
  private final CallOptions options;
  private @Nullable Map<String, Expiry> byModel;

  ExpiryJoin(Requests requests, CallOptions options) {
    this.requests = requests;
    this.options = options;
  }

  List<Checkpoint> join(List<Checkpoint> checkpoints, Deadline deadline) {
    if (!options.expiry() || checkpoints.stream().allMatch(each -> each.expiry() != null)) {
      return checkpoints;
    }
    if (byModel == null) {
      byModel = read(deadline);
    }
    Map<String, Expiry> reported = byModel;
    return checkpoints.stream().map(each -> join(each, reported)).toList();
  }

  private Checkpoint join(Checkpoint checkpoint, Map<String, Expiry> reported) {
    if (checkpoint.expiry() != null) {
      return checkpoint;
    }
    String model = checkpoint.modelName();
    Expiry ofModel = model == null ? null : reported.get(model);
    Expiry known = ofModel == null ? published(checkpoint) : ofModel;
    return known == null ? checkpoint : checkpoint.withExpiry(known);
  }

  /** A list works without these dates. */
  private Map<String, Expiry> read(Deadline deadline) {
    var request = requests.provider().expiries();
    if (request.isEmpty()) {
      return Map.of();
    }
    try {
      return requests.expiries().read(request.get(), requests, deadline);
    } catch (CheckpointException e) {
      if (e.kind() == Kind.CANCELLED) {
        throw e;
      }
      options.onWarning().accept(Warnings.about("the expiry dates could not be read", e));
      return Map.of();
    }
  }

  private @Nullable Expiry published(Checkpoint checkpoint) {
    Provider provider = requests.provider();
    List<Retirement> retirements = provider.info().retirements();
    String base = retirements.isEmpty() ? null : provider.baseModel(checkpoint);
    return base == null
        ? null
        : retirements.stream()
            .filter(each -> each.concerns(base))
            .map(Retirement::expiry)
            .min(Comparator.comparing(Expiry::at))
            .orElse(null);
  }
}
