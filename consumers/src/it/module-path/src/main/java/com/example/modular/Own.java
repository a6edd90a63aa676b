package com.example.modular;

import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Provider;
import java.util.Map;

/** A provider that this module provides. */
public final class Own {
  private Own() {}

  public static Provider provider() {
    return Providers.openAiCompatible("own", "https://own.example/v1", null, Map.of());
  }
}
