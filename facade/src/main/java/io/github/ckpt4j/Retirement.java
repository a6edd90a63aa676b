package io.github.ckpt4j;

import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A published date on which a vendor retires base models and everything trained from them.
 *
 * @param provider the name of the provider that the models run at
 * @param models a regular expression that the whole name of a base model matches
 * @param date the day on which they are retired
 * @param link where it is published
 * @param readOn the day on which that page was last read
 */
public record Retirement(
    String provider, Pattern models, LocalDate date, URI link, LocalDate readOn) {
  public Retirement {
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(models, "models");
    Objects.requireNonNull(date, "date");
    Objects.requireNonNull(link, "link");
    Objects.requireNonNull(readOn, "readOn");
  }

  /**
   * Reads a row {@code provider,models,date,link,readOn}.
   *
   * @throws IllegalArgumentException if the row has another form
   * @throws java.time.DateTimeException if a date is not a date
   */
  public static Retirement parse(String row) {
    String[] cells = row.split(",", -1);
    if (cells.length != 5) {
      throw new IllegalArgumentException(
          "A row must have 5 cells, not " + cells.length + ": " + row);
    }
    return new Retirement(
        cells[0],
        Pattern.compile(cells[1]),
        LocalDate.parse(cells[2]),
        URI.create(cells[3]),
        LocalDate.parse(cells[4]));
  }

  /** Whether it concerns a base model of this name. */
  public boolean concerns(String baseModel) {
    return models.matcher(baseModel).matches();
  }

  /** The expiry of a checkpoint that was trained from one of the models. */
  public Expiry expiry() {
    return new Expiry(date.atStartOfDay(ZoneOffset.UTC).toInstant(), Expiry.Source.ANNOUNCED, link);
  }
}
