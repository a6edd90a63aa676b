package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.Output;
import io.github.ckpt4j.cli.print.RecordPrinter;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** One value per record and line, each once and in full, for pipes and shell variables. */
final class ValueLines implements RecordPrinter {
  private static final int MOST_REMEMBERED = 100_000;

  private final Output out;
  private final String field;
  private final String what;
  private final Set<String> written = new HashSet<>();
  private final Set<String> without = new LinkedHashSet<>();
  private long missing;

  /**
   * @param field the field to write
   * @param what its name for people
   */
  ValueLines(Output out, String field, String what) {
    this.out = out;
    this.field = field;
    this.what = what;
  }

  @Override
  public void print(Map<String, ?> fields) {
    Object value = fields.get(field);
    if (value == null) {
      missing++;
      without.add(String.valueOf(fields.get("job")));
      return;
    }
    if (written.size() >= MOST_REMEMBERED) {
      written.clear();
    }
    if (written.add(value.toString())) {
      out.line(HumanFormat.text(value));
    }
  }

  /** Throws {@link NotFoundException} if a record has no such value: a script must not continue without it. */
  @Override
  public void close() {
    out.flush();
    if (missing > 0) {
      throw new NotFoundException(HumanFormat.count(missing, "checkpoint") + " of "
          + String.join(", ", without) + " without a " + what);
    }
  }
}
