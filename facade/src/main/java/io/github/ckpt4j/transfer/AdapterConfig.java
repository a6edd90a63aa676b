package io.github.ckpt4j.transfer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a PEFT adapter. Checks that the adapter's tensors agree with it: their rank,
 * and the modules they change.
 *
 * <p>A pattern that PEFT would match as a regular expression is not checked: a hostile one could
 * take forever.
 */
final class AdapterConfig {
  static final String NAME = "adapter_config.json";

  private static final String LITERAL = "[A-Za-z0-9_.-]+";

  private final JsonObject config;

  AdapterConfig(JsonObject config) {
    this.config = config;
  }

  /** The two matrices of one module; either is null if it is missing. */
  private static final class Pair {
    @Nullable
    Tensor a;

    @Nullable
    Tensor b;
  }

  /** Reports where the adapter's tensors disagree with its configuration. */
  void check(Map<String, Tensor> tensors, Findings findings) {
    String type = text("peft_type");
    if (type == null) {
      findings.problem("has no peft_type");
    } else if (!type.equals("LORA")) {
      findings.note("adapters of type " + Names.quoted(type) + " are not checked further");
    } else {
      checkLora(modules(tensors), tensors.keySet(), findings);
    }
  }

  private void checkLora(Map<String, Pair> modules, Set<String> names, Findings findings) {
    if (modules.isEmpty()) {
      findings.problem("the adapter has no LoRA tensor");
    }
    Long rank = number(config.get("r"));
    if (rank == null || rank < 1) {
      findings.problem("has no rank (r)");
    }
    Map<String, Long> ranks = ranks(findings);
    modules.forEach((module, pair) -> checkRank(module, pair, rank, ranks, findings));
    checkTargets(modules.keySet(), findings);
    for (String saved : texts("modules_to_save")) {
      if (names.stream().noneMatch(name -> ("." + name).contains("." + saved + "."))) {
        findings.problem("the adapter has no tensor of module " + Names.quoted(saved)
            + ", which modules_to_save lists");
      }
    }
  }

  private void checkRank(
      String module,
      Pair pair,
      @Nullable Long rank,
      @Nullable Map<String, Long> ranks,
      Findings findings) {
    String name = "module " + Names.quoted(module);
    Long ofA = pair.a == null ? null : dimension(pair.a, 0);
    Long ofB = pair.b == null ? null : dimension(pair.b, 1);
    if (ofA == null || ofB == null) {
      findings.problem(name + " lacks its " + (ofA == null ? "lora_A" : "lora_B"));
      return;
    }
    if (!ofA.equals(ofB)) {
      findings.problem(name + " has rank " + ofA + " in lora_A and " + ofB + " in lora_B");
      return;
    }
    Long expected = ranks == null || changesParameters() ? null : rank(module, rank, ranks);
    if (expected != null && !expected.equals(ofA)) {
      findings.problem(name + " has rank " + ofA + "; the configuration states " + expected);
    }
  }

  private static @Nullable Long rank(String module, @Nullable Long usual, Map<String, Long> ranks) {
    return ranks.entrySet().stream()
        .filter(each -> isModule(module, each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(usual);
  }

  /** The ranks of modules with their own rank; null if patterns set them. */
  private @Nullable Map<String, Long> ranks(Findings findings) {
    Map<String, Long> ranks = new LinkedHashMap<>();
    if (config.get("rank_pattern") instanceof JsonObject patterns) {
      for (Map.Entry<String, JsonElement> each : patterns.entrySet()) {
        Long rank = number(each.getValue());
        if (rank == null || !each.getKey().matches(LITERAL)) {
          findings.note("ranks are set by a pattern; they were not checked against it");
          return null;
        }
        ranks.put(each.getKey(), rank);
      }
    }
    return ranks;
  }

  private void checkTargets(Set<String> modules, Findings findings) {
    List<String> targets = texts("target_modules");
    if (targets.isEmpty() || changesParameters()) {
      findings.note("target modules are chosen by a pattern; they were not checked against it");
      return;
    }
    Set<String> unused = new HashSet<>(targets);
    for (String module : modules) {
      List<String> matching =
          targets.stream().filter(target -> isModule(module, target)).toList();
      unused.removeAll(matching);
      if (matching.isEmpty()) {
        findings.problem("module " + Names.quoted(module) + " is not among the target modules");
      }
    }
    unused.stream()
        .sorted()
        .forEach(target ->
            findings.problem("the adapter has no tensor of target module " + Names.quoted(target)));
  }

  /** PEFT can also change single parameters; their matrices combine several ranks. */
  private boolean changesParameters() {
    return !texts("target_parameters").isEmpty();
  }

  private static boolean isModule(String module, String name) {
    return module.equals(name) || module.endsWith("." + name);
  }

  private static Map<String, Pair> modules(Map<String, Tensor> tensors) {
    Map<String, Pair> modules = new HashMap<>();
    tensors.forEach((name, tensor) -> {
      int at = name.lastIndexOf(".lora_");
      String rest = at < 0 ? "" : name.substring(at + ".lora_".length());
      if (rest.matches("(embedding_)?[AB](\\..{1,300})?")) {
        Pair pair = modules.computeIfAbsent(module(name.substring(0, at)), each -> new Pair());
        if (rest.replaceFirst("embedding_", "").charAt(0) == 'A') {
          pair.a = tensor;
        } else {
          pair.b = tensor;
        }
      }
    });
    return modules;
  }

  private static String module(String path) {
    String prefix = "base_model.model.";
    return path.startsWith(prefix) ? path.substring(prefix.length()) : path;
  }

  private static @Nullable Long dimension(Tensor tensor, int index) {
    return tensor.shape().size() > index ? tensor.shape().get(index) : null;
  }

  private @Nullable String text(String member) {
    JsonElement value = config.get(member);
    return value != null && isText(value) ? value.getAsString() : null;
  }

  private List<String> texts(String member) {
    JsonElement value = config.get(member);
    return value != null && value.isJsonArray()
        ? StreamSupport.stream(value.getAsJsonArray().spliterator(), false)
            .filter(AdapterConfig::isText)
            .map(JsonElement::getAsString)
            .toList()
        : List.of();
  }

  private static boolean isText(JsonElement value) {
    return value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
  }

  private static @Nullable Long number(@Nullable JsonElement value) {
    return value != null && value.isJsonPrimitive() && value.getAsString().matches("[0-9]{1,9}")
        ? Long.valueOf(value.getAsString())
        : null;
  }
}
