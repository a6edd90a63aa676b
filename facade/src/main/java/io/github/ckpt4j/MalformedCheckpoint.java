package io.github.ckpt4j;

/**
 * A checkpoint in a provider's response that could not be read, and why.
 *
 * @param job the job it was listed for
 * @param index its place in the page, counted from 0
 * @param field the field that is missing or wrong, by its JSON name
 * @param problem the fault, phrased to follow the field's name
 */
public record MalformedCheckpoint(JobRef job, int index, String field, String problem) {
  @Override
  public String toString() {
    return "checkpoint " + index + " of " + job + ": " + field + " " + problem;
  }
}
