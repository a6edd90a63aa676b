package io.github.ckpt4j.fuzz;

/** Reports that code under test did what it must not. */
public final class Fuzzed {
  private Fuzzed() {}

  /** Fails, with the rule that was broken, unless it holds. */
  public static void check(boolean holds, String rule) {
    if (!holds) {
      throw new AssertionError("broken: " + rule);
    }
  }
}
