package io.github.ckpt4j.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.EachProvider;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import io.github.ckpt4j.spi.Ability;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A provider can do what it declares, and refuses everything else before anything is sent. */
final class AbilitiesTest {
  private static final PageRequest FIRST = PageRequest.first();

  static Stream<Provider> all() {
    return Stream.concat(
        Providers.all().stream(), Stream.of(compatible("plain"), compatible("full", "")));
  }

  private static Provider compatible(String name, String... jobScopes) {
    ProviderInfo.Builder info = ProviderInfo.builder(name, "https://" + name + ".example/v1")
        .setting(Setting.apiKey("KEY"))
        .abilities(Ability.PAGES);
    if (jobScopes.length > 0) {
      info.jobScopes(jobScopes).abilities(Ability.EVENTS);
    }
    return Providers.openAiCompatible(info.build(), settings -> Map.of());
  }

  @ParameterizedTest
  @MethodSource("all")
  void listsJobsIfItDeclaresTo(Provider provider) {
    ProviderInfo info = provider.info();
    boolean declared = info.abilities().contains(Ability.JOBS);
    assertThat(isSupported(() -> provider.jobs(JobQuery.of(info.name()), FIRST)))
        .isEqualTo(declared);
    assertThat(info.jobScopes().isEmpty()).isEqualTo(!declared);
    for (String scope : info.jobScopes()) {
      assertThat(provider.jobs(JobQuery.parse(info.name() + ":" + scope), FIRST).path())
          .as(scope)
          .isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void reportsEventsIfItDeclaresTo(Provider provider) {
    JobRef job = EachProvider.job(provider, 1);
    assertThat(isSupported(() -> provider.events(job, FIRST)))
        .isEqualTo(provider.info().abilities().contains(Ability.EVENTS));
  }

  @ParameterizedTest
  @MethodSource("all")
  void pagesIfItDeclaresTo(Provider provider) {
    JobRef job = EachProvider.job(provider, 1);
    boolean bySize = !provider
        .checkpoints(job, FIRST.size(2))
        .path()
        .equals(provider.checkpoints(job, FIRST.size(3)).path());
    assertThat(bySize).isEqualTo(provider.info().abilities().contains(Ability.PAGES));
  }

  @ParameterizedTest
  @MethodSource("all")
  void reportsMetricsIfItDeclaresTo(Provider provider) {
    assertThat(anyCheckpoint(provider, each -> !each.metrics().isEmpty()))
        .isEqualTo(provider.info().abilities().contains(Ability.METRICS));
  }

  @ParameterizedTest
  @MethodSource("all")
  void knowsWhenCheckpointsEndIfItDeclaresTo(Provider provider) {
    assertThat(anyCheckpoint(provider, each -> each.expiry() != null))
        .isEqualTo(provider.info().abilities().contains(Ability.EXPIRY));
  }

  @ParameterizedTest
  @MethodSource("all")
  void hasFilesIfItDeclaresThem(Provider provider) {
    boolean declared = provider.info().abilities().contains(Ability.FILES);
    assertThat(anyCheckpoint(
            provider, each -> isSupported(() -> provider.files(each, Artifact.AS_IS))))
        .isEqualTo(declared);
  }

  private static boolean isSupported(Runnable describe) {
    try {
      describe.run();
      return true;
    } catch (CheckpointException e) {
      assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED);
      return false;
    }
  }

  private static boolean anyCheckpoint(Provider provider, Predicate<Checkpoint> condition) {
    JobRef job = EachProvider.job(provider, 1);
    assumeThat(emulated()).contains(job.provider());
    Sandbox.Builder builder = Sandbox.builder()
        .job(SandboxJob.of(job.toString()).expiresAt(Instant.parse("2027-01-01T00:00:00Z")));
    try (Sandbox sandbox = builder.start();
        CheckpointClient client = CheckpointClient.builder()
            .environment(sandbox.environment())
            .options(CallOptions.defaults().withHardwareMetrics().withExpiry())
            .build()) {
      return client.list(job).stream().anyMatch(condition);
    }
  }

  private static List<String> emulated() {
    try (Sandbox sandbox = Sandbox.start()) {
      return sandbox.jobs().stream()
          .map(job -> JobRef.parse(job).provider())
          .distinct()
          .toList();
    }
  }
}
