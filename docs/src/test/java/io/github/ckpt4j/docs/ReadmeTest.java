package io.github.ckpt4j.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Metric;
import io.github.ckpt4j.provider.Provider;
import io.github.ckpt4j.provider.ProviderInfo;
import io.github.ckpt4j.provider.Providers;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final String README = Repository.read("README.md");

  @Test
  void tableSaysWhatProvidersSayOfThemselves() {
    for (ProviderInfo info : Providers.all().stream().map(Provider::info).toList()) {
      String row = README
          .lines()
          .filter(line -> line.startsWith("| " + info.title() + " |"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no row for " + info.title()));
      assertThat(row)
          .contains("`" + info.settings().get(0).variable() + "`")
          .contains("`" + info.name() + ":" + info.jobShape() + "`");
      List<String> reported = info.metrics().stream().map(Metric::name).toList();
      assertThat(metricsIn(row)).isSubsetOf(reported);
    }
  }

  @Test
  void dependencyIsThisVersion() {
    String pom = Repository.read("pom.xml");
    String version = pom.replaceAll("(?s).*?<version>(.*?)</version>.*", "$1");
    assertThat(README).contains("<version>" + version + "</version>");
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
