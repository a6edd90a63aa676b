package io.github.ckpt4j.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads an archive on disk. */
record ArchiveTree(Path root) {

  /** The SHA-256 of all files by path, without state that is not part of the archive. */
  Map<String, String> hashes() throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    for (Path each : files()) {
      hashes.put(path(each), sha256(Files.readAllBytes(each)));
    }
    return hashes;
  }

  /** The same without the catalog, whose records have times. */
  Map<String, String> hashesWithoutCatalog() throws IOException {
    Map<String, String> hashes = hashes();
    hashes.remove("catalog.jsonl");
    return hashes;
  }

  List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .filter(each -> !path(each).contains(".ckpt4j/"))
          .toList();
    }
  }

  List<JsonObject> catalog() throws IOException {
    return records(Files.readString(root.resolve("catalog.jsonl")));
  }

  /** The state of the weights by job and checkpoint, from the last record of each. */
  Map<String, String> weights() throws IOException {
    Map<String, String> states = new LinkedHashMap<>();
    catalog()
        .forEach(each -> states.put(
            each.get("job").getAsString() + " " + each.get("id").getAsString(),
            each.get("weights").getAsString()));
    return states;
  }

  static List<JsonObject> records(String jsonl) {
    return jsonl
        .lines()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  /** The problems in the JSON of {@code ckpt verify}. */
  static List<String> problems(String json) {
    List<String> problems = new ArrayList<>();
    for (JsonElement each : JsonParser.parseString(json).getAsJsonArray()) {
      each.getAsJsonObject()
          .getAsJsonArray("problems")
          .forEach(problem -> problems.add(problem.getAsString()));
    }
    return problems;
  }

  private String path(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
