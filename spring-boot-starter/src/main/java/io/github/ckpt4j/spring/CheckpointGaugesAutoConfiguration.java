package io.github.ckpt4j.spring;

import io.github.ckpt4j.client.CheckpointClient;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Adds gauges of the jobs in {@code ckpt4j.gauges.jobs}, which Spring Boot Actuator binds to the
 * application's meter registries.
 */
@AutoConfiguration(after = CheckpointClientAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(CheckpointClient.class)
public class CheckpointGaugesAutoConfiguration {
  @Bean
  MeterBinder checkpointGauges(CheckpointClient client, CheckpointProperties properties) {
    return new CheckpointGauges(client, properties);
  }
}
