package io.github.ckpt4j.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Decides which requests fail, and how: queued faults first, then random ones. */
final class FaultSchedule {
  private final double rate;
  private final Random random;
  private final List<Fault> randomFaults;
  private final List<Announced> announced = new ArrayList<>();

  FaultSchedule(double rate, long seed, List<Fault> randomFaults) {
    this.rate = rate;
    this.random = new Random(seed);
    this.randomFaults = randomFaults;
  }

  synchronized void announce(@Nullable String provider, boolean onlyFiles, Fault fault, int times) {
    if (times > 0) {
      announced.add(new Announced(provider, onlyFiles, fault, times));
    }
  }

  synchronized void clear() {
    announced.clear();
  }

  /** The next fault for a request to this provider, for a file or not; null for none. */
  synchronized @Nullable Fault next(String provider, boolean file) {
    for (int i = 0; i < announced.size(); i++) {
      Announced next = announced.get(i);
      if (next.concerns(provider, file)) {
        if (next.times == 1) {
          announced.remove(i);
        } else {
          announced.set(i, next.once());
        }
        return next.fault;
      }
    }
    return rate > 0 && random.nextDouble() < rate
        ? randomFaults.get(random.nextInt(randomFaults.size()))
        : null;
  }

  private record Announced(@Nullable String provider, boolean onlyFiles, Fault fault, int times) {

    boolean concerns(String provider, boolean file) {
      return (this.provider == null || this.provider.equals(provider)) && (file || !onlyFiles);
    }

    Announced once() {
      return new Announced(provider, onlyFiles, fault, times - 1);
    }
  }
}
