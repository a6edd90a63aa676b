package io.github.ckpt4j.providers;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes ids unique at providers whose ids come from a name or a step. A checkpoint that the list
 * repeats unchanged is skipped; of different checkpoints with the same id, the first keeps the id
 * and the others get a number: {@code a}, {@code a-2}, {@code a-3}.
 *
 * <p>Which one is the first does not depend on the order of the list, so that ids stay the same when
 * a job is listed again. It depends on the creation time, then the step, the location, the model's
 * name and the kind of weights, which do not change. Only checkpoints that agree in all of these are
 * ordered by their other fields. A checkpoint that is saved later gets the next number; one that
 * disappears frees its number.
 */
final class UniqueIds {
  private static final Comparator<Checkpoint> OLDEST_FIRST = Comparator.comparing(Checkpoint::id)
      .thenComparing(
          Checkpoint::createdAt, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
      .thenComparing(Checkpoint::step, Comparator.nullsFirst(Comparator.<Long>naturalOrder()))
      .thenComparing(Checkpoint::path, Comparator.nullsFirst(Comparator.<String>naturalOrder()))
      .thenComparing(
          Checkpoint::modelName, Comparator.nullsFirst(Comparator.<String>naturalOrder()))
      .thenComparing(Checkpoint::artifact, Comparator.nullsFirst(Comparator.<String>naturalOrder()))
      .thenComparing(UniqueIds::otherFields);

  private UniqueIds() {}

  /** The page in the same order, with each id once. */
  static Page of(Page page) {
    List<Checkpoint> listed = page.checkpoints();
    Set<String> taken = listed.stream().map(Checkpoint::id).collect(Collectors.toSet());
    return taken.size() == listed.size()
        ? page
        : new Page(distinct(listed, taken), page.malformed(), page.next());
  }

  private static List<Checkpoint> distinct(List<Checkpoint> listed, Set<String> taken) {
    List<@Nullable Checkpoint> distinct = new ArrayList<>(listed);
    Checkpoint previous = null;
    int number = 1;
    for (int at : oldestFirst(listed)) {
      Checkpoint checkpoint = listed.get(at);
      if (checkpoint.equals(previous)) {
        distinct.set(at, null);
      } else if (previous != null && checkpoint.id().equals(previous.id())) {
        do {
          number++;
        } while (!taken.add(checkpoint.id() + "-" + number));
        distinct.set(at, checkpoint.withId(checkpoint.id() + "-" + number));
      } else {
        number = 1;
      }
      previous = checkpoint;
    }
    return distinct.stream().filter(Objects::nonNull).toList();
  }

  private static int[] oldestFirst(List<Checkpoint> listed) {
    return IntStream.range(0, listed.size())
        .boxed()
        .sorted(Comparator.comparing(listed::get, OLDEST_FIRST))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** In the order of their names, regardless of their order in the JSON. */
  private static String otherFields(Checkpoint checkpoint) {
    return String.join(
        " ",
        String.valueOf(checkpoint.sizeBytes()),
        checkpoint.role().name(),
        checkpoint.status().name(),
        new TreeMap<>(checkpoint.metrics()).toString(),
        new TreeMap<>(checkpoint.details()).toString());
  }
}
