package io.github.ckpt4j.spring;

import io.github.ckpt4j.client.CheckpointClient;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Adds a health indicator that requests the jobs in {@code ckpt4j.health.jobs}. Spring Boot 3 and 4
 * have the same type in different packages; this uses the one on the class path.
 */
@AutoConfiguration(after = CheckpointClientAutoConfiguration.class)
@ConditionalOnBean(CheckpointClient.class)
@ConditionalOnProperty(name = "management.health.ckpt4j.enabled", matchIfMissing = true)
public class CheckpointHealthAutoConfiguration {

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
  static class OnSpringBoot3 {
    @Bean
    @ConditionalOnMissingBean(name = "ckpt4jHealthIndicator")
    org.springframework.boot.actuate.health.HealthIndicator ckpt4jHealthIndicator(
        CheckpointClient client, CheckpointProperties properties) {
      CheckpointHealth health = new CheckpointHealth(client, properties);
      return () -> {
        CheckpointHealth.Report report = health.check();
        return org.springframework.boot.actuate.health.Health.status(report.status())
            .withDetails(report.details())
            .build();
      };
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
  static class OnSpringBoot4 {
    @Bean
    @ConditionalOnMissingBean(name = "ckpt4jHealthIndicator")
    org.springframework.boot.health.contributor.HealthIndicator ckpt4jHealthIndicator(
        CheckpointClient client, CheckpointProperties properties) {
      CheckpointHealth health = new CheckpointHealth(client, properties);
      return () -> {
        CheckpointHealth.Report report = health.check();
        return org.springframework.boot.health.contributor.Health.status(report.status())
            .withDetails(report.details())
            .build();
      };
    }
  }
}
