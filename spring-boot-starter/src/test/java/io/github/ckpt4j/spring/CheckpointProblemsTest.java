package io.github.ckpt4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.sandbox.Fault;
import io.github.ckpt4j.sandbox.Sandbox;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The responses that visitors of a web application get when a provider fails. */
class CheckpointProblemsTest {
  private final Sandbox sandbox = Sandbox.start();

  @AfterEach
  void close() {
    sandbox.close();
  }

  @ParameterizedTest
  @CsvSource({
    "openai:ftjob-none, 404, not_found",
    "nobody:ftjob-1, 400, invalid_request",
    "oxen:ftjob-1, 400, invalid_request",
  })
  void aFailureIsAProblemWithAFittingStatus(String job, int status, String kind) throws Exception {
    try (var application = start("ckpt4j.problem-details=true")) {
      HttpResponse<String> response = get(application, job);

      JsonObject problem = JsonParser.parseString(response.body()).getAsJsonObject();
      assertThat(response.statusCode()).isEqualTo(status);
      assertThat(response.headers().firstValue("Content-Type"))
          .contains("application/problem+json");
      assertThat(problem.get("kind").getAsString()).isEqualTo(kind);
      assertThat(problem.get("job").getAsString()).isEqualTo(job);
      assertThat(problem.get("detail").getAsString()).isNotBlank();
    }
  }

  @Test
  void aVisitorLearnsWhenToRetry() throws Exception {
    try (var application = start("ckpt4j.problem-details=true", "ckpt4j.max-retries=0")) {
      sandbox.failNext(Fault.rateLimited(Duration.ofSeconds(7)));

      HttpResponse<String> response = get(application, "openai:ftjob-overfitted");

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("Retry-After")).contains("7");
    }
  }

  @Test
  void aVisitorLearnsNothingOfTheServersKey() throws Exception {
    String key = "sk-wrong-0123456789";
    try (var application =
        start("ckpt4j.problem-details=true", "ckpt4j.providers.openai.api-key=" + key)) {
      HttpResponse<String> response = get(application, "openai:ftjob-overfitted");

      assertThat(response.statusCode()).isEqualTo(502);
      assertThat(response.body()).doesNotContain("sk-", "OPENAI_API_KEY").contains("credentials");
    }
  }

  @Test
  void withoutThePropertyNothingChanges() throws Exception {
    try (var application = start()) {
      assertThat(get(application, "openai:ftjob-none").statusCode()).isEqualTo(500);
      assertThat(get(application, "openai:ftjob-overfitted").body()).isEqualTo("3");
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyKindHasAnErrorStatus(Kind kind) {
    var response = new CheckpointProblems()
        .problem(CheckpointException.builder(kind, "why").build());
    assertThat(response.getStatusCode().isError()).isTrue();
  }

  private ConfigurableApplicationContext start(String... settings) {
    List<String> all = new ArrayList<>(List.of("server.port=0"));
    sandbox.environment().forEach((name, value) -> all.add(name + "=" + value));
    all.addAll(List.of(settings));
    return new SpringApplicationBuilder(Web.class)
        .bannerMode(Banner.Mode.OFF)
        .properties(all.toArray(String[]::new))
        .run();
  }

  private static HttpResponse<String> get(ConfigurableApplicationContext application, String job)
      throws Exception {
    String port = application.getEnvironment().getProperty("local.server.port");
    URI uri = URI.create("http://127.0.0.1:" + port + "/checkpoints?job=" + job);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Web {
    @Bean
    Controller controller(CheckpointClient client) {
      return new Controller(client);
    }
  }

  @RestController
  record Controller(CheckpointClient client) {
    @GetMapping("/checkpoints")
    String checkpoints(@RequestParam("job") JobRef job) {
      List<Checkpoint> checkpoints = client.list(job);
      return String.valueOf(checkpoints.size());
    }
  }
}
