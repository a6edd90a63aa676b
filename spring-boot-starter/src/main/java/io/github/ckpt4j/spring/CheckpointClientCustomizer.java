package io.github.ckpt4j.spring;

import io.github.ckpt4j.client.ClientBuilder;

/** Customizes the client's builder after the properties have been applied. */
@FunctionalInterface
public interface CheckpointClientCustomizer {
  void customize(ClientBuilder client);
}
