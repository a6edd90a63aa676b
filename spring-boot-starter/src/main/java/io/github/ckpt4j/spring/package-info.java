/**
 * A {@link io.github.ckpt4j.client.CheckpointClient} in a Spring Boot application, set up from
 * {@code ckpt4j.*} properties: {@link io.github.ckpt4j.spring.CheckpointProperties} has them.
 */
@NullMarked
package io.github.ckpt4j.spring;

import org.jspecify.annotations.NullMarked;
