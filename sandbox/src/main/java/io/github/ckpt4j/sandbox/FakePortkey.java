package io.github.ckpt4j.sandbox;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import mockwebserver3.MockResponse;
import org.jspecify.annotations.Nullable;

/**
 * Portkey: OpenAI's protocol behind a gateway. A request says who it is and where it goes, in one
 * of four ways: a managed provider ({@code x-portkey-provider: @slug}), a provider with its own key
 * in {@code Authorization}, a config, or a virtual key. Errors have the gateway's form or the
 * upstream's, rewritten.
 *
 * <p>The gateway has no route for checkpoints. With OpenAI and Azure behind it the path goes
 * through as it is; with Bedrock or Vertex the same request is answered with the job, and with
 * Fireworks it asks for a job named {@code checkpoints}.
 */
final class FakePortkey extends FakeOpenAi {
  private static final Set<String> OPENAI = Set.of("openai", "azure-openai");
  private static final Set<String> ANSWER_WITH_JOB = Set.of("bedrock", "vertex-ai");
  private static final String FIREWORKS = "fireworks-ai";

  /** The key of the provider behind the gateway, for who brings it along. */
  private final String upstreamKey;

  FakePortkey(String upstreamKey, int pageLimit) {
    super("portkey", "/portkey/v1", pageLimit);
    this.upstreamKey = upstreamKey;
  }

  @Override
  Map<String, String> environment(String baseUrl) {
    return Map.of(
        "PORTKEY_API_KEY", key(), "PORTKEY_BASE_URL", baseUrl, "PORTKEY_PROVIDER", "@sandbox");
  }

  @Override
  MockResponse.@Nullable Builder refusal(Request request) {
    if (!key().equals(request.header("x-portkey-api-key"))) {
      return failure(401, "Portkey Error: Invalid API Key. Error Code: 03");
    }
    String host = request.header("x-portkey-custom-host");
    if (host != null && host.contains("api.portkey")) {
      return failure(400, "Invalid custom host");
    }
    String config = request.header("x-portkey-config");
    if (config != null && upstream(config) == null) {
      return failure(400, "Invalid config passed");
    }
    String provider = request.header("x-portkey-provider");
    if (provider == null) {
      return config != null || request.header("x-portkey-virtual-key") != null
          ? null
          : failure(400, "Either x-portkey-config or x-portkey-provider header is required");
    }
    if (provider.startsWith("@") || ANSWER_WITH_JOB.contains(provider)) {
      return null;
    }
    if (!OPENAI.contains(provider) && !provider.equals(FIREWORKS)) {
      return failure(400, "Invalid provider passed");
    }
    return hasKey(request, "Bearer", upstreamKey) ? null : wrongKey(request);
  }

  @Override
  MockResponse.Builder answer(Call call) {
    if (!call.asksFor("fine_tuning", "jobs", "*")
        && !call.asksFor("fine_tuning", "jobs", "*", "*")) {
      return JsonResponse.response(404, json -> {
        json.beginObject().name("message").value("Not Found");
        json.name("ok").value(false).endObject();
      });
    }
    String upstream = upstream(call.request());
    if (OPENAI.contains(upstream)) {
      return super.answer(call);
    }
    boolean lastSegment = upstream.equals(FIREWORKS);
    String id = call.path().get(lastSegment ? call.path().size() - 1 : 2);
    Run run = call.jobs().apply(id);
    return run == null
        ? upstreamError(404, upstream, reason(404), "invalid_request_error", null, null)
        : JsonResponse.response(200, json -> translated(json, run));
  }

  /** A job in OpenAI's form as the gateway makes one up from another provider's. */
  private static void translated(JsonWriter json, Run run) throws IOException {
    SandboxJob job = run.job();
    json.beginObject();
    json.name("id").value(job.address());
    json.name("object").value("finetune");
    json.name("status").value(word(run));
    json.name("model").value(job.model());
    json.name("created_at").value(job.created().toEpochMilli());
    if (run.ended()) {
      json.name("finished_at").value(run.updated().toEpochMilli());
    }
    json.endObject();
  }

  private static String upstream(Request request) {
    String provider = request.header("x-portkey-provider");
    String config = request.header("x-portkey-config");
    String named = provider != null ? provider : config == null ? null : upstream(config);
    return named == null || named.startsWith("@") ? "openai" : named;
  }

  /** The provider that a config leads to; null when it is no config. */
  private static @Nullable String upstream(String config) {
    if (config.startsWith("pc-")) { // the id of one that is kept at Portkey
      return "openai";
    }
    try {
      JsonElement parsed = JsonParser.parseString(config);
      if (!parsed.isJsonObject()) {
        return null;
      }
      JsonObject fields = parsed.getAsJsonObject();
      if (fields.has("provider")) {
        return fields.get("provider").getAsString();
      }
      return fields.has("targets") || fields.has("virtual_key") ? "openai" : null;
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      return null;
    }
  }

  /** What the gateway refuses itself. */
  private static MockResponse.Builder failure(int status, String message) {
    return JsonResponse.response(status, json -> {
      json.beginObject().name("status").value("failure");
      json.name("message").value(message).endObject();
    });
  }

  @Override
  MockResponse.Builder error(int status) {
    return switch (status) {
      case 403 ->
        JsonResponse.response(403, json -> {
          json.beginObject().name("success").value(false);
          json.name("data").beginObject();
          json.name("message").value(reason(403)).name("errorCode").value("AB03");
          json.endObject().endObject();
        });
      case 408 ->
        JsonResponse.response(408, json -> {
          json.beginObject().name("error").beginObject();
          json.name("message").value(reason(408)).name("type").value("timeout_error");
          json.endObject().endObject();
        });
      case 500 -> failure(500, "Something went wrong");
      case 503 -> JsonResponse.text(503, reason(503)); // the gateway could not connect
      default -> super.error(status);
    };
  }

  @Override
  MockResponse.Builder error(
      int status, String message, String type, @Nullable String param, @Nullable String code) {
    return upstreamError(status, "openai", message, type, param, code);
  }

  /** The upstream's error with its name before it and beside it. */
  private static MockResponse.Builder upstreamError(
      int status,
      String upstream,
      String message,
      String type,
      @Nullable String param,
      @Nullable String code) {
    return JsonResponse.response(status, json -> {
      json.beginObject();
      errorField(json, upstream + " error: " + message, type, param, code);
      json.name("provider").value(upstream).endObject();
    });
  }

  @Override
  void sign(MockResponse.Builder response) {
    long id = nextId();
    response.setHeader("x-portkey-trace-id", Ids.uuid(2, id));
    response.setHeader("x-portkey-request-id", Ids.uuid(3, id));
    response.setHeader("x-portkey-last-used-option-index", "config");
    response.setHeader("x-portkey-retry-attempt-count", 0);
    response.setHeader("x-portkey-cache-status", "DISABLED");
  }
}
