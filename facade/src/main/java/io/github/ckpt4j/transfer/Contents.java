package io.github.ckpt4j.transfer;

import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The contents of a checkpoint's files, to check them against each other: the shards against their
 * index, the adapter against its configuration, and whether all files that a model needs exist.
 */
final class Contents {
  private static final Pattern SHARD =
      Pattern.compile("(.{0,200})-([0-9]{5})-of-([0-9]{5})\\.safetensors");
  private static final Set<String> TOKENIZERS = Set.of(
      "tokenizer.json",
      "tokenizer.model",
      "tokenizer.model.v3",
      "tiktoken.model",
      "tekken.json",
      "vocab.json",
      "vocab.txt",
      "spiece.model",
      "sentencepiece.bpe.model");
  private static final String CONFIG = "config.json";

  private final Map<String, Folder> folders = new TreeMap<>();

  /** The files of one folder, by name. */
  private static final class Folder {
    private final Map<String, String> paths = new TreeMap<>();
    private final Map<String, Map<String, Tensor>> tensors = new TreeMap<>();
    private final Map<String, Map<String, String>> indexes = new TreeMap<>();
    private final Map<String, JsonObject> adapters = new HashMap<>();
  }

  void file(String path) {
    folder(path).paths.put(name(path), path);
  }

  void tensors(String path, Map<String, Tensor> tensors) {
    folder(path).tensors.put(name(path), tensors);
  }

  void index(String path, Map<String, String> files) {
    folder(path).indexes.put(name(path), files);
  }

  void adapterConfig(String path, JsonObject config) {
    folder(path).adapters.put(name(path), config);
  }

  /** Reports disagreements between the files, each fault at the file that has it. */
  void check(Function<String, Findings> findings) {
    folders.values().forEach(folder -> {
      Function<String, Findings> named =
          name -> findings.apply(folder.paths.getOrDefault(name, "."));
      folder.indexes.forEach((name, files) -> checkIndex(folder, files, named.apply(name), named));
      checkShards(folder, named);
      checkAdapter(folder, named);
      checkModel(folder, named);
    });
  }

  private static void checkIndex(
      Folder folder,
      Map<String, String> files,
      Findings ofIndex,
      Function<String, Findings> findings) {
    Set<String> shards = new TreeSet<>(files.values());
    for (String shard : shards) {
      if (!folder.paths.containsKey(shard)) {
        ofIndex.problem("its shard " + Names.quoted(shard) + " is missing");
      }
    }
    files.forEach((tensor, shard) -> {
      Map<String, Tensor> of = folder.tensors.get(shard);
      if (of != null && !of.containsKey(tensor)) {
        findings
            .apply(shard)
            .problem("lacks tensor " + Names.quoted(tensor) + ", which the index places in it");
      }
    });
    for (String shard : shards) {
      folder.tensors.getOrDefault(shard, Map.of()).keySet().stream()
          .filter(tensor -> !shard.equals(files.get(tensor)))
          .forEach(tensor -> findings
              .apply(shard)
              .problem("tensor " + Names.quoted(tensor) + " is not in the index for this file"));
    }
  }

  /** The names of shards contain their number. */
  private static void checkShards(Folder folder, Function<String, Findings> findings) {
    Map<String, Set<String>> series = new TreeMap<>();
    folder.paths.keySet().forEach(name -> {
      Matcher shard = SHARD.matcher(name);
      if (shard.matches()) {
        series
            .computeIfAbsent(shard.group(1) + "\n" + shard.group(3), each -> new TreeSet<>())
            .add(name);
      }
    });
    series.forEach((key, names) -> {
      String first = names.iterator().next();
      String[] parts = key.split("\n", 2);
      int count = Integer.parseInt(parts[1]);
      Set<String> indexed = folder.indexes.values().stream()
          .flatMap(files -> files.values().stream())
          .filter(names::contains)
          .collect(Collectors.toSet());
      if (!indexed.isEmpty()) {
        names.stream()
            .filter(name -> !indexed.contains(name))
            .forEach(name -> findings.apply(name).problem("none of its tensors is in the index"));
      } else {
        findings
            .apply(first)
            .problem("its index, " + Names.quoted(parts[0] + ShardIndex.SUFFIX) + ", is missing");
        if (names.size() < count) {
          findings
              .apply(first)
              .problem((count - names.size()) + " of " + count + " shards are missing");
        }
      }
    });
  }

  private static void checkAdapter(Folder folder, Function<String, Findings> findings) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    folder.tensors.forEach((name, each) -> {
      if (name.startsWith("adapter_model")) {
        tensors.putAll(each);
      }
    });
    String weights = folder.paths.keySet().stream()
        .filter(name -> name.matches("adapter_model\\b.{0,60}\\.(safetensors|bin)"))
        .findFirst()
        .orElse(null);
    JsonObject config = folder.adapters.get(AdapterConfig.NAME);
    if (weights != null && !folder.paths.containsKey(AdapterConfig.NAME)) {
      findings.apply(weights).problem(AdapterConfig.NAME + " is missing");
    } else if (config != null && weights == null && config.has("peft_type")) {
      findings.apply(AdapterConfig.NAME).problem("the adapter's weights are missing");
    } else if (config != null && !tensors.isEmpty()) {
      new AdapterConfig(config).check(tensors, findings.apply(AdapterConfig.NAME));
    }
  }

  private static void checkModel(Folder folder, Function<String, Findings> findings) {
    String weights = folder.paths.keySet().stream()
        .filter(name -> name.matches("model(-[0-9]{5}-of-[0-9]{5})?\\.safetensors"))
        .findFirst()
        .orElse(null);
    if (weights != null && !folder.paths.containsKey(CONFIG)) {
      findings.apply(weights).problem(CONFIG + " is missing");
    }
    boolean hasTokenizer = folder.paths.keySet().stream()
        .anyMatch(name -> TOKENIZERS.contains(name) || name.endsWith(".tiktoken"));
    if (folder.paths.containsKey("tokenizer_config.json") && !hasTokenizer) {
      findings.apply("tokenizer_config.json").problem("the tokenizer's vocabulary is missing");
    } else if (weights != null && !hasTokenizer) {
      findings.apply(weights).note("the model comes without a tokenizer");
    }
  }

  private Folder folder(String path) {
    int slash = path.lastIndexOf('/');
    return folders.computeIfAbsent(path.substring(0, slash + 1), each -> new Folder());
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
