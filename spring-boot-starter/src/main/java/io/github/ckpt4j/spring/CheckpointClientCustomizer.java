package io.github.ckpt4j.spring;

import io.github.ckpt4j.client.ClientBuilder;

/** A bean that sets up the client further, after the properties. */
@FunctionalInterface
public interface CheckpointClientCustomizer {
  void customize(ClientBuilder client);
}
