package io.github.ckpt4j.client;

import com.google.gson.JsonParser;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.sandbox.ProviderJson;
import io.github.ckpt4j.sandbox.SandboxJob;
import io.github.ckpt4j.spi.Provider;
import java.util.List;
import java.util.Map;

/** Jobs of every provider, so that tests of all providers automatically cover a new one. */
public final class EachProvider {
  private static final List<Provider> PROVIDERS = Providers.all();

  private EachProvider() {}

  /** One job of each provider. */
  public static List<JobRef> jobs() {
    return PROVIDERS.stream().map(each -> job(each, 1)).toList();
  }

  /** A job for each number, cycling through the providers. */
  public static JobRef job(int number) {
    return job(PROVIDERS.get(number % PROVIDERS.size()), number);
  }

  /** A job of the provider, formed from its example id. */
  public static JobRef job(Provider provider, int number) {
    String start = provider.info().jobIdExample().replace("…", "");
    return new JobRef(provider.info().name(), start + number);
  }

  /** The name of the list in a page of the job's provider: of the only member that is an array. */
  public static String listField(JobRef job) {
    String page = ProviderJson.of(SandboxJob.of(job.toString())).checkpoints();
    return JsonParser.parseString(page).getAsJsonObject().entrySet().stream()
        .filter(member -> member.getValue().isJsonArray())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }
}
