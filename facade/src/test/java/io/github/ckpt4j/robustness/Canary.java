package io.github.ckpt4j.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The API key of every client in these tests. Only the provider may ever see it. */
public final class Canary {
  public static final String KEY = "sk-canary-5f0e7d1c-never-to-be-seen";

  /** Short enough to find a truncated key, long enough not to occur in any other text. */
  private static final String PART = "canary-5f0e7d1c";

  private Canary() {}

  public static void assertUnseen(@Nullable Object text) {
    assertThat(String.valueOf(text)).doesNotContain(PART);
  }

  /** Checks everything that a handler of the exception could print. */
  public static void assertUnseenIn(@Nullable Throwable thrown) {
    assertUnseenIn(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static void assertUnseenIn(@Nullable Throwable thrown, Set<Throwable> seen) {
    if (thrown == null || !seen.add(thrown)) {
      return;
    }
    assertUnseen(thrown);
    assertUnseen(thrown.getMessage());
    assertUnseenIn(thrown.getCause(), seen);
    for (Throwable suppressed : thrown.getSuppressed()) {
      assertUnseenIn(suppressed, seen);
    }
  }

  /** Captures everything that a logger and its children log from now on, at any level. */
  public static final class Log extends Handler implements AutoCloseable {
    private final Logger logger;
    private final @Nullable Level before;
    private final boolean parents;
    private final Queue<String> text = new ConcurrentLinkedQueue<>();

    public Log(String name) {
      logger = Logger.getLogger(name);
      before = logger.getLevel();
      parents = logger.getUseParentHandlers();
      setLevel(Level.ALL);
      logger.setLevel(Level.ALL);
      logger.setUseParentHandlers(false);
      logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
      text.add(record.getMessage());
      assertUnseenIn(record.getThrown());
    }

    public String text() {
      return String.join("\n", text);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setLevel(before);
      logger.setUseParentHandlers(parents);
    }
  }
}
