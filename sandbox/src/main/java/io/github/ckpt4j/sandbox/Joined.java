package io.github.ckpt4j.sandbox;

import java.util.Arrays;
import java.util.List;

/** Several contents, one after the other. */
final class Joined implements Content {
  private final List<Content> parts;

  /** Where each part begins, and where the last one ends. */
  private final long[] starts;

  Joined(List<Content> parts) {
    this.parts = List.copyOf(parts);
    starts = new long[parts.size() + 1];
    for (int i = 0; i < parts.size(); i++) {
      starts[i + 1] = starts[i] + parts.get(i).size();
    }
  }

  @Override
  public long size() {
    return starts[parts.size()];
  }

  @Override
  public void read(long position, byte[] target, int offset, int length) {
    int done = 0;
    for (int i = partAt(position); done < length; i++) {
      long within = position + done - starts[i];
      int here = (int) Math.min(length - done, parts.get(i).size() - within);
      parts.get(i).read(within, target, offset + done, here);
      done += here;
    }
  }

  private int partAt(long position) {
    int found = Arrays.binarySearch(starts, position);
    return Math.min(found >= 0 ? found : -found - 2, Math.max(parts.size() - 1, 0));
  }
}
