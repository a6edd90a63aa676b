package io.github.ckpt4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How to use a checkpoint for inference, how to deploy it first, and how to continue training from
 * it. Building this sends no request, and nothing here is carried out: deploying usually costs
 * money.
 *
 * <p>It contains no secret: each key is replaced by {@code $} and the name of its environment
 * variable. Immutable.
 */
public final class Usage {
  private final JobRef job;
  private final String checkpoint;
  private final String baseUrl;
  private final @Nullable String model;
  private final String modelForm;
  private final Deployment deployment;
  private final Evidence evidence;
  private final Map<String, String> headers;
  private final List<Instruction> deploy;
  private final @Nullable Instruction resume;

  private Usage(Builder from) {
    job = from.job;
    checkpoint = from.checkpoint;
    baseUrl = from.baseUrl;
    model = from.model;
    modelForm = from.modelForm;
    deployment = from.deployment;
    evidence = from.evidence;
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(from.headers));
    deploy = List.copyOf(from.deploy);
    resume = from.resume;
  }

  /** Whether a checkpoint has to be deployed before it can serve requests. */
  public enum Deployment {
    /** It serves requests as it is. */
    NOT_NEEDED,
    /** It has to be deployed first. */
    REQUIRED,
    /** It is deployed, according to the provider. */
    DONE,
    /** Not known for this provider. */
    UNKNOWN
  }

  /** The evidence for an instruction. */
  public enum Evidence {
    /** Stated by the vendor's documentation or its own client. */
    DOCUMENTED,
    /** Inferred from how the vendor's other interfaces work. */
    ASSUMED
  }

  /**
   * One step for the reader.
   *
   * @param text what to do
   * @param code a command, or the JSON to send; null if the text is enough. Placeholders are in
   *     angle brackets
   * @param evidence how it is known
   */
  public record Instruction(String text, @Nullable String code, Evidence evidence) {
    public Instruction {
      Objects.requireNonNull(text, "text");
      Objects.requireNonNull(evidence, "evidence");
    }
  }

  /** A builder for the usage of a checkpoint, whose inference API has this base URL. */
  public static Builder builder(Checkpoint checkpoint, String baseUrl) {
    return new Builder(checkpoint, baseUrl);
  }

  /** The job of the checkpoint. */
  public JobRef job() {
    return job;
  }

  /** The id of the checkpoint. */
  public String checkpoint() {
    return checkpoint;
  }

  /**
   * The base URL for a client of OpenAI's chat completions, without a trailing slash. A part that
   * depends on the deployment is in angle brackets.
   */
  public String baseUrl() {
    return baseUrl;
  }

  /** The name to send as the model; null if it depends on the deployment. */
  public @Nullable String model() {
    return model;
  }

  /** The name to send, or a placeholder in angle brackets: {@code <deployment>}. */
  public String modelOrForm() {
    return model == null ? modelForm : model;
  }

  /** Whether it has to be deployed first. */
  public Deployment deployment() {
    return deployment;
  }

  /** How base URL, model and the need for a deployment are known. */
  public Evidence evidence() {
    return evidence;
  }

  /** The headers of a request by name, with {@code $VARIABLE} in place of each secret. */
  public Map<String, String> headers() {
    return headers;
  }

  /** How to deploy it, in order; empty if that is not needed or not known. */
  public List<Instruction> deploy() {
    return deploy;
  }

  /** How to train further from it; null if the provider does not document a way. */
  public @Nullable Instruction resume() {
    return resume;
  }

  /** A command for a POSIX shell that sends a first message; it reads keys from the environment. */
  public String curl() {
    StringBuilder command =
        new StringBuilder("curl ").append(quoted(baseUrl + "/chat/completions")).append(" \\\n");
    headers.forEach((name, value) ->
        command.append("  -H \"").append(expanding(name + ": " + value)).append("\" \\\n"));
    return command
        .append("  -H \"Content-Type: application/json\" \\\n  -d ")
        .append(quoted("{\"model\": \"" + json(modelOrForm())
            + "\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}"))
        .toString();
  }

  @Override
  public String toString() {
    return "Usage[job=" + job + ", checkpoint=" + checkpoint + ", baseUrl=" + baseUrl + ", model="
        + model + ", deployment=" + deployment + "]";
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** Text for double quotes in a shell, escaped so that only environment variables are expanded. */
  private static String expanding(String text) {
    return text.replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("`", "\\`")
        .replaceAll("\\$(?![A-Z_][A-Z0-9_]*\\b)", "\\\\\\$");
  }

  private static String json(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(c -> {
      if (c == '"' || c == '\\') {
        escaped.append('\\').append((char) c);
      } else if (c < ' ') {
        escaped.append("\\u%04x".formatted(c));
      } else {
        escaped.append((char) c);
      }
    });
    return escaped.toString();
  }

  /** Collects the parts of a usage; not safe for use by several threads. */
  public static final class Builder {
    private final JobRef job;
    private final String checkpoint;
    private final String baseUrl;
    private @Nullable String model;
    private String modelForm = "<model>";
    private Deployment deployment = Deployment.UNKNOWN;
    private Evidence evidence = Evidence.ASSUMED;
    private Map<String, String> headers = Map.of();
    private final List<Instruction> deploy = new ArrayList<>();
    private @Nullable Instruction resume;

    private Builder(Checkpoint checkpoint, String baseUrl) {
      this.job = checkpoint.job();
      this.checkpoint = checkpoint.id();
      this.baseUrl = Objects.requireNonNull(baseUrl, "baseUrl");
    }

    public Builder model(@Nullable String model) {
      this.model = model;
      return this;
    }

    /** The placeholder for a name that depends on the deployment, in angle brackets. */
    public Builder modelForm(String modelForm) {
      this.modelForm = Objects.requireNonNull(modelForm, "modelForm");
      return this;
    }

    /** The defaults are {@link Deployment#UNKNOWN} and {@link Evidence#ASSUMED}. */
    public Builder deployment(Deployment deployment, Evidence evidence) {
      this.deployment = Objects.requireNonNull(deployment, "deployment");
      this.evidence = Objects.requireNonNull(evidence, "evidence");
      return this;
    }

    /** The headers of a request; the client sets them. */
    public Builder headers(Map<String, String> headers) {
      this.headers = new TreeMap<>(headers);
      return this;
    }

    /** Adds a step of the deployment. */
    public Builder deploy(String text, @Nullable String code, Evidence evidence) {
      deploy.add(new Instruction(text, code, evidence));
      return this;
    }

    public Builder resume(String text, @Nullable String code, Evidence evidence) {
      resume = new Instruction(text, code, evidence);
      return this;
    }

    public Usage build() {
      return new Usage(this);
    }
  }
}
