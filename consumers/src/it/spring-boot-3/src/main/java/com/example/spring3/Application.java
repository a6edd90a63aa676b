package com.example.spring3;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.sandbox.Sandbox;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class Application {
  @Bean
  MeterRegistry registry() {
    return new SimpleMeterRegistry();
  }

  public static void main(String[] args) throws Exception {
    try (Sandbox sandbox = Sandbox.start()) {
      Map<String, Object> properties = new HashMap<>(sandbox.environment());
      properties.put("ckpt4j.health.jobs", "openai:ftjob-overfitted");
      try (ConfigurableApplicationContext application =
          new SpringApplicationBuilder(Application.class).properties(properties).run(args)) {
        check(application);
      }
    }
  }

  private static void check(ConfigurableApplicationContext application) {
    CheckpointClient client = application.getBean(CheckpointClient.class);
    for (String job : List.of(
          "together:ft-dc07b30c-8203",
          "openai:ftjob-overfitted",
          "portkey:ftjob-overfitted",
          "oxen:ox/farm/ft_deployed",
          "baseten:yqvr2lxw/3mq59k8w")) {
        List<Checkpoint> checkpoints = client.list(JobRef.parse(job));
        if (checkpoints.isEmpty()) {
          throw new AssertionError(job + " has no checkpoints");
        }
        System.out.println(job + " has " + checkpoints.size() + " checkpoints");
    }
    application
        .getBean(MeterRegistry.class)
        .get("ckpt4j.requests")
        .tags("provider", "openai", "operation", "listCheckpoints")
        .timer();
    Status status = application
        .getBean("ckpt4jHealthIndicator", HealthIndicator.class)
        .health()
        .getStatus();
    if (!status.equals(Status.UP)) {
      throw new AssertionError("unexpected health: " + status);
    }
  }
}
