package io.github.ckpt4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Settings;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.scheduling.ScheduledTasksObservabilityAutoConfiguration;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Starts an application as a user would, with everything that Spring Boot auto-configures. */
class StarterTest {
  private static final JobRef JOB = JobRef.parse("openai:ftjob-overfitted");

  private final Sandbox sandbox = Sandbox.start();

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void clientUsesTheSettingsOfItsProviders() {
    try (var application = start(App.class, sandboxSettings())) {
      CheckpointClient client = application.getBean(CheckpointClient.class);
      for (String job : List.of(
          "together:ft-dc07b30c-8203",
          "portkey:ftjob-overfitted",
          "oxen:ox/farm/ft_deployed",
          "baseten:yqvr2lxw/3mq59k8w",
          "azure:ftjob-1b6f0a3c5d7e49208c4fb1a2d3e4f506",
          "nebius:ftjob-llama",
          "bedrock:ftjob-reinforced",
          JOB.toString())) {
        assertThat(client.list(JobRef.parse(job))).as(job).isNotEmpty();
      }
    }
  }

  @Test
  void settingFromAVariableHasNoDashes() {
    String key = sandbox.environment().get("OPENAI_API_KEY");
    try (var application = start(
        App.class,
        List.of(
            "ckpt4j.providers.openai.apikey=" + key,
            "ckpt4j.providers.openai.baseurl=" + sandbox.baseUrl("openai")))) {
      assertThat(application.getBean(CheckpointClient.class).list(JOB)).hasSize(3);
    }
  }

  @Test
  void environmentVariablesAreReadUnlessSwitchedOff() {
    List<String> variables = new ArrayList<>();
    sandbox.environment().forEach((name, value) -> variables.add(name + "=" + value));
    try (var application = start(App.class, variables)) {
      assertThat(application.getBean(CheckpointClient.class).list(JOB)).hasSize(3);
    }
    variables.add("ckpt4j.environment=false");
    try (var application = start(App.class, variables)) {
      CheckpointClient client = application.getBean(CheckpointClient.class);
      assertThatThrownBy(() -> client.list(JOB))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("OPENAI_API_KEY");
    }
  }

  @Test
  void optionsAreApplied() {
    try (var application = start(
        App.class,
        List.of(
            "ckpt4j.timeout=7s",
            "ckpt4j.attempt-timeout=6s",
            "ckpt4j.connect-timeout=5s",
            "ckpt4j.page-size=4"))) {
      var options = application.getBean(CheckpointClient.class).options();
      assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(7));
      assertThat(options.attemptTimeout()).isEqualTo(Duration.ofSeconds(6));
      assertThat(options.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
      assertThat(options.pageSize()).isEqualTo(4);
    }
  }

  @Test
  void unknownSettingStopsTheApplicationAndListsTheKnownOnes() {
    assertThatThrownBy(() -> start(App.class, List.of("ckpt4j.providers.openai.kee=x")))
        .rootCause()
        .hasMessageContaining("openai has no setting 'kee'; known settings: api-key");
    assertThatThrownBy(() -> start(App.class, List.of("ckpt4j.providers.opnai.api-key=x")))
        .rootCause()
        .hasMessageContaining("Unknown provider 'opnai'");
  }

