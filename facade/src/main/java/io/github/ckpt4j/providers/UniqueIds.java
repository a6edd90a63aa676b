package io.github.ckpt4j.providers;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Page;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tells checkpoints of one id apart, at providers whose ids are made from a name or a step.
 *
 * <p>The oldest keeps the id and the others get a number behind it, whatever the order of the list,
 * so that ids stay the same when a job is listed again or saves another checkpoint.
 */
final class UniqueIds {
  private static final Comparator<Checkpoint> OLDEST_FIRST = Comparator.comparing(
          Checkpoint::createdAt, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
      .thenComparing(Checkpoint::toString);

  private UniqueIds() {}

  /** The page with no two checkpoints of one id, in the same order. */
  static Page of(Page page) {
    List<Checkpoint> listed = page.checkpoints();
    Set<String> taken = listed.stream().map(Checkpoint::id).collect(Collectors.toSet());
    if (taken.size() == listed.size()) {
      return page;
    }
    Map<Integer, Checkpoint> renamed = new HashMap<>();
    Set<String> met = new HashSet<>();
    IntStream.range(0, listed.size())
        .boxed()
        .sorted(Comparator.comparing(listed::get, OLDEST_FIRST))
        .forEach(at -> {
          Checkpoint checkpoint = listed.get(at);
          if (!met.add(checkpoint.id())) {
            renamed.put(at, checkpoint.withId(free(checkpoint.id(), taken)));
          }
        });
    List<Checkpoint> unique = IntStream.range(0, listed.size())
        .mapToObj(at -> renamed.getOrDefault(at, listed.get(at)))
        .toList();
    return new Page(unique, page.malformed(), page.next());
  }

  private static String free(String id, Set<String> taken) {
    int number = 2;
    while (!taken.add(id + "-" + number)) {
      number++;
    }
    return id + "-" + number;
  }
}
