package io.github.ckpt4j.fuzz;

/** Reports that code under test broke a rule. */
public final class Fuzzed {
  private Fuzzed() {}

  /** Fails with this rule unless it was kept. */
  public static void check(boolean holds, String rule) {
    if (!holds) {
      throw new AssertionError("broken: " + rule);
    }
  }
}
