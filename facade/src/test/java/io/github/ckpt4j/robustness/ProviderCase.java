package io.github.ckpt4j.robustness;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.ClientBuilder;
import io.github.ckpt4j.client.EachProvider;
import io.github.ckpt4j.sandbox.Request;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import io.github.ckpt4j.spi.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One provider under test: a job, its server's normal response to each request, and the list that a
 * client must return.
 *
 * @param responses the normal responses by path and query, in the order they are requested
 */
record ProviderCase(
    JobRef job,
    String basePath,
    String provider,
    Map<String, String> responses,
    List<Checkpoint> expected) {
  /**
   * Small pages, so that lists have several of them where the provider supports pages; and no metrics,
   * without which a list is returned all the same, so that the last request is one of the list.
   */
  static final CallOptions OPTIONS = CallOptions.defaults().pageSize(2).withoutMetrics();

  /** Every provider, as the sandbox emulates it. */
  static List<ProviderCase> all() {
    Sandbox.Builder builder = Sandbox.builder();
    List<JobRef> jobs = EachProvider.jobs();
    jobs.forEach(job -> builder.job(SandboxJob.of(job.toString())));
    try (Sandbox sandbox = builder.start()) {
      return jobs.stream().map(job -> of(job, sandbox)).toList();
    }
  }

  private static ProviderCase of(JobRef job, Sandbox sandbox) {
    List<Checkpoint> expected;
    int before = sandbox.requests().size();
    try (CheckpointClient client = CheckpointClient.builder()
        .environment(sandbox.environment())
        .options(OPTIONS)
        .build()) {
      expected = client.list(job);
    }
    Map<String, String> responses = new LinkedHashMap<>();
    URI base = URI.create(sandbox.baseUrl(job.provider()));
    List<Request> requests = sandbox.requests();
    for (Request request : requests.subList(before, requests.size())) {
      String target = target(request);
      responses.put(target, fetch(base.resolve(target), request));
    }
    return new ProviderCase(job, base.getPath(), job.provider(), responses, expected);
  }

  /** A client builder for this provider, with the canary as its key. */
  ClientBuilder client(String origin) {
    ClientBuilder builder = CheckpointClient.builder()
        .options(OPTIONS)
        .set(provider, Setting.API_KEY, Canary.KEY)
        .set(provider, Setting.BASE_URL, origin + basePath);
    return provider.equals("portkey")
        ? builder.set(provider, "provider", "openai").set(provider, "provider-key", Canary.KEY)
        : builder;
  }

  /** The number of requests that the list takes without faults. */
  int pages() {
    return responses.size();
  }

  /** The normal response to the last request. */
  String lastResponse() {
    return new ArrayList<>(responses.values()).get(pages() - 1);
  }

  String lastTarget() {
    return new ArrayList<>(responses.keySet()).get(pages() - 1);
  }

  /** The name of the list in a response. */
  String listField() {
    return EachProvider.listField(job);
  }

  /** The fields that identify a checkpoint. */
  List<String> identity() {
    return switch (provider) {
      case "openai", "portkey", "azure", "nebius", "bedrock" -> List.of("id");
      case "baseten" -> List.of("checkpoint_id");
      case "together" -> List.of("object_id", "step");
      default -> List.of("step");
    };
  }

  /** The field with the time of a checkpoint. */
  String timeField() {
    return "created_at";
  }

  @Override
  public String toString() {
    return provider;
  }

  private static String target(Request request) {
    StringBuilder target = new StringBuilder(request.path());
    String separator = "?";
    for (Map.Entry<String, String> parameter : request.query().entrySet()) {
      target.append(separator).append(parameter.getKey()).append('=').append(parameter.getValue());
      separator = "&";
    }
    return target.toString();
  }

  private static String fetch(URI uri, Request like) {
    try {
      URLConnection connection = uri.toURL().openConnection();
      like.headers().forEach((name, value) -> {
        if (!name.equalsIgnoreCase("Accept-Encoding")) {
          connection.setRequestProperty(name, value);
        }
      });
      if (((HttpURLConnection) connection).getResponseCode() != 200) {
        throw new IllegalStateException("The sandbox rejected " + uri);
      }
      try (InputStream body = connection.getInputStream()) {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
