package io.github.ckpt4j.benchmarks;

/** A program that does nothing: the least time that a JVM takes. */
final class Nothing {
  private Nothing() {}

  public static void main(String[] args) {}
}
