package io.github.ckpt4j.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The page {@code docs/faults.md}, whose two parts are written by two tests. */
public final class FaultPage {
  public static final int LISTS = 0;
  public static final int DOWNLOADS = 1;

  private static final Path PAGE = Path.of("..", "docs", "faults.md");
  private static final String BETWEEN = "\n# Downloads\n";

  private FaultPage() {}

  /** How to update the page. */
  public static String refresh() {
    return "mvn -pl facade -am test -Dtest=*FaultMatrixTest -Dsurefire.failIfNoSpecifiedTests=false"
        + " -Dgolden.update=true";
  }

  /** Compares a part with the committed one, or replaces it with {@code -Dgolden.update=true}. */
  public static synchronized void check(int part, String text) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      String lists = part == LISTS ? text : part(LISTS);
      String downloads = part == DOWNLOADS ? text : part(DOWNLOADS);
      Files.writeString(PAGE, lists + (downloads.isEmpty() ? "" : "\n" + downloads));
    }
    assertThat(part(part)).as("%s; refresh it with: %s", PAGE, refresh()).isEqualTo(text);
  }

  private static String part(int part) throws IOException {
    String page = Files.readString(PAGE);
    int between = page.indexOf(BETWEEN);
    int end = between < 0 ? page.length() : between;
    return part == LISTS
        ? page.substring(0, end)
        : page.substring(Math.min(end + 1, page.length()));
  }
}
