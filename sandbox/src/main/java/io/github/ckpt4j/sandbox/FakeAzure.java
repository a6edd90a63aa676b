package io.github.ckpt4j.sandbox;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Azure OpenAI: OpenAI's protocol with other credentials, ids, names and states. Its steps have a
 * decimal point.
 */
final class FakeAzure extends FakeOpenAi {
  FakeAzure(int pageLimit) {
    super("azure", "/azure/openai/v1", pageLimit);
  }

  @Override
  Map<String, String> environment(String baseUrl) {
    return Map.of("AZURE_OPENAI_API_KEY", key(), "AZURE_OPENAI_BASE_URL", baseUrl);
  }

  /** Accepts either the key in its own header or an Entra ID token. */
  @Override
  @Nullable
  Response refusal(Request request) {
    return key().equals(request.header("api-key")) || hasKey(request, "Bearer", token())
        ? null
        : error(
            401,
            "Access denied due to invalid subscription key or wrong API endpoint.",
            "invalid_request_error",
            null,
            "401");
  }

  private String token() {
    return "sandbox-" + name() + "-token";
  }

  @Override
  boolean isAzure(SandboxJob job) {
    return true;
  }

  @Override
  Number step(SandboxJob job, long step) {
    return (double) step;
  }

  @Override
  String word(Run run) {
    return run.word(
        switch (run.state()) {
          case CREATED -> "notRunning";
          case QUEUED -> "pending";
          case CANCELLED -> "canceled";
          default -> super.word(run);
        });
  }

  @Override
  Map<String, String> signature() {
    return Map.of(
        "apim-request-id",
        Ids.uuid(4, nextId()),
        "x-ms-region",
        "Sandbox",
        "azureml-model-time",
        "7");
  }
}
