package io.github.ckpt4j;

/**
 * A job in a provider's list that could not be read, and why.
 *
 * @param provider the provider's name
 * @param index its place in the page, counted from 0
 * @param field the field that is missing or wrong, by its JSON name
 * @param problem the fault, phrased to follow the field's name
 */
public record MalformedJob(String provider, int index, String field, String problem) {
  @Override
  public String toString() {
    return "job " + index + " in the list of " + provider + ": " + field + " " + problem;
  }
}
