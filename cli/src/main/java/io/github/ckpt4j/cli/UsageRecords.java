package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Usage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How to use a checkpoint, for programs. */
final class UsageRecords {
  static final List<String> COLUMNS = List.of(
      "job", "provider", "id", "step", "model", "base_url", "deployment", "evidence", "curl");
  static final List<String> FIELDS = List.of(
      "job",
      "provider",
      "id",
      "step",
      "model",
      "base_url",
      "deployment",
      "evidence",
      "headers",
      "deploy",
      "resume",
      "curl");
  private static final Pattern BEARER = Pattern.compile("Bearer \\$([A-Z_][A-Z0-9_]*)");
  private static final Pattern VARIABLE = Pattern.compile("\\$([A-Z_][A-Z0-9_]*)");

  private UsageRecords() {}

  static Map<String, @Nullable Object> of(Checkpoint checkpoint, Usage usage) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("job", usage.job().toString());
    fields.put("provider", usage.job().provider());
    fields.put("id", usage.checkpoint());
    fields.put("step", checkpoint.step());
    fields.put("model", usage.model());
    fields.put("base_url", usage.baseUrl());
    fields.put("deployment", word(usage.deployment()));
    fields.put("evidence", word(usage.evidence()));
    fields.put("headers", usage.headers());
    fields.put("deploy", usage.deploy().stream().map(UsageRecords::of).toList());
    fields.put("resume", usage.resume() == null ? null : of(usage.resume()));
    fields.put("curl", usage.curl());
    return fields;
  }

  private static Map<String, @Nullable Object> of(Usage.Instruction instruction) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("text", instruction.text());
    fields.put("code", instruction.code());
    fields.put("evidence", word(instruction.evidence()));
    return fields;
  }

  /** A provider in the configuration of promptfoo, which also reads keys from the environment. */
  static Map<String, Object> promptfoo(Usage usage, String model) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("apiBaseUrl", usage.baseUrl());
    Map<String, String> headers = new LinkedHashMap<>();
    usage.headers().forEach((name, value) -> {
      Matcher key = BEARER.matcher(value);
      if (name.equalsIgnoreCase("Authorization") && key.matches()) {
        config.put("apiKeyEnvar", key.group(1));
      } else {
        headers.put(name, VARIABLE.matcher(value).replaceAll("{{env.$1}}"));
      }
    });
    if (!headers.isEmpty()) {
      config.put("headers", headers);
    }
    Map<String, Object> provider = new LinkedHashMap<>();
    provider.put("id", "openai:chat:" + model);
    provider.put("label", model);
    provider.put("config", config);
    return provider;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
