package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Removes every secret from text, in every form in which servers and libraries repeat it, whole or
 * truncated. Used for everything that is logged or thrown. Safe for use by several threads.
 */
final class Redactor {
  private static final String REPLACEMENT = "***";

  private final Collection<String> secrets;
  private volatile @Nullable List<SecretMatcher> matchers;

  /** Takes secrets as configured; those within them are found when first needed. */
  Redactor(Collection<String> secrets) {
    this.secrets = List.copyOf(secrets);
  }

  /** The text with each secret replaced, including the start of one before a cut. */
  String redact(String text) {
    StringBuilder redacted = null;
    int copied = 0;
    for (int i = 0; i < text.length(); ) {
      int end = longestMatch(text, i);
      if (end > i) {
        redacted = redacted == null ? new StringBuilder() : redacted;
        redacted.append(text, copied, i).append(REPLACEMENT);
        copied = end;
        i = end;
      } else {
        i++;
      }
    }
    return redacted == null
        ? text
        : redacted.append(text, copied, text.length()).toString();
  }

  private int longestMatch(String text, int start) {
    int longest = start;
    for (SecretMatcher matcher : matchers()) {
      longest = Math.max(longest, matcher.end(text, start));
    }
    return longest;
  }

  private List<SecretMatcher> matchers() {
    List<SecretMatcher> known = matchers;
    if (known == null) {
      known = Secrets.expand(secrets).stream().map(SecretMatcher::new).toList();
      matchers = known;
    }
    return known;
  }

  /** The exception with its texts redacted. A cause that shows a secret is dropped. */
  CheckpointException redact(CheckpointException failure) {
    String hint = failure.hint();
    CheckpointException.Builder safe = CheckpointException.builder(
            failure.kind(), redact(failure.detail()))
        .hint(hint == null ? null : redact(hint))
        .job(failure.job())
        .status(failure.status())
        .code(redactNullable(failure.code()))
        .requestId(redactNullable(failure.requestId()))
        .retryAfter(failure.retryAfter())
        .temporary(failure.isTemporary())
        .attempts(failure.attempts());
    Throwable cause = failure.getCause();
    boolean shown = cause != null && isSafe(cause);
    return safe.cause(shown ? cause : null).build();
  }

  private @Nullable String redactNullable(@Nullable String text) {
    return text == null ? null : redact(text);
  }

  private boolean isSafe(Throwable thrown) {
    Set<Throwable> all = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Throwable> open = new ArrayList<>(List.of(thrown));
    while (!open.isEmpty()) {
      Throwable each = open.remove(open.size() - 1);
      if (all.add(each)) {
        Stream.concat(Stream.of(each.getSuppressed()), Stream.ofNullable(each.getCause()))
            .forEach(open::add);
      }
    }
    return all.stream()
        .flatMap(each -> Stream.of(each.getMessage(), each.toString()))
        .filter(Objects::nonNull)
        .allMatch(text -> redact(text).equals(text));
  }
}
