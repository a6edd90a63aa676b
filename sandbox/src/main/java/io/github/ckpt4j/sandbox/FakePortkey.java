package io.github.ckpt4j.sandbox;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Portkey: OpenAI's protocol behind a gateway. A request carries its credentials and names its
 * target in one of four ways: a managed provider ({@code x-portkey-provider: @slug}), a provider
 * with its own key in {@code Authorization}, a config, or a virtual key. Errors have either the
 * gateway's format or the upstream provider's, rewritten by the gateway.
 *
 * <p>The gateway has no route for checkpoints. It forwards the path unchanged to OpenAI and Azure.
 * Bedrock and Vertex respond to the same request with the job, and Fireworks looks for a job named
 * {@code checkpoints}.
 */
final class FakePortkey extends FakeOpenAi {
  private static final Template ERROR = Template.of("portkey/error");
  private static final Template FAILURE = Template.of("portkey/failure");
  private static final Template FORBIDDEN = Template.of("portkey/forbidden");
  private static final Template TIMEOUT = Template.of("portkey/timeout");
  private static final Template NO_ROUTE = Template.of("portkey/no-route");
  private static final Template TRANSLATED_JOB = Template.of("portkey/translated-job");

  private static final Template TRANSLATED_JOBS = Template.of("portkey/translated-jobs");
  private static final int TRANSLATED_PAGE = 20;

  private static final Set<String> OPENAI = Set.of("openai", "azure-openai");
  private static final Set<String> RESPOND_WITH_JOB = Set.of("bedrock", "vertex-ai");
  private static final String FIREWORKS = "fireworks-ai";

  /** The upstream provider's key, for requests that carry it themselves. */
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
  @Nullable
  Response refusal(Request request) {
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
    if (provider.startsWith("@") || RESPOND_WITH_JOB.contains(provider)) {
      return null;
    }
    if (!OPENAI.contains(provider) && !provider.equals(FIREWORKS)) {
      return failure(400, "Invalid provider passed");
    }
    return hasKey(request, "Bearer", upstreamKey) ? null : wrongKey(request);
  }

  @Override
  Response respond(Request request, List<String> path, Jobs jobs) {
    boolean file = isFile(String.join("/", path)) && OPENAI.contains(upstream(request));
    boolean route = (path.size() >= 2 && path.size() <= 4)
        && path.subList(0, 2).equals(List.of("fine_tuning", "jobs"));
    if (!route && !file) {
      return Response.json(404, NO_ROUTE.with(new Values()));
    }
    String upstream = upstream(request);
    if (OPENAI.contains(upstream)) {
      return super.respond(request, path, jobs);
    }
    if (path.size() == 2) {
      return Response.json(200, firstPageForever(jobs.all().get()));
    }
    String id = path.get(upstream.equals(FIREWORKS) ? path.size() - 1 : 2);
    Run run = jobs.byId().apply(id);
    return run == null
        ? upstreamError(
            404, upstream, errorValues(reason(404), "invalid_request_error", null, null))
        : Response.json(200, translated(run));
  }

  /** The gateway does not translate {@code after} back, and always reports more. */
  private Body firstPageForever(List<Run> all) {
    List<Run> page = all.subList(0, Math.min(TRANSLATED_PAGE, all.size()));
    return TRANSLATED_JOBS.with(new Values()
        .set("jobs", items(page.size(), i -> translated(page.get(i))))
        .set("firstId", page.isEmpty() ? null : page.get(0).job().id())
        .set("lastId", page.isEmpty() ? null : page.get(page.size() - 1).job().id()));
  }

  /** A job in OpenAI's format, as the gateway translates it from another provider's. */
  private Body translated(Run run) {
    SandboxJob job = run.job();
    return TRANSLATED_JOB.with(new Values()
        .set("jobId", job.id())
        .set("status", word(run))
        .set("baseModel", baseModel(job))
        .set("createdAt", job.created().toEpochMilli())
        .set("finishedAt", run.ended() ? run.updated().toEpochMilli() : null));
  }

  private static String upstream(Request request) {
    String provider = request.header("x-portkey-provider");
    String config = request.header("x-portkey-config");
    String named = provider != null ? provider : config == null ? null : upstream(config);
    return named == null || named.startsWith("@") ? "openai" : named;
  }

  /** The provider that a config selects; null if the config is invalid. */
  private static @Nullable String upstream(String config) {
    if (config.startsWith("pc-")) { // the id of a config stored at Portkey
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

  /** An error of the gateway itself. */
  private static Response failure(int status, String message) {
    return Response.json(status, FAILURE.with(new Values().set("message", message)));
  }

  @Override
  Response error(int status) {
    Values message = new Values().set("message", reason(status));
    return switch (status) {
      case 403 -> Response.json(403, FORBIDDEN.with(message));
      case 408 -> Response.json(408, TIMEOUT.with(message));
      case 500 -> failure(500, "Something went wrong");
      case 503 -> Response.text(503, reason(503)); // the gateway could not connect
      default -> super.error(status);
    };
  }

  @Override
  Response error(
      int status, String message, String type, @Nullable String param, @Nullable String code) {
    return upstreamError(status, "openai", errorValues(message, type, param, code));
  }

  /** The upstream's error, prefixed with the provider's name and with that name in a field. */
  private static Response upstreamError(int status, String upstream, Values error) {
    return Response.json(status, ERROR.with(error.set("upstream", upstream)));
  }

  @Override
  Map<String, String> signature() {
    long id = nextId();
    return Map.of(
        "x-portkey-trace-id",
        Ids.uuid(2, id),
        "x-portkey-request-id",
        Ids.uuid(3, id),
        "x-portkey-last-used-option-index",
        "config",
        "x-portkey-retry-attempt-count",
        "0",
        "x-portkey-cache-status",
        "DISABLED");
  }
}
