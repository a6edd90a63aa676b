package io.github.ckpt4j.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Ability;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final String README = Repository.read("README.md");

  @Test
  void tableMatchesTheProvidersDescriptions() {
    for (ProviderInfo info : Providers.all().stream().map(Provider::info).toList()) {
      String row = README
          .lines()
          .filter(line -> line.startsWith("| " + info.title() + " | `"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no row for " + info.title()));
      assertThat(row)
          .contains("`" + info.settings().get(0).variable() + "`")
          .contains("`" + info.name() + ":" + info.jobIdExample() + "`");
      List<String> reported = info.metrics().stream().map(Metric::name).toList();
      assertThat(metricsIn(row)).isSubsetOf(reported);
    }
  }

  @Test
  void abilitiesAreThoseThatProvidersDeclare() {
    List<String> table = new ArrayList<>();
    table.add(Stream.of(Ability.values())
        .map(each -> each.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" | ", "| Provider | ", " |")));
    table.add("|---".repeat(Ability.values().length + 1) + "|");
    for (ProviderInfo info : Providers.all().stream().map(Provider::info).toList()) {
      table.add(Stream.of(Ability.values())
          .map(each -> info.abilities().contains(each) ? "✓" : "–")
          .collect(Collectors.joining(" | ", "| " + info.title() + " | ", " |")));
    }
    assertThat(README).contains(String.join("\n", table) + "\n");
  }

  @Test
  void everyErrorKindIsDocumented() {
    String guide = Repository.read("docs/guide.md");
    for (CheckpointException.Kind kind : CheckpointException.Kind.values()) {
      assertThat(guide.lines())
          .as(kind.name())
          .anyMatch(line -> line.startsWith("| `" + kind + "` |")
              && line.endsWith(kind.isTemporary() ? "| yes |" : "| no |"));
    }
  }

  @Test
  void versionIsTheSameEverywhere() {
    String version = firstVersion("bom/pom.xml");
    assertThat(README.lines().filter(line -> line.contains("<version>")))
        .isNotEmpty()
        .allMatch(line -> line.contains("<version>" + version + "</version>"));
    for (String pom : List.of(
        "examples/pom.xml",
        "examples/spring/pom.xml",
        "consumers/src/it/plain/pom.xml",
        "consumers/src/it/spring-boot-3/pom.xml",
        "consumers/src/it/spring-boot-4/pom.xml")) {
      assertThat(Repository.read(pom))
          .as(pom)
          .contains("<ckpt4j.version>" + version + "</ckpt4j.version>");
    }
  }

  @Test
  void linksPointToExistingFiles() {
    Pattern link = Pattern.compile("\\]\\(([^)#\\s:]+)(?:#[^)]*)?\\)");
    for (Path page : Repository.pages()) {
      Path directory = Objects.requireNonNull(page.getParent());
      assertThat(link.matcher(Repository.read(page)).results().map(it -> it.group(1)))
          .as(page.toString())
          .allMatch(target -> Files.exists(directory.resolve(target)));
    }
  }

  @Test
  void billOfMaterialsHasEveryLibrary() {
    String bom = Repository.read("bom/pom.xml");
    Pattern module =
        Pattern.compile("<module>((?!bom|specs|cli|docs|consumers|benchmarks)[a-z-]+)</module>");
    assertThat(module.matcher(Repository.read("pom.xml")).results().map(it -> it.group(1)))
        .isNotEmpty()
        .allMatch(name -> bom.contains("<artifactId>ckpt4j-" + name + "</artifactId>"));
  }

  private static String firstVersion(String pom) {
    return Repository.read(pom).replaceAll("(?s).*?<version>(.*?)</version>.*", "$1");
  }

  private static List<String> metricsIn(String row) {
    String column = row.substring(row.lastIndexOf('|', row.length() - 2));
    return Pattern.compile("`(.*?)`")
        .matcher(column)
        .results()
        .map(it -> it.group(1))
        .toList();
  }
}
