package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.PageRequest;
import org.junit.jupiter.api.Test;

/** A provider without paging returns a single page. */
interface OnePageContract extends ProviderFixture {
  @Test
  default void everythingIsOnOnePageOfAnySize() {
    server().enqueue(page(atStep(1), atStep(2), atStep(3)));
    var page = client().page(job(), PageRequest.first().size(1));
    assertThat(page.checkpoints()).hasSize(3);
    assertThat(page.hasNext()).isFalse();
    assertThat(server().targets()).containsExactly(basePath() + listPath());
  }

  @Test
  default void aPageSizeIsNotSent() {
    server().enqueue(page(atStep(1)));
    assertThat(client().with(options().pageSize(5)).list(job())).hasSize(1);
    assertThat(server().targets()).containsExactly(basePath() + listPath());
  }
}
