package io.github.ckpt4j.client;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Provider;
import java.util.List;

/** Jobs of every provider there is, so that a test of all providers finds a new one by itself. */
public final class EachProvider {
  private static final List<Provider> PROVIDERS = Providers.all();

  private EachProvider() {}

  /** One job of each provider. */
  public static List<JobRef> jobs() {
    return PROVIDERS.stream().map(each -> job(each, 1)).toList();
  }

  /** A job for each number, the providers in turn. */
  public static JobRef job(int number) {
    return job(PROVIDERS.get(number % PROVIDERS.size()), number);
  }

  /** A job of the provider, written as the provider says that its jobs are. */
  public static JobRef job(Provider provider, int number) {
    String start = provider.info().jobIdExample().replace("…", "");
    return new JobRef(provider.info().name(), start + number);
  }
}
