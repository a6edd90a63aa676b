package io.github.ckpt4j.sandbox;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import mockwebserver3.MockResponse;
import org.jspecify.annotations.Nullable;

/** Plays one provider: its routes, its credentials and its way of writing things down. */
abstract class FakeProvider {
  /** From here on a list is sent while it is written. */
  static final int LARGE = 5_000;

  private final String name;
  private final String prefix;
  private final String form;
  private final AtomicLong answers = new AtomicLong();

  FakeProvider(String name, String prefix, String form) {
    this.name = name;
    this.prefix = prefix;
    this.form = form;
  }

  /** As in a job's reference and in the environment's variables. */
  final String name() {
    return name;
  }

  /** Refuses a job that no path leads to. */
  final void check(SandboxJob job) {
    if (slashes(job.address()) != slashes(form)) {
      throw new IllegalArgumentException(
          "A job of this provider is named " + name + ":" + form + ", not " + job);
    }
  }

  private static long slashes(String text) {
    return text.chars().filter(c -> c == '/').count();
  }

  /** The path of the base URL. */
  final String prefix() {
    return prefix;
  }

  /** The one key that is accepted. */
  final String key() {
    return "sandbox-" + name + "-key";
  }

  /** What a client reads from the environment to get here. */
  Map<String, String> environment(String baseUrl) {
    String variable = name.toUpperCase(Locale.ROOT);
    return Map.of(variable + "_API_KEY", key(), variable + "_BASE_URL", baseUrl);
  }

  /** The refusal of credentials that are missing or wrong; null when they are right. */
  abstract MockResponse.@Nullable Builder refusal(Request request);

  abstract MockResponse.Builder answer(Call call);

  /** An error as this provider words it. */
  abstract MockResponse.Builder error(int status);

  MockResponse.Builder rateLimited(Duration wait) {
    return error(429).setHeader("Retry-After", seconds(wait));
  }

  /** The account's money has run out, which no waiting cures. */
  MockResponse.Builder quotaExhausted() {
    return error(402);
  }

  /** Adds the headers by which the provider's support finds a request again. */
  void sign(MockResponse.Builder response) {}

  /** Numbers the responses: their ids are made of it. */
  final long nextId() {
    return answers.incrementAndGet();
  }

  static boolean hasKey(Request request, String scheme, String key) {
    String value = request.header("Authorization");
    return value != null && value.equals(scheme + " " + key);
  }

  /** Whole seconds, rounded up. */
  static long seconds(Duration wait) {
    return wait.plusNanos(999_999_999).toSeconds();
  }

  static String reason(int status) {
    return switch (status) {
      case 400 -> "The request is not valid.";
      case 401 -> "The API key is missing or not valid.";
      case 402 -> "The account has no credit left.";
      case 403 -> "This key may not do that.";
      case 404 -> "There is no such resource.";
      case 405 -> "This method is not allowed here.";
      case 408 -> "The request took too long.";
      case 409 -> "Another request is changing this resource.";
      case 422 -> "The request cannot be processed.";
      case 429 -> "Too many requests. Try again later.";
      case 500 -> "The server had an error while processing the request.";
      case 502 -> "The server got no valid answer from behind it.";
      case 503 -> "The server is overloaded. Try again later.";
      case 504 -> "The server waited too long for an answer from behind it.";
      default -> "The server answered with status " + status + ".";
    };
  }
}
