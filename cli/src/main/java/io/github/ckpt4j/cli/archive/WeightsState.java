package io.github.ckpt4j.cli.archive;

import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What became of a checkpoint's weights; a later one in this list replaces an earlier one. */
public enum WeightsState {
  FAILED(1),
  NOT_CHOSEN(2),
  NOT_READY(3),
  NOT_OFFERED(4),
  SAVED(5);

  private final int rank;

  WeightsState(int rank) {
    this.rank = rank;
  }

  /** A number above 0, and above that of each earlier one. */
  int rank() {
    return rank;
  }

  /** The state of this rank; null if there is none. */
  static @Nullable WeightsState of(int rank) {
    return Stream.of(values()).filter(each -> each.rank == rank).findFirst().orElse(null);
  }

  /** The state that a record of the catalog has; null if a later version wrote it. */
  static @Nullable WeightsState of(String word) {
    return Stream.of(values())
        .filter(each -> each.toString().equals(word))
        .findFirst()
        .orElse(null);
  }

  /** Whether a record of this says more than the last record of the checkpoint. */
  public boolean isMoreThan(@Nullable WeightsState recorded) {
    return recorded == null || rank > recorded.rank;
  }

  /** The word in the catalog. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
