/**
 * Configures a {@link io.github.ckpt4j.client.CheckpointClient} in a Spring Boot application from
 * the {@code ckpt4j.*} properties, which {@link io.github.ckpt4j.spring.CheckpointProperties}
 * lists.
 */
@NullMarked
package io.github.ckpt4j.spring;

import org.jspecify.annotations.NullMarked;
