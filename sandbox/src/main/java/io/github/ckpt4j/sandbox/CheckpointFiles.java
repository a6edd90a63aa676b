package io.github.ckpt4j.sandbox;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The files of a checkpoint, computed from the job and the checkpoint's index: an adapter as PEFT
 * saves it or a full model, and its tokenizer. They have the checkpoint's size in total.
 */
final class CheckpointFiles {
  /** The rank of an adapter, and the modules that it changes; a template of Baseten names them. */
  private static final long RANK = 16;

  private static final List<String> MODULES = List.of("q_proj", "v_proj");
  private static final int ADAPTER_LAYERS = 2;
  private static final long MODEL_WIDTH = 64;

  /** The bytes of one column of all tensors in a file, the same for adapters and models. */
  private static final int COLUMN = 256;

  private static final int ADAPTER_HEADER = 2048;
  private static final int SHARD_HEADER = 512;

  /** Reserve for numbers that are longer than estimated. */
  private static final int SLACK = 64;

  private static final Template ADAPTER_CONFIG = Template.of("files/adapter-config");
  private static final Template CONFIG = Template.of("files/config");
  private static final Template INDEX = Template.of("files/index");

  /** The same for every checkpoint. The XXH3 hash of the last one begins with a zero. */
  private static final Map<String, Content> TOKENIZER = Map.of(
      "tokenizer.json", constant("tokenizer"),
      "tokenizer_config.json", constant("tokenizer-config"),
      "special_tokens_map.json", constant("special-tokens-map"),
      "additional_chat_templates/tool_use.jinja",
          Content.of("{% for m in messages %}{{ m['content'] }}{% endfor %}\n"));

  private static final Content GENERATION_CONFIG = constant("generation-config");

  /** A request for one of ten thousand files must not recompute them all. */
  private static final Recent<Key, List<StoredFile>> RECENT = new Recent<>(16);

  private final Key key;
  private final Map<String, Content> files = new LinkedHashMap<>();

  private CheckpointFiles(Key key) {
    this.key = key;
  }

  /**
   * All files, by path.
   *
   * @param adapter whether to return the adapter or the model
   * @param size their total size; at least a few kilobytes
   */
  static List<StoredFile> of(
      SandboxJob job, int index, boolean adapter, String baseModel, long size) {
    Key key = new Key(
        job.fileSeed(), index, adapter, baseModel, size, job.files(adapter), job.savedAt(index));
    return RECENT.get(key, each -> new CheckpointFiles(each).all());
  }

  private List<StoredFile> all() {
    files.putAll(TOKENIZER);
    Content readme = Content.of("---\nbase_model: " + key.baseModel + "\n---\n");
    long columns = columns(readme);
    addConfig(columns);
    for (int part = 0; part < key.parts; part++) {
      addPart(part, columns / key.parts + (part < columns % key.parts ? 1 : 0));
    }
    long rest = Math.max(0, key.size - size() - readme.size());
    files.put("README.md", new Joined(List.of(readme, Content.of("\n".repeat((int) rest)))));
    return files.entrySet().stream()
        .map(file ->
            new StoredFile(file.getKey(), file.getValue(), seed(file.getKey()), key.modified))
        .sorted(Comparator.comparing(StoredFile::path))
        .toList();
  }

  /** The number of columns in the tensors of all files that gives the right total size. */
  private long columns(Content readme) {
    CheckpointFiles empty = new CheckpointFiles(key);
    empty.files.putAll(TOKENIZER);
    empty.addConfig(0);
    long headers = key.adapter ? ADAPTER_HEADER : (long) SHARD_HEADER * key.parts;
    long rest = key.size - empty.size() - headers - readme.size() - SLACK;
    return Math.max(key.parts, rest / COLUMN);
  }

  private long size() {
    return files.values().stream().mapToLong(Content::size).sum();
  }

  private long seed(String path) {
    return Ids.mix(key.seed, key.index, path.hashCode());
  }

  private void addConfig(long columns) {
    if (key.adapter) {
      files.put(
          "adapter_config.json",
          Content.of(ADAPTER_CONFIG
              .with(new Values()
                  .set("baseModel", key.baseModel)
                  .set("rank", RANK)
                  .set("alpha", 2 * RANK)
                  .set("modules", MODULES))
              .text()));
      return;
    }
    files.put("generation_config.json", GENERATION_CONFIG);
    files.put(
        "config.json",
        Content.of(CONFIG
            .with(new Values()
                .set("baseModel", key.baseModel)
                .set("width", MODEL_WIDTH)
                .set("columns", columns / key.parts)
                .set("layers", key.parts))
            .text()));
    if (key.parts > 1) {
      Map<String, String> tensors = new LinkedHashMap<>();
      for (int part = 0; part < key.parts; part++) {
        for (String tensor : shard(part, 0).keySet()) {
          tensors.put(tensor, shardName(part));
        }
      }
      files.put(
          "model.safetensors.index.json",
          Content.of(INDEX
              .with(new Values().set("totalSize", columns * COLUMN).set("files", tensors))
              .text()));
    }
  }

  /** An adapter is one file; the state of the optimizer fills the others. */
  private void addPart(int part, long columns) {
    if (!key.adapter) {
      String name = shardName(part);
      files.put(name, Safetensors.of(shard(part, columns), SHARD_HEADER, seed(name)));
    } else if (part == 0) {
      String name = "adapter_model.safetensors";
      files.put(name, Safetensors.of(adapter(columns), ADAPTER_HEADER, seed(name)));
    } else {
      String name = number("optimizer/rank_%05d.pt", part);
      files.put(name, new Noise(seed(name), columns * COLUMN));
    }
  }

  private static Map<String, List<Long>> adapter(long width) {
    Map<String, List<Long>> tensors = new LinkedHashMap<>();
    for (int layer = 0; layer < ADAPTER_LAYERS; layer++) {
      for (String module : MODULES) {
        String name = "base_model.model.model.layers." + layer + ".self_attn." + module;
        tensors.put(name + ".lora_A.weight", List.of(RANK, width));
        tensors.put(name + ".lora_B.weight", List.of(width, RANK));
      }
    }
    return tensors;
  }

  private static Map<String, List<Long>> shard(int layer, long columns) {
    String name = "model.layers." + layer + ".mlp.";
    Map<String, List<Long>> tensors = new LinkedHashMap<>();
    tensors.put(name + "up_proj.weight", List.of(columns, MODEL_WIDTH));
    tensors.put(name + "down_proj.weight", List.of(MODEL_WIDTH, columns));
    return tensors;
  }

  private String shardName(int part) {
    return key.parts == 1
        ? "model.safetensors"
        : number("model-%05d-of-%05d.safetensors", part + 1, key.parts);
  }

  private static String number(String format, Object... numbers) {
    return String.format(Locale.ROOT, format, numbers);
  }

  private static Content constant(String template) {
    return Content.of(Template.of("files/" + template).with(new Values()).text());
  }

  /** The input that the files are computed from. */
  private record Key(
      long seed,
      int index,
      boolean adapter,
      String baseModel,
      long size,
      int parts,
      Instant modified) {}
}