  @Test
  void aProviderThatTheServiceLoaderFindsIsConfiguredLikeAnyOther(@TempDir Path directory)
      throws IOException {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(services.resolve(Provider.class.getName()), Found.class.getName());
    Thread thread = Thread.currentThread();
    ClassLoader usual = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()}, usual)) {
      thread.setContextClassLoader(loader);
      List<String> settings = List.of(
          "ckpt4j.providers.found.api-key=" + sandbox.environment().get("OPENAI_API_KEY"),
          "ckpt4j.providers.found.base-url=" + sandbox.baseUrl("openai"));
      try (var application = start(App.class, settings)) {
        CheckpointClient client = application.getBean(CheckpointClient.class);
        assertThat(client.list(JobRef.parse("found:ftjob-overfitted"))).hasSize(3);
      }
    } finally {
      thread.setContextClassLoader(usual);
    }
  }

  /** A provider as a jar on the class path may contain it. */
  public static final class Found implements Provider {
    private final Provider same =
        Providers.openAiCompatible("found", "https://found.example/v1", null, Map.of());

    @Override
    public ProviderInfo info() {
      return same.info();
    }

    @Override
    public Map<String, String> headers(Settings settings) {
      return same.headers(settings);
    }

    @Override
    public ApiRequest<Page> checkpoints(JobRef job, PageRequest page) {
      return same.checkpoints(job, page);
    }

    @Override
    public ApiRequest<Job> job(JobRef job) {
      return same.job(job);
    }
  }

  @Test
  void customizersAndCustomClientsAreUsed() {
    try (var application = start(Customized.class, sandboxSettings())) {
      application.getBean(CheckpointClient.class).list(JOB);
      assertThat(application.getBean(AtomicInteger.class)).hasValue(2);
    }
    try (var application = start(OwnClient.class, List.of())) {
      assertThat(application.getBeanNamesForType(CheckpointHttp.class)).isEmpty();
      assertThat(application.getBean(CheckpointClient.class)).isSameAs(OwnClient.CLIENT);
    }
  }

  @Test
  void healthCoversTheConfiguredJobs() {
    assertThat(health(sandboxSettings())).isEqualTo(Status.UNKNOWN);
    List<String> named = sandboxSettings();
    named.add("ckpt4j.health.jobs=openai:ftjob-overfitted,together:ft-dc07b30c-8203");
    assertThat(health(named)).isEqualTo(Status.UP);
    List<String> unknownJob = sandboxSettings();
    unknownJob.add("ckpt4j.health.jobs=openai:ftjob-overfitted,openai:ftjob-unknown");
    assertThat(health(unknownJob)).isEqualTo(Status.DOWN);
  }

  @Test
  void healthIsCachedForTheConfiguredTime() {
    List<String> settings = sandboxSettings();
    settings.add("ckpt4j.health.jobs=openai:ftjob-overfitted");
    assertThat(requestsOfTwoReaders(settings)).isEqualTo(1);
    settings.add("ckpt4j.health.cache=0s");
    assertThat(requestsOfTwoReaders(settings)).isEqualTo(2);
  }

  private int requestsOfTwoReaders(List<String> settings) {
    int before = sandbox.requestCount();
    try (var application = start(App.class, settings)) {
      HealthIndicator indicator =
          application.getBean("ckpt4jHealthIndicator", HealthIndicator.class);
      assertThat(indicator.health()).isEqualTo(indicator.health());
    }
    return sandbox.requestCount() - before;
  }

  @Test
  void healthShowsNoKey() {
    List<String> wrong = sandboxSettings();
    wrong.add("ckpt4j.providers.openai.api-key=sk-canary");
    wrong.add("ckpt4j.health.jobs=openai:ftjob-overfitted");
    try (var application = start(App.class, wrong)) {
      var health =
          application.getBean("ckpt4jHealthIndicator", HealthIndicator.class).health();
      assertThat(health.getDetails().toString())
          .contains("UNAUTHENTICATED")
          .doesNotContain("canary");
      assertThat(application.getBean(CheckpointProperties.class))
          .asString()
          .doesNotContain("canary");
    }
  }

  @Test
  void requestsAreObserved() {
    List<String> settings = sandboxSettings();
    try (var application = start(Observed.class, settings)) {
      application.getBean(CheckpointClient.class).list(JOB);
      assertMeasured(application.getBean(MeterRegistry.class));
    }
  }

  @Test
  void requestsAreTimedWithoutAnObservationRegistry() {
    try (var application = start(Metered.class, sandboxSettings())) {
      application.getBean(CheckpointClient.class).list(JOB);
      assertMeasured(application.getBean(MeterRegistry.class));
    }
  }

  @Test
  void jobsAreShownAsGauges() {
    List<String> settings = sandboxSettings();
    settings.add("ckpt4j.gauges.jobs=" + JOB);
    try (var application = start(Metered.class, settings)) {
      MeterRegistry registry = application.getBean(MeterRegistry.class);
      assertThat(registry.get("ckpt4j.incomplete").gauge().value()).isIn(Double.NaN, 0.0);
    }
  }

  @Test
  void metricsCanBeSwitchedOff() {
    List<String> settings = sandboxSettings();
    settings.add("ckpt4j.metrics.enabled=false");
    try (var application = start(Metered.class, settings)) {
      application.getBean(CheckpointClient.class).list(JOB);
      assertThat(
              application.getBean(MeterRegistry.class).find("ckpt4j.requests").timer())
          .isNull();
    }
  }

  private void assertMeasured(MeterRegistry registry) {
    var timer = registry
        .get("ckpt4j.requests")
        .tags("provider", "openai", "operation", "listCheckpoints", "status", "200")
        .timer();
    assertThat(timer.count()).isEqualTo(1);
    for (Meter meter : registry.getMeters()) {
      assertThat(meter.getId().toString())
          .doesNotContain("ftjob")
          .doesNotContain(sandbox.environment().get("OPENAI_API_KEY"));
    }
  }

  private Status health(List<String> settings) {
    try (var application = start(App.class, settings)) {
      return application
          .getBean("ckpt4jHealthIndicator", HealthIndicator.class)
          .health()
          .getStatus();
    }
  }

  private List<String> sandboxSettings() {
    List<String> settings = new ArrayList<>();
    for (Provider provider : Providers.all()) {
      ProviderInfo info = provider.info();
      String prefix = "ckpt4j.providers." + info.name();
      String variable = info.setting("api-key").variable();
      settings.add(prefix + ".api-key=" + sandbox.environment().get(variable));
      settings.add(prefix + ".base-url=" + sandbox.baseUrl(info.name()));
    }
    settings.add("ckpt4j.providers.portkey.provider=@sandbox");
    return settings;
  }

  private static ConfigurableApplicationContext start(Class<?> application, List<String> settings) {
    return new SpringApplicationBuilder(application)
        .web(WebApplicationType.NONE)
        .bannerMode(Banner.Mode.OFF)
        .logStartupInfo(false)
        .run(settings.stream().map(each -> "--" + each).toArray(String[]::new));
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      exclude = {
        ObservationAutoConfiguration.class,
        ScheduledTasksObservabilityAutoConfiguration.class
      })
  static class Metered {
    @Bean
    MeterRegistry registry() {
      return new SimpleMeterRegistry();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Observed {
    @Bean
    MeterRegistry registry() {
      return new SimpleMeterRegistry();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Customized {
    @Bean
    AtomicInteger counter() {
      return new AtomicInteger();
    }

    @Bean
    CheckpointClientCustomizer client(AtomicInteger counter) {
      return builder -> counter.incrementAndGet();
    }

    @Bean
    CheckpointHttpCustomizer http(AtomicInteger counter) {
      return (OkHttpClient.Builder http) -> http.addInterceptor(chain -> {
        counter.incrementAndGet();
        return chain.proceed(chain.request());
      });
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class OwnClient {
    static final CheckpointClient CLIENT = CheckpointClient.builder().build();

    @Bean
    CheckpointClient own() {
      return CLIENT;
    }
  }
}
