package com.example.spring;

import io.github.ckpt4j.sandbox.Sandbox;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the service and calls it once. */
@SpringBootApplication
public class Application {
  public static void main(String[] args) {
    // In production, omit the sandbox and put this in application.yaml:
    //   ckpt4j.providers.openai.api-key: ${OPENAI_API_KEY}
    try (Sandbox sandbox = Sandbox.start();
        ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
            .properties(
                "ckpt4j.providers.openai.base-url=" + sandbox.baseUrl("openai"),
                "ckpt4j.providers.openai.api-key=" + sandbox.environment().get("OPENAI_API_KEY"))
            .run(args)) {
      ModelService models = application.getBean(ModelService.class);
      System.out.println(models.bestModel("openai:ftjob-overfitted").orElseThrow());
    }
  }
}
