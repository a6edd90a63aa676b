package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.Retirement;
import io.github.ckpt4j.spi.Provider;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When checkpoints end, by everything that is known: what a checkpoint says of itself, then what the
 * provider reports for its model, then what the vendor has published for its base model. Where none
 * says anything, the end stays unknown.
 *
 * @param byModel what the provider reports, by model name
 */
record Expiries(Provider provider, List<Retirement> published, Map<String, Expiry> byModel) {
  Checkpoint join(Checkpoint checkpoint) {
    if (checkpoint.expiry() != null) {
      return checkpoint;
    }
    String model = checkpoint.modelName();
    Expiry reported = model == null ? null : byModel.get(model);
    Expiry known = reported == null ? published(checkpoint) : reported;
    return known == null ? checkpoint : checkpoint.withExpiry(known);
  }

  private @Nullable Expiry published(Checkpoint checkpoint) {
    String base = published.isEmpty() ? null : provider.baseModel(checkpoint);
    return base == null
        ? null
        : published.stream()
            .filter(each -> each.concerns(base))
            .map(Retirement::expiry)
            .min(java.util.Comparator.comparing(Expiry::at))
            .orElse(null);
  }
}
