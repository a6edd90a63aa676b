package io.github.ckpt4j.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every Java snippet in the documentation is part of a test here, between {@code // snippet: name}
 * and {@code // end}. A change to only one of them fails the build.
 */
class SnippetsTest {
  private static final Pattern IN_PAGE =
      Pattern.compile("(?ms)^(?:<!-- snippet: ([a-z0-9-]+) -->\n)?```java\n(.*?)^```$");
  private static final Pattern IN_SOURCE =
      Pattern.compile("(?ms)^ *// snippet: ([a-z0-9-]+)\n(.*?)^ *// end$");

  private final Map<String, String> compiled = new HashMap<>();

  SnippetsTest() {
    for (Path source : Repository.sources()) {
      Matcher snippet = IN_SOURCE.matcher(Repository.read(source));
      while (snippet.find()) {
        String previous =
            compiled.put(snippet.group(1), snippet.group(2).stripTrailing().stripIndent() + "\n");
        assertThat(previous).as("an earlier snippet %s", snippet.group(1)).isNull();
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> pageShowsTheTestedSnippet() {
    return Repository.pages().stream()
        .flatMap(page -> IN_PAGE
            .matcher(Repository.read(page))
            .results()
            .map(snippet ->
                dynamicTest(Repository.ROOT.relativize(page) + ": " + snippet.group(1), () -> {
                  assertThat(snippet.group(1))
                      .as("a name for:\n" + snippet.group(2))
                      .isNotNull();
                  assertThat(snippet.group(2)).isEqualTo(compiled.get(snippet.group(1)));
                })));
  }

  @Test
  void noSnippetIsUnused() {
    String pages =
        String.join("\n", Repository.pages().stream().map(Repository::read).toList());
    assertThat(compiled.keySet())
        .allSatisfy(name -> assertThat(pages).contains("<!-- snippet: " + name + " -->"));
  }
}
