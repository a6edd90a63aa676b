package io.github.ckpt4j.cli.archive;

import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The state of a checkpoint's weights; a later state in this list replaces an earlier one. */
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

  /** A number above 0 and above those of all earlier states. */
  int rank() {
    return rank;
  }

  /** The state of this rank; null for none. */
  static @Nullable WeightsState of(int rank) {
    return Stream.of(values()).filter(each -> each.rank == rank).findFirst().orElse(null);
  }

  /** The state in a record of the catalog; null if a later version wrote it. */
  static @Nullable WeightsState of(String word) {
    return Stream.of(values())
        .filter(each -> each.toString().equals(word))
        .findFirst()
        .orElse(null);
  }

  /** Whether a record of this state adds something to the checkpoint's last record. */
  public boolean isMoreThan(@Nullable WeightsState recorded) {
    return recorded == null || rank > recorded.rank;
  }

  /** The word in the catalog. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
