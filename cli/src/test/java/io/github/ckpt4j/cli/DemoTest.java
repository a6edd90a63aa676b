package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.providers.Providers;
import org.junit.jupiter.api.Test;

/** The demonstration needs no key and no configuration. */
final class DemoTest {
  @Test
  void listsJobOfEveryProvider() {
    Cli.Result result = new Cli().set("OPENAI_API_KEY", "sk-real").run("demo", "--brief");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out().lines())
        .filteredOn(line -> line.contains("checkpoints"))
        .extracting(line -> line.substring(0, line.indexOf(':')))
        .containsExactlyInAnyOrderElementsOf(
            Providers.all().stream().map(each -> each.info().name()).toList());
    assertThat(result.err()).startsWith("$ ckpt list ");
  }
}
