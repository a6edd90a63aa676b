package io.github.ckpt4j.client;

import static io.github.ckpt4j.client.Server.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests one client with all providers. */
final class ManyProvidersTest {
  private static final List<String> PROVIDERS =
      Providers.all().stream().map(each -> each.info().name()).toList();

  private final Server server = new Server();
  private final CheckpointClient client =
      CheckpointClient.builder().environment(environment()).maxConcurrentJobs(2).build();

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  /**
   * Every environment variable that a provider reads; each base URL ends in the provider's name.
   */
  private Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>();
    for (Provider provider : Providers.all()) {
      ProviderInfo info = provider.info();
      variables.put(info.setting(Setting.API_KEY).variable(), "key-of-" + info.name());
      variables.put(info.setting(Setting.BASE_URL).variable(), server.url("/" + info.name()));
    }
    variables.put("OPENAI_ORG_ID", "org-1");
    variables.put("OPENAI_PROJECT_ID", "proj_1");
    variables.put("PORTKEY_PROVIDER", "@slug");
    variables.put("PORTKEY_CONFIG", "pc-1");
    variables.put("PORTKEY_VIRTUAL_KEY", "vk-1");
    variables.put("PORTKEY_PROVIDER_KEY", "");
    return variables;
  }

  private static String provider(RecordedRequest request) {
    return request.getUrl().pathSegments().get(0);
  }

  /** An empty list that does not name its job. */
  private static String empty(String provider) {
    return Item.of(EachProvider.jobs().stream()
            .filter(job -> job.provider().equals(provider))
            .map(ProviderFixture::emptyList)
            .findFirst()
            .orElseThrow())
        .without("training_job")
        .without("fine_tune_id")
        .toString();
  }

  private static List<JobRef> jobs(int ofEach) {
    return IntStream.range(0, ofEach * PROVIDERS.size())
        .mapToObj(EachProvider::job)
        .toList();
  }

  @Test
  void listsJobsOfAllProvidersAtOnce() {
    server.route(request -> response(200, empty(provider(request))));
    assertThat(client.listAll(jobs(7)))
        .hasOnlyElementsOfType(JobResult.Listed.class)
        .extracting(JobResult::job)
        .containsExactlyInAnyOrderElementsOf(jobs(7));
  }

  @Test
  void oneProvidersErrorDoesNotAffectTheOthers() {
    server.route(request -> provider(request).equals("oxen")
        ? response(401, "{\"status_message\":\"unauthenticated\"}")
        : response(200, empty(provider(request))));
    try (Stream<JobResult> results = client.listAll(jobs(3))) {
      assertThat(results)
          .allSatisfy(result -> assertThat(result instanceof JobResult.Failed)
              .isEqualTo(result.job().provider().equals("oxen")));
    }
  }

  @Test
  void eachProviderHasItsOwnLimit() {
    Map<String, AtomicInteger> now = new ConcurrentHashMap<>();
    Map<String, Integer> most = new ConcurrentHashMap<>();
    // No response is sent until two requests to each provider are in flight.
    CyclicBarrier twoOfEach = new CyclicBarrier(2 * PROVIDERS.size());
    server.route(request -> {
      String provider = provider(request);
      AtomicInteger count = now.computeIfAbsent(provider, name -> new AtomicInteger());
      most.merge(provider, count.incrementAndGet(), Math::max);
      await(twoOfEach);
      count.decrementAndGet();
      return response(200, empty(provider));
    });
    assertThat(client.listAll(jobs(4)))
        .hasOnlyElementsOfType(JobResult.Listed.class)
        .hasSize(4 * PROVIDERS.size());
    assertThat(most)
        .hasSize(PROVIDERS.size())
        .allSatisfy((name, count) -> assertThat(count).isEqualTo(2));
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyProviderGetsOnlyItsOwnCredentials() {
    server.route(request -> response(200, empty(provider(request))));
    assertThat(client.listAll(jobs(1))).hasSize(PROVIDERS.size());
    assertThat(server.requests()).hasSize(PROVIDERS.size()).allSatisfy(request -> {
      String all = request.getHeaders().toMultimap().toString();
      assertThat(all).contains("key-of-" + provider(request));
      for (String other : PROVIDERS) {
        assertThat(all.contains("key-of-" + other)).isEqualTo(other.equals(provider(request)));
      }
    });
  }

  @Test
  void theVariablesAreThoseOfTheVendorsTools() {
    assertThat(client.providers())
        .flatExtracting(ProviderInfo::settings)
        .extracting(Setting::variable)
        .contains(
            "TOGETHER_API_KEY",
            "TOGETHER_BASE_URL",
            "OPENAI_API_KEY",
            "OPENAI_BASE_URL",
            "OPENAI_ORG_ID",
            "OPENAI_PROJECT_ID",
            "PORTKEY_API_KEY",
            "PORTKEY_BASE_URL",
            "PORTKEY_PROVIDER",
            "PORTKEY_CONFIG",
            "PORTKEY_VIRTUAL_KEY",
            "OXEN_API_KEY",
            "OXEN_BASE_URL",
            "BASETEN_API_KEY",
            "BASETEN_BASE_URL",
            "AZURE_OPENAI_API_KEY",
            "AZURE_OPENAI_AD_TOKEN",
            "NEBIUS_API_KEY",
            "AWS_BEARER_TOKEN_BEDROCK",
            "AWS_REGION")
        .doesNotHaveDuplicates();
  }

  @Test
  void anUnknownProviderListsTheKnownOnes() {
    JobRef job = JobRef.parse("nobody:ft-1");
    assertThatThrownBy(() -> client.list(job))
        .isInstanceOfSatisfying(
            CheckpointException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_REQUEST))
        .hasMessageContaining("azure, baseten, bedrock, nebius, openai, oxen, portkey, together");
    assertThat(client.listAll(List.of(job))).hasOnlyElementsOfType(JobResult.Failed.class);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void everyProviderDescribesItself() {
    assertThat(client.providers()).extracting(ProviderInfo::name).isEqualTo(PROVIDERS);
    assertThat(Providers.all()).allSatisfy(each -> {
      ProviderInfo info = each.info();
      assertThat(info.baseUrl()).startsWith("https://");
      assertThat(info.documentation()).startsWith("https://");
      assertThat(info.metrics()).isNotEmpty();
      assertThat(info.settings().get(0)).isEqualTo(info.setting("api-key"));
      assertThat(info.setting("api-key").secret()).isTrue();
      assertThat(EachProvider.job(each, 1).id()).matches(info.jobIdPattern());
    });
  }
}
