package io.github.ckpt4j.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Emulates one provider: its routes, its credentials and its quirks. Its JSON comes from templates.
 */
abstract class SandboxProvider extends Errors {
  /** Longer lists are streamed instead of built in memory. */
  private static final int LARGE = 5_000;

  private final String name;
  private final String prefix;
  private final String idExample;
  private final List<String> jobPath;
  private final AtomicLong responses = new AtomicLong();

  /**
   * @param name as in job references and environment variables
   * @param prefix the path of the base URL
   * @param jobPath the path of a job; its {@code *} segments form the id
   */
  SandboxProvider(String name, String prefix, String idExample, String jobPath) {
    this.name = name;
    this.prefix = prefix;
    this.idExample = idExample;
    this.jobPath = List.of(jobPath.split("/", -1));
  }

  /** All emulated providers. */
  static List<SandboxProvider> all(int pageLimit, FakeBaseten baseten) {
    FakeOpenAi openAi = new FakeOpenAi(pageLimit);
    return List.of(
        new FakeTogether(),
        openAi,
        new FakePortkey(openAi.key(), pageLimit),
        new FakeOxen(),
        baseten,
        new FakeAzure(pageLimit),
        new FakeNebius(pageLimit),
        new FakeBedrock(pageLimit));
  }

  /** The provider of this name. */
  static SandboxProvider named(String name, List<SandboxProvider> providers) {
    return providers.stream()
        .filter(provider -> provider.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("Unknown provider: " + name + ". Known: "
            + String.join(", ", providers.stream().map(SandboxProvider::name).toList())));
  }

  final String name() {
    return name;
  }

  final String prefix() {
    return prefix;
  }

  /** The one key that is accepted. */
  final String key() {
    return "sandbox-" + name + "-key";
  }

  /** Rejects a job whose id does not fit this provider's paths. */
  final void check(SandboxJob job) {
    if (slashes(job.id()) != slashes(idExample)) {
      throw new IllegalArgumentException(
          "Invalid job reference: " + job + "; expected " + name + ":" + idExample);
    }
  }

  private static long slashes(String text) {
    return text.chars().filter(c -> c == '/').count();
  }

  /** The environment variables that point a client at this provider. */
  Map<String, String> environment(String baseUrl) {
    String variable = name.toUpperCase(Locale.ROOT);
    return Map.of(variable + "_API_KEY", key(), variable + "_BASE_URL", baseUrl);
  }

  /** The response to missing or wrong credentials; null if they are valid. */
  abstract @Nullable Response refusal(Request request);

  /**
   * The response to a GET.
   *
   * @param path the decoded segments after the prefix
   */
  Response respond(Request request, List<String> path, Jobs jobs) {
    String id = jobId(path);
    if (id == null) {
      Response list = respondToList(String.join("/", path), request.query(), jobs);
      return list == null ? error(404) : list;
    }
    String resource = String.join("/", path.subList(jobPath.size(), path.size()));
    Run run = jobs.byId().apply(id);
    Response response = run == null ? null : respond(resource, request.query(), run);
    return response != null ? response : run == null ? jobNotFound(resource, id) : error(404);
  }

  /** What is at a path that is not below a job's, such as the list of jobs; null for nothing. */
  abstract @Nullable Response respondToList(String path, Map<String, String> query, Jobs jobs);

  /** The response to a POST that only reads; null where there is none. */
  @Nullable
  Response search(String path, String body, Jobs jobs) {
    return null;
  }

  /** Whether the bytes of a file are at this path. */
  boolean isFile(String path) {
    return false;
  }

  /** The path of a job; its {@code *} segments form the id. */
  final String jobPath() {
    return String.join("/", jobPath);
  }

  /** The path of the list of checkpoints, below the job's. */
  String listPath() {
    return "checkpoints";
  }

  /** The path of the request for all jobs. */
  abstract String jobsPath();

  /**
   * The resource at a path below the job's; the job itself at the empty path; null if none exists.
   */
  abstract @Nullable Response respond(String resource, Map<String, String> query, Run run);

  /** The error for a job that does not exist. */
  Response jobNotFound(String resource, String id) {
    return error(404);
  }

  /** The headers that identify a request to the provider's support. */
  Map<String, String> signature() {
    return Map.of();
  }

  /** The default base model of a job. */
  String defaultModel() {
    return "meta-llama/Meta-Llama-3.1-8B-Instruct";
  }

  final String baseModel(SandboxJob job) {
    String model = job.model();
    return model == null ? defaultModel() : model;
  }

  /** A new number for each response, from which its ids are made. */
  final long nextId() {
    return responses.incrementAndGet();
  }

  /** The complete list of a job's checkpoints, streamed if it is long. */
  static Response list(Run run, Body body) {
    return Response.json(200, body).streamedIf(run.saved() > LARGE);
  }

  /** Items that are created as they are written. */
  static Iterable<Body> items(int count, java.util.function.IntFunction<Body> item) {
    return () -> IntStream.range(0, count).mapToObj(item).iterator();
  }

  static boolean hasKey(Request request, String scheme, String key) {
    String value = request.header("Authorization");
    return value != null && value.equals(scheme + " " + key);
  }

  private @Nullable String jobId(List<String> path) {
    if (path.size() < jobPath.size()) {
      return null;
    }
    List<String> id = new ArrayList<>();
    for (int i = 0; i < jobPath.size(); i++) {
      if (jobPath.get(i).equals("*")) {
        id.add(path.get(i));
      } else if (!jobPath.get(i).equals(path.get(i))) {
        return null;
      }
    }
    return String.join("/", id);
  }
}
