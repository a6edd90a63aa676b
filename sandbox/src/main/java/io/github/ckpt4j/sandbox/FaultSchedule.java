package io.github.ckpt4j.sandbox;

import java.util.ArrayList;
import java.util.Iterator;
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
    for (int i = 0; i < times; i++) {
      announced.add(new Announced(provider, onlyFiles, fault));
    }
  }

  /** The next fault for a request to this provider, for a file or not; or null. */
  synchronized @Nullable Fault next(String provider, boolean file) {
    for (Iterator<Announced> faults = announced.iterator(); faults.hasNext(); ) {
      Announced next = faults.next();
      if ((next.provider == null || next.provider.equals(provider)) && (file || !next.onlyFiles)) {
        faults.remove();
        return next.fault;
      }
    }
    return rate > 0 && random.nextDouble() < rate
        ? randomFaults.get(random.nextInt(randomFaults.size()))
        : null;
  }

  private record Announced(@Nullable String provider, boolean onlyFiles, Fault fault) {}
}
